"""Laws of log-in: what opens an account is kept exactly, counted without loss, and used once (product.md A4, A8)."""

from datetime import timedelta
from functools import partial

from attrs import evolve
from hypothesis import strategies as st

from ...access.actor import ANONYMOUS
from ...identity.attempts import AT_ONCE, Attempts, Purpose, attempts_key
from ...identity.auth_session import AuthSession, Device
from ...identity.password_reset import PasswordReset
from ...identity.second_factor import Proof, SecondFactor
from ...identity.use_cases.begin_log_in import BeginLogIn, Begun, begin_log_in
from ...identity.user import User
from ...shared.email import Email
from ...shared.errors import RftError, StaleWrite
from ...shared.ids import AuthSessionId, DeviceId, ResetId
from ...unit_of_work import UnitOfWork
from ..capabilities import Capability
from ..law import law
from ..scenes import ADDRESS, a_user, ids
from ..strategies import texts
from ..together import together
from ..world import World, refusal


def _session(world: World, user: User, **more: str) -> AuthSession:
    id, token = AuthSessionId(world.entropy.uuid()), f"{world.entropy.bits(256):064x}"
    return AuthSession.open(id=id, user_id=user.id, token_hash=token, now=world.clock.now, **more)


def _device(world: World, user: User) -> Device:
    id, token = DeviceId(world.entropy.uuid()), f"{world.entropy.bits(256):064x}"
    return Device(id=id, user_id=user.id, token_hash=token, created_at=world.clock.now)


def _reset(world: World, user: User) -> PasswordReset:
    id, token = ResetId(world.entropy.uuid()), f"{world.entropy.bits(256):064x}"
    return PasswordReset.open(id=id, user_id=user.id, token_hash=token, now=world.clock.now)


def _factor(world: World, user: User, codes: int = 10) -> SecondFactor:
    """On, with the step before any that is tried here."""
    hashes = frozenset(f"{world.entropy.bits(256):064x}" for _ in range(codes))
    begun = SecondFactor.first(user.id, "key:c2VhbGVk", world.clock.now)
    return evolve(begun, turned_on_at=world.clock.now, last_step=1, recovery_hashes=hashes)


@law("S31")
def log_ins_come_back_exactly(world: World, data: st.DataObject) -> None:
    """Attempts, sessions, devices, resets and second factors come back as they were saved, each by its own key and by
    no other; what log-ins mark on a user leaves the user's version alone.
    """
    user, bob, key = a_user(world), a_user(world, "bob@example.org"), attempts_key(Purpose.LOG_IN, Email.parse(ADDRESS))
    locked = data.draw(st.sampled_from((None, world.clock.now + timedelta(seconds=30, microseconds=1))))
    attempts = Attempts(key=key, count=data.draw(st.integers(0, 99)), last_at=world.clock.now, locked_until=locked)
    session = _session(world, user, ip="2001:db8::1", user_agent=data.draw(texts(300)))
    device, reset, factor = (
        _device(world, user),
        _reset(world, user),
        _factor(world, user, data.draw(st.integers(0, 9))),
    )
    with world.open() as uow:
        uow.log_ins.hold(key, world.clock.now)
        uow.log_ins.save(attempts)
        uow.log_ins.mark(user.id, attempts, world.clock.now)
        uow.auth_sessions.add(session)
        uow.devices.add(device)
        uow.resets.add(reset)
        uow.second_factors.add(factor)
        uow.commit()
    marked = evolve(
        user, failed_login_count=attempts.count, locked_until=locked, last_login_at=world.clock.now, events=()
    )
    with world.open() as uow:
        assert uow.auth_sessions.by_token(session.token_hash) == (session, marked)
        assert uow.auth_sessions.get(session.id) == session
        assert uow.devices.by_token(device.token_hash) == device
        assert uow.resets.by_token(reset.token_hash) == reset
        assert uow.second_factors.of_user(user.id) == factor
        none = (uow.auth_sessions.by_token("x"), uow.devices.by_token("x"), uow.resets.by_token("x"))
        assert (*none, uow.second_factors.of_user(bob.id)) == (None,) * 4
        assert uow.log_ins.hold(key, world.clock.now) == attempts
        assert uow.log_ins.hold("another", world.clock.now).count == 0


