"""The one place that opens a unit of work, commits it, runs it again when it must, and audits it.

A use case is a function ``(command, *, actor, now, uow) -> result``. It fetches, asks and saves; it never
commits. The runner reads the clock once per attempt.
"""

import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from attrs import field, frozen

from .audit import AuditLog, AuditRow, Origin, OriginLog, about_accepted, about_refused, committed_origin
from .changes import Change, Pair, recorded
from .errors import Busy, Forbidden, RftError, StaleWrite, Transient, Unauthenticated
from .events import Event
from .ids import Entropy
from .receipts import IdempotencyKeyReused, Receipt, Receipts
from .stored import fingerprint, from_json, to_json


class Caller(Protocol):
    """All the runner needs to know of an actor: a name for the audit, a scope for the keys."""

    @property
    def name(self) -> str: ...
    @property
    def acting_id(self) -> UUID | None: ...
    @property
    def scope(self) -> str: ...


class Transaction(Protocol):
    """What the runner asks of a unit of work. Leaving it without ``commit`` leaves no trace."""

    @property
    def audit(self) -> AuditLog: ...
    @property
    def activity(self) -> OriginLog: ...
    @property
    def receipts(self) -> Receipts: ...
    @property
    def entropy(self) -> Entropy: ...

    def changed(self) -> Iterable[Pair]:
        """Every aggregate that was saved here: as it was read, and as it is now."""
        ...

    def news(self) -> Sequence[Event]:
        """Events of everything saved since the last call, in order."""
        ...

    def commit(self) -> None:
        """All writes or none. Raises :class:`StaleWrite`, :class:`Conflict` or :class:`Busy`."""
        ...


C = TypeVar("C", contravariant=True)
A = TypeVar("A", bound=Caller, contravariant=True)
U = TypeVar("U", bound=Transaction)
V = TypeVar("V", contravariant=True)
T = TypeVar("T")
R = TypeVar("R", covariant=True)


class UseCase(Protocol[C, A, V, R]):
    @property
    def __name__(self) -> str: ...
    def __call__(self, command: C, /, *, actor: A, now: datetime, uow: V) -> R: ...


@frozen
class Done(Generic[T]):
    """``replayed``: this is the stored answer of an earlier call with the same key."""

    value: T
    replayed: bool = False


class _Repeated(Exception):
    def __init__(self, receipt: Receipt) -> None:
        self.receipt = receipt


