"""What library users hold: one door to every use case and every query.

with open_application(load_settings()) as application:
    application.run(create_booking, command, actor=ANONYMOUS)
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, TypeVar

from attrs import Factory, field, frozen

from rft_adapters.profiles import ProfileCache
from rft_domain.access.actor import Actor, ActorKind
from rft_domain.access.limits import Limiter
from rft_domain.activity.trail import AuditTrail
from rft_domain.identity.forgetting import OldLogIns
from rft_domain.identity.ports import Authenticator, PasswordHasher
from rft_domain.privacy.ledger import Ledger
from rft_domain.shared.audit import Origin
from rft_domain.shared.ids import AuthSessionId, Entropy
from rft_domain.shared.outbox import OutboxQueue
from rft_domain.shared.runner import Done, Runner, UseCase
from rft_domain.unit_of_work import UnitOfWork

C = TypeVar("C")
T = TypeVar("T")


class Store(Protocol):
    """What an adapter gives the application: units of work, the other side of outbox and audit, limits, its health."""

    def unit_of_work(self) -> AbstractContextManager[UnitOfWork]: ...
    def reading_as(self, actor: Actor) -> AbstractContextManager[UnitOfWork]:
        """For reading alone: the store may look a second time at what ``actor`` sees (product.md H6)."""
        ...

    def acting_as(self, actor: Actor, use_case: str) -> AbstractContextManager[UnitOfWork]:
        """For one command: the store may look a second time at what ``actor`` changes."""
        ...

    @property
    def outbox_queue(self) -> OutboxQueue: ...
    @property
    def audit_trail(self) -> AuditTrail: ...
    @property
    def limiter(self) -> Limiter: ...
    def is_ready(self) -> bool:
        """Reachable, and its schema is the one this code was written for."""
        ...

    def forget_receipts(self, before: datetime) -> int:
        """How many receipts from before that instant were dropped."""
        ...

    def forget_proofs(self, before: datetime) -> int:
        """How many registrations, invitations and codes were dropped whose time was over before that instant."""
        ...

    def forget_log_ins(self, old: OldLogIns) -> int:
        """How many attempts, sessions, resets and devices were dropped."""
        ...

    def fill_search(self, most: int) -> int:
        """How many rows, written past the program, can be found by words from now on; up to ``most`` of each kind."""
        ...

    def note_seen(self, session_id: AuthSessionId, at: datetime) -> None:
        """A log-in was used."""
        ...


@frozen(kw_only=True)
class Application:
    """``user_centric_bookings`` says whether old-flow bookings are linked to customers (product.md D8).

    ``limiter`` is the store's own unless another is given.
    Without an ``authenticator`` nobody can begin a second factor. Without a ``ledger`` nobody can be erased.
    """

    store: Store
    runner: Runner[Actor, UnitOfWork]
    clock: Callable[[], datetime]
    entropy: Entropy
    passwords: PasswordHasher
    authenticator: Authenticator | None = None
    user_centric_bookings: bool = True
    ledger: Ledger | None = None
    limiter: Limiter = field(default=Factory(lambda application: application.store.limiter, takes_self=True))

    @property
    def profiles(self) -> ProfileCache | None:
        """What keeps customers beside the store, if anything does."""
        return getattr(self.store, "profiles", None)

    def run(
        self, use_case: UseCase[C, Actor, UnitOfWork, T], command: C, *, actor: Actor, origin: Origin = Origin()
    ) -> T:
        """The committed result. Raises what the use case raises, having changed nothing."""
        return self.runner.run(use_case, command, actor=actor, origin=origin)

    def run_once(
        self,
        use_case: UseCase[C, Actor, UnitOfWork, T],
        command: C,
        *,
        actor: Actor,
        key: str,
        returns: type[T],
        origin: Origin = Origin(),
    ) -> Done[T]:
        """As :meth:`run`, at most once per key; ``returns`` is the type of the stored result."""
        return self.runner.run_once(use_case, command, actor=actor, key=key, returns=returns, origin=origin)

    def read(
        self, query_function: UseCase[C, Actor, UnitOfWork, T], query: C, *, actor: Actor, origin: Origin = Origin()
    ) -> T:
        """The answer of a query. Nothing is committed, but that an admin looked at somebody (product.md H4)."""
        if actor.kind in _WATCHED and names_somebody(query):
            return self.runner.run(query_function, query, actor=actor, origin=origin)
        with self.store.reading_as(actor) as uow:
            return query_function(query, actor=actor, now=self.clock(), uow=uow)


_WATCHED = (ActorKind.ADMIN, ActorKind.SUPERUSER)
_SOMEBODY = ("user_id", "customer_id", "booking_id")


def names_somebody(query: object) -> bool:
    """It is about one person or one booking, and says which."""
    return any(getattr(query, name, None) is not None for name in _SOMEBODY)
