"""Faults of log-in: what opens an account is kept badly, lost in a race, or works twice."""

import time
from datetime import datetime

from attrs import evolve

from ...identity.attempts import Attempts
from ...identity.auth_session import AuthSession
from ...identity.password_reset import PasswordReset
from ...identity.second_factor import SecondFactor
from ...identity.user import User
from ...shared.ids import UserId
from ..ports import Open, Ports
from .fault import fault, instead, swapping


@fault("S31")
def locks_forgotten(open_unit_of_work: Open) -> Open:
    """Attempts are counted, and until when they lock is lost."""

    def swap(parts: Ports) -> Ports:
        def save(attempts: Attempts) -> None:
            parts.log_ins.save(evolve(attempts, locked_until=None))

        return evolve(parts, log_ins=instead(parts.log_ins, save=save))

    return swapping(open_unit_of_work, swap)


@fault("S31")
def recovery_codes_forgotten(open_unit_of_work: Open) -> Open:
    """Of the recovery codes, one is kept."""

    def swap(parts: Ports) -> Ports:
        def add(factor: SecondFactor) -> None:
            parts.second_factors.add(evolve(factor, recovery_hashes=frozenset(sorted(factor.recovery_hashes)[:1])))

        return evolve(parts, second_factors=instead(parts.second_factors, add=add))

    return swapping(open_unit_of_work, swap)


@fault("S31")
def marks_lost(open_unit_of_work: Open) -> Open:
    """What a log-in marks on the user is not written."""

    def swap(parts: Ports) -> Ports:
        def mark(user_id: UserId, attempts: Attempts | None, logged_in_at: datetime | None) -> None:
            return

        return evolve(parts, log_ins=instead(parts.log_ins, mark=mark))

    return swapping(open_unit_of_work, swap)


@fault("S32")
def ended_sessions_open_again(open_unit_of_work: Open) -> Open:
    """A session that was ended is found as if it were not."""

    def swap(parts: Ports) -> Ports:
        def by_token(token_hash: str) -> tuple[AuthSession, User] | None:
            found = parts.auth_sessions.by_token(token_hash)
            return (evolve(found[0], revoked_at=None), found[1]) if found is not None else None

        return evolve(parts, auth_sessions=instead(parts.auth_sessions, by_token=by_token))

    return swapping(open_unit_of_work, swap)


@fault("S32")
def one_session_listed(open_unit_of_work: Open) -> Open:
    """Of the sessions of a user, the newest alone is listed."""

    def swap(parts: Ports) -> Ports:
        def of_user(user_id: UserId) -> tuple[AuthSession, ...]:
            return parts.auth_sessions.of_user(user_id)[:1]

        return evolve(parts, auth_sessions=instead(parts.auth_sessions, of_user=of_user))

    return swapping(open_unit_of_work, swap)


@fault("S33")
def resets_used_twice(open_unit_of_work: Open) -> Open:
    """Nobody looks at commit whether a reset was used by then."""

    def swap(parts: Ports) -> Ports:
        used: list[PasswordReset] = []

        def commit() -> None:
            with open_unit_of_work() as present:
                fresh = [one for one in used if (now := present.resets.by_token(one.token_hash)) and not now.used_at]
            for reset in fresh:
                parts.resets.use(reset)
            parts.commit()

        return evolve(parts, resets=instead(parts.resets, use=used.append), commit=commit)

    return swapping(open_unit_of_work, swap)


@fault("S33")
def codes_used_twice(open_unit_of_work: Open) -> Open:
    """Nobody looks at commit whether a code was used by then."""

    def swap(parts: Ports) -> Ports:
        saved: list[SecondFactor] = []

        def commit() -> None:
            with open_unit_of_work() as present:
                fresh = [one for one in saved if (now := present.second_factors.of_user(one.id)) and now != one]
            for factor in fresh:
                parts.second_factors.save(factor)
            parts.commit()

        return evolve(parts, second_factors=instead(parts.second_factors, save=saved.append), commit=commit)

    return swapping(open_unit_of_work, swap)


@fault("S34")
def attempts_not_held(open_unit_of_work: Open) -> Open:
    """Attempts are read, but not held still until they are counted."""

    def hold(key: str, now: datetime) -> Attempts:
        with open_unit_of_work() as other:
            found = other.log_ins.hold(key, now)
        time.sleep(0.002)
        return found

    return swapping(open_unit_of_work, lambda parts: evolve(parts, log_ins=instead(parts.log_ins, hold=hold)))