@frozen(kw_only=True)
class Runner(Generic[A, U]):
    """``react`` is told every event before the commit, and may save more; its events are told too.

    ``open_for`` opens the unit of work of a use case, by its name, where the store wants to know who acts.
    """

    open_unit_of_work: Callable[[], AbstractContextManager[U]]
    clock: Callable[[], datetime]
    react: Callable[[Event, datetime, U], None]
    attempts: int = 12
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random
    observe: Callable[[AuditRow], None] = field(default=lambda row: None)
    open_for: Callable[[A, str], AbstractContextManager[U]] | None = None

    def run(self, use_case: UseCase[C, A, U, T], command: C, *, actor: A, origin: Origin = Origin()) -> T:
        """The result of ``use_case``, committed. Raises what the use case raises, having changed nothing."""
        return self._run(use_case, command, actor, origin, None).value

    def run_once(
        self,
        use_case: UseCase[C, A, U, T],
        command: C,
        *,
        actor: A,
        key: str,
        returns: type[T],
        origin: Origin = Origin(),
    ) -> Done[T]:
        """As :meth:`run`, at most once per ``key`` and caller: a repeated call gets the stored result.

        The receipt is looked for only when something went wrong (a refusal, or a write that met a receipt): the
        first call, which is nearly every call, pays no read for it. Raises :class:`IdempotencyKeyReused` when the
        key was used with another command.
        """
        receipt = Receipt(
            scope=actor.scope,
            key=key,
            fingerprint=fingerprint(use_case.__name__, command),
            body="",
            created_at=self.clock(),
        )
        try:
            return self._run(use_case, command, actor, origin, receipt)
        except _Repeated as repeated:
            stored = repeated.receipt
        if stored.fingerprint != receipt.fingerprint:
            refusal = IdempotencyKeyReused()
            self._refused(use_case.__name__, command, actor, origin, refusal)
            raise refusal
        return Done(from_json(stored.body, returns), replayed=True)

    def _run(
        self, use_case: UseCase[C, A, U, T], command: C, actor: A, origin: Origin, receipt: Receipt | None
    ) -> Done[T]:
        for attempt in range(1, self.attempts + 1):
            try:
                return Done(self._attempt(use_case, command, actor, origin, receipt))
            except RftError as error:
                if receipt is not None and not isinstance(error, Forbidden | Unauthenticated):
                    self._look_for(receipt)
                if not isinstance(error, StaleWrite | Transient) or attempt == self.attempts:
                    self._refused(use_case.__name__, command, actor, origin, error)
                    raise
            self.sleep(self.jitter() * min(0.2, 0.002 * 2**attempt))
        raise AssertionError("unreachable: attempts is at least 1")

    def _attempt(
        self, use_case: UseCase[C, A, U, T], command: C, actor: A, origin: Origin, receipt: Receipt | None
    ) -> T:
        now = self.clock()
        opened = self.open_for(actor, use_case.__name__) if self.open_for else self.open_unit_of_work()
        with opened as uow:
            uow.activity.came_from(origin)
            result = use_case(command, actor=actor, now=now, uow=uow)
            told: list[str] = []
            while events := uow.news():
                for event in events:
                    self.react(event, now, uow)
                    told.append(type(event).__name__)
            about = about_accepted(command, result, told)
            changes, salt = recorded(uow.changed(), uow.entropy)
            row = _audit_row(uow.entropy, now, use_case.__name__, actor, origin, about, changes=changes, salt=salt)
            uow.audit.add(row)
            if receipt is not None:
                uow.receipts.add(_filled(receipt, result, now))
            uow.commit()
        self.observe(row)
        return result

    def _look_for(self, receipt: Receipt) -> None:
        """Where the store is away, the first error stands."""
        with suppress(Busy), self.open_unit_of_work() as uow:
            if (stored := uow.receipts.find(receipt.scope, receipt.key)) is not None:
                raise _Repeated(stored)

    def _refused(self, action: str, command: object, actor: Caller, origin: Origin, error: RftError) -> None:
        """Audited in a transaction of its own: the refused one is gone. Never hides the refusal itself."""
        with suppress(Busy), self.open_unit_of_work() as uow:
            about = about_refused(command, error)
            row = _audit_row(uow.entropy, self.clock(), action, actor, origin, about, error.code)
            self.observe(row)
            if not isinstance(error, Busy):  # nobody was refused anything, and the store may be away
                uow.audit.add(row)
                uow.commit()


def _filled(receipt: Receipt, result: object, now: datetime) -> Receipt:
    return Receipt(
        scope=receipt.scope, key=receipt.key, fingerprint=receipt.fingerprint, body=to_json(result), created_at=now
    )


def _audit_row(
    entropy: Entropy,
    now: datetime,
    action: str,
    actor: Caller,
    origin: Origin,
    about: Mapping[str, str],
    refused_with: str | None = None,
    changes: Sequence[Change] = (),
    salt: str | None = None,
) -> AuditRow:
    told_origin, origin_salt = committed_origin(origin, entropy)
    return AuditRow(
        id=entropy.uuid(),
        at=now,
        actor_kind=actor.name,
        actor_id=actor.acting_id,
        action=action,
        outcome="refused" if refused_with else "accepted",
        code=refused_with,
        about=about,
        origin=origin,
        changes=changes,
        salt=salt,
        origin_commitment=told_origin,
        origin_salt=origin_salt,
    )
