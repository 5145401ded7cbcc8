"""What erasing, handing out and forgetting ask of the store."""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from ..bookings.ports import Bookings
from ..customers.merging.ports import Belongings
from ..customers.ports import Customers, Notes, Sensitive
from ..identity.ports import Superusers, Users
from ..identity.proof_ports import Members
from ..shared.events import Event
from ..shared.ids import CustomerId, Entropy, UserId
from .columns import Table
from .erasure import Erasure
from .retention import Rule
from .scope import Scope

Row = Mapping[str, Any]


class PersonalData(Protocol):
    """Everything that is there of one person, whichever table it is in."""

    def scope(self, customers: Set[CustomerId], users: Set[UserId], *, hold: bool = False) -> Scope:
        """Of who is these customers and these users. ``hold``: nobody else writes to them until this unit of work
        ends.
        """
        ...

    def bookings_ahead(self, scope: Scope, now: datetime) -> int:
        """How many of its own bookings stand, of sessions that end later."""
        ...

    def rows(self, table: Table, scope: Scope) -> Sequence[Row]:
        """What ``told_found`` of the table finds: its columns ``read`` as JSON has them, by its first column."""
        ...

    def erase(self, tables: Sequence[Table], scope: Scope, now: datetime) -> Mapping[str, int]:
        """Carry out the steps of ``tables``; how many rows of each."""
        ...


class Erasures(Protocol):
    def add(self, erasure: Erasure) -> None: ...

    def of(self, subject_id: UUID) -> Erasure | None: ...

    def all(self) -> tuple[Erasure, ...]:
        """Oldest first."""
        ...


class Retention(Protocol):
    def count(self, rule: Rule, before: datetime) -> int:
        """How many rows the rule is about, of those from before."""
        ...

    def forget(self, rule: Rule, before: datetime) -> int:
        """How many are gone, or emptied. The audit trail is told."""
        ...

    def idle(self, before: datetime, limit: int) -> tuple[CustomerId, ...]:
        """Customers without activity since then, not erased, and none of whose members is staff or has logged in
        since; the longest idle first.
        """
        ...


class PrivacyUnitOfWork(Protocol):
    @property
    def customers(self) -> Customers: ...
    @property
    def belongings(self) -> Belongings: ...
    @property
    def sensitive(self) -> Sensitive: ...
    @property
    def notes(self) -> Notes: ...
    @property
    def bookings(self) -> Bookings: ...
    @property
    def users(self) -> Users: ...
    @property
    def members(self) -> Members: ...
    @property
    def superusers(self) -> Superusers: ...
    @property
    def personal_data(self) -> PersonalData: ...
    @property
    def erasures(self) -> Erasures: ...
    @property
    def retention(self) -> Retention: ...
    @property
    def entropy(self) -> Entropy: ...
    def record(self, event: Event) -> None:
        """News that no saved aggregate carries."""
        ...