@law("S32")
def an_ended_session_stays_ended(world: World, data: st.DataObject) -> None:
    """A session that was ended is found as ended from then on, and is in no list; the others are, newest first."""
    users = [a_user(world, f"p{n}@example.org") for n in range(2)]
    sessions = []
    for place, minutes in data.draw(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=6)):
        world.clock.pass_by(minutes=minutes)
        sessions.append(_session(world, users[place]))
    with world.open() as uow:
        for session in sessions:
            uow.auth_sessions.add(session)
        uow.commit()
    ended = data.draw(st.lists(st.sampled_from(sessions), unique_by=lambda session: session.id))
    with world.open() as uow:
        for session in ended:
            uow.auth_sessions.revoke(session.revoked(world.clock.now))
        uow.commit()
    with world.open() as uow:
        for session in sessions:
            found = uow.auth_sessions.by_token(session.token_hash)
            assert found is not None
            assert found[0].revoked_at == (world.clock.now if session in ended else None)
        for user in users:
            mine = [session for session in sessions if session.user_id == user.id and session not in ended]
            newest = sorted(mine, key=lambda session: (session.created_at, session.id), reverse=True)
            assert ids(uow.auth_sessions.of_user(user.id)) == ids(newest)


@law("S33")
def what_works_once_is_used_once(world: World, data: st.DataObject) -> None:
    """Of two who use the same reset, the same code or the same recovery code, and of two who begin a second factor for
    one user, the second is refused as stale.
    """
    user, now = a_user(world), world.clock.now
    reset, factor = _reset(world, user), _factor(world, user)
    if (kind := data.draw(st.sampled_from(("reset", "code", "recovery code", "beginning")))) != "beginning":
        with world.open() as uow:
            uow.resets.add(reset)
            uow.second_factors.add(factor)
            uow.commit()
    proof = Proof(step=2) if kind == "code" else Proof(recovery_hash=min(factor.recovery_hashes))

    def use(uow: UnitOfWork) -> None:
        if kind == "reset":
            present = uow.resets.by_token(reset.token_hash)
            assert present is not None
            uow.resets.use(present.used(now))
        elif kind == "beginning":
            uow.second_factors.add(factor)
        else:
            on = uow.second_factors.of_user(user.id)
            assert on is not None
            uow.second_factors.save(on.shown(proof, now))

    with world.open() as first, world.open() as second:
        use(first)
        use(second)
        first.commit()
        assert isinstance(refusal(second.commit), StaleWrite)


@law("S34", needs=Capability.THREADS)
def no_attempt_is_lost(world: World, data: st.DataObject) -> None:
    """Attempts at the same moment are all counted, and no more of them than the limit get as far as the password."""
    user = a_user(world)
    with world.open() as uow:
        uow.users.save(uow.users.get(user.id).with_password("a hash", world.clock.now))
        uow.commit()
    before, callers = data.draw(st.integers(0, AT_ONCE)), 4
    begin = BeginLogIn(email=Email.parse(ADDRESS))
    begun: list[Begun | RftError] = [world.do(begin_log_in, begin, ANONYMOUS) for _ in range(before)]
    begun += together([partial(world.patient.run, begin_log_in, begin, actor=ANONYMOUS)] * callers)
    reached = [one for one in begun if isinstance(one, Begun) and one.password_hash is not None]
    assert len(reached) == min(before + callers, AT_ONCE)
    with world.open() as uow:
        key = attempts_key(Purpose.LOG_IN, begin.email)
        assert uow.log_ins.hold(key, world.clock.now).count == min(before + callers, AT_ONCE)
