"""What an adapter provides: one unit of work with the ports of every slice.

Reads see what is committed and what this unit of work has saved itself. Writes are collected, and
:meth:`commit` makes all of them true at once or none.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from .activity.entry import ActivityLog
from .activity.queries import ActivityReader, AuditReader
from .bookings.ports import Bookings, Desk, Discounts, Rosters
from .bookings.queries import BookingReader
from .catalogue.ports import Courses, Instructors, Sessions
from .catalogue.queries import CatalogueReader
from .customers.ports import Customers, People
from .identity.ports import Superusers, Users
from .identity.queries import UserReader
from .shared.audit import AuditLog
from .shared.changes import Pair
from .shared.events import Event
from .shared.ids import Entropy
from .shared.outbox import Outbox
from .shared.receipts import Receipts


class UnitOfWork(Protocol):
    @property
    def users(self) -> Users: ...
    @property
    def superusers(self) -> Superusers: ...
    @property
    def user_reader(self) -> UserReader: ...
    @property
    def customers(self) -> Customers: ...
    @property
    def people(self) -> People: ...
    @property
    def courses(self) -> Courses: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def instructors(self) -> Instructors: ...
    @property
    def bookings(self) -> Bookings: ...
    @property
    def rosters(self) -> Rosters: ...
    @property
    def desk(self) -> Desk: ...
    @property
    def discounts(self) -> Discounts: ...
    @property
    def booking_reader(self) -> BookingReader: ...
    @property
    def catalogue_reader(self) -> CatalogueReader: ...
    @property
    def audit_reader(self) -> AuditReader: ...
    @property
    def activity(self) -> ActivityLog: ...
    @property
    def activity_reader(self) -> ActivityReader: ...
    @property
    def audit(self) -> AuditLog: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def receipts(self) -> Receipts: ...
    @property
    def entropy(self) -> Entropy: ...

    def record(self, event: Event) -> None:
        """News that no saved aggregate carries."""
        ...

    def changed(self) -> Iterable[Pair]:
        """Every aggregate that was saved here: as it was read, ``None`` where it was made, and as it is now."""
        ...

    def news(self) -> Sequence[Event]:
        """Events recorded, or carried by what was saved, since the last call; in order."""
        ...

    def commit(self) -> None:
        """All writes or none, once. Raises :class:`StaleWrite`, :class:`Conflict` or :class:`Busy`."""
        ...
