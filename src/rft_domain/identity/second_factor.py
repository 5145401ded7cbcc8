"""A second factor: the codes of an authenticator (TOTP, RFC 6238), and recovery codes (product.md A8)."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from attrs import evolve, field, frozen

from ..shared.changes import Record
from ..shared.events import Event
from ..shared.ids import UserId
from ..shared.period import instant
from .errors import CodeRefused, LogInRefused, SecondFactorIsOff, SecondFactorIsOn
from .events import RecoveryCodesRenewed, RecoveryCodeUsed, SecondFactorTurnedOff, SecondFactorTurnedOn

BEGUN_FOR = timedelta(minutes=15)


@frozen(kw_only=True)
class Proof:
    """What a code showed: the time step that it is for, or the hash of a recovery code."""

    step: int | None = None
    recovery_hash: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class SecondFactor:
    """At most one for each user, whose id it has. Off, begun (a secret, not yet shown to work), or on.

    A code is used at most once: one for ``last_step`` or an earlier step counts no more.
    """

    record: ClassVar[Record] = Record.of(
        "second_factor",
        plain="id turned_on_at created_at updated_at version",
        left_out="sealed_secret last_step recovery_hashes",
    )

    id: UserId
    sealed_secret: str | None = field(default=None, repr=False)
    turned_on_at: datetime | None = field(default=None, validator=instant)
    last_step: int | None = field(default=None, repr=False)
    recovery_hashes: frozenset[str] = field(default=frozenset(), repr=False)
    created_at: datetime = field(validator=instant)
    updated_at: datetime = field(validator=instant)
    version: int = 1
    events: tuple[Event, ...] = field(default=(), eq=False, repr=False)

    @classmethod
    def first(cls, user_id: UserId, sealed_secret: str, now: datetime) -> "SecondFactor":
        """Begun, by a user who never had one."""
        return cls(id=user_id, sealed_secret=sealed_secret, created_at=now, updated_at=now)

    @property
    def is_on(self) -> bool:
        return self.turned_on_at is not None

    def is_begun(self, now: datetime) -> bool:
        return self.sealed_secret is not None and not self.is_on and now - self.updated_at < BEGUN_FOR

    def accepts(self, proof: Proof) -> bool:
        if proof.step is not None:
            return self.last_step is None or proof.step > self.last_step
        return proof.recovery_hash in self.recovery_hashes

    def begun(self, sealed_secret: str, now: datetime) -> "SecondFactor":
        """With a new secret. Raises :class:`SecondFactorIsOn`."""
        if self.is_on:
            raise SecondFactorIsOn()
        return self._next(now, sealed_secret=sealed_secret, last_step=None, recovery_hashes=frozenset())

    def turned_on(self, proof: Proof | None, recovery_hashes: frozenset[str], now: datetime) -> "SecondFactor":
        """Raises :class:`SecondFactorIsOn`, :class:`SecondFactorIsOff` where none was begun, :class:`CodeRefused`."""
        if self.is_on:
            raise SecondFactorIsOn()
        if not self.is_begun(now):
            raise SecondFactorIsOff()
        if proof is None or proof.step is None:
            raise CodeRefused()
        event = SecondFactorTurnedOn(at=now, user_id=self.id)
        return self._next(now, event, turned_on_at=now, last_step=proof.step, recovery_hashes=recovery_hashes)

    def shown(self, proof: Proof | None, now: datetime) -> "SecondFactor":
        """With the code used up. Raises :class:`LogInRefused`, also where it was used before."""
        if proof is None or not self.accepts(proof):
            raise LogInRefused()
        if proof.step is not None:
            return self._next(now, last_step=proof.step)
        event = RecoveryCodeUsed(at=now, user_id=self.id)
        return self._next(now, event, recovery_hashes=self.recovery_hashes - {proof.recovery_hash})

    def renewed(self, recovery_hashes: frozenset[str], now: datetime) -> "SecondFactor":
        event = RecoveryCodesRenewed(at=now, user_id=self.id)
        return self._next(now, event, recovery_hashes=recovery_hashes)

    def turned_off(self, now: datetime) -> "SecondFactor":
        """Nothing of it is kept but that there was one."""
        event = SecondFactorTurnedOff(at=now, user_id=self.id)
        return self._next(
            now, event, sealed_secret=None, turned_on_at=None, last_step=None, recovery_hashes=frozenset()
        )

    def _next(self, now: datetime, *events: Event, **changes: Any) -> "SecondFactor":
        return evolve(self, **changes, updated_at=now, version=self.version + 1, events=events)
