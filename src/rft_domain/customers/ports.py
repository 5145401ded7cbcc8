"""What the customers slice asks of its store, and of the users next door."""

from collections.abc import Sequence
from typing import Protocol

from attrs import frozen

from ..access.visibility import Visibility
from ..shared.email import Email
from ..shared.events import Event
from ..shared.ids import CustomerId, Entropy, NoteId, UserId
from ..shared.paging import Page, PageRequest
from ..shared.phone import Phone
from .customer import Customer
from .figures import Figures, FiguresChange
from .note import Note
from .preferences import ConsentChange, Preferences
from .sensitive import SensitiveDetails


class Customers(Protocol):
    def get(self, customer_id: CustomerId) -> Customer:
        """For the id of somebody who was merged, whom they are part of. Raises :class:`CustomerNotFound`."""
        ...

    def by_email(self, email: Email) -> Customer | None:
        """As :meth:`get`: an address leads to who has it, or had it before a merge."""
        ...

    def add_unless_known(self, customer: Customer) -> None:
        """Committing raises :class:`StaleWrite` where the address is known by then: look again."""
        ...

    def save(self, customer: Customer) -> None:
        """The customer without its figures. Committing raises :class:`StaleWrite` on an old version, and
        :class:`CustomerEmailTaken` where another customer has the address by then.
        """
        ...

    def change_figures(self, customer_id: CustomerId, change: FiguresChange) -> None:
        """Added to whatever the figures are at commit, which raises :class:`StaleWrite` where the customer was merged
        by then, or erased and a booking is added.
        """
        ...

    def settle_figures(self, customer_id: CustomerId, settled: Figures | None) -> None:
        """Only of a customer that is held; ``None`` of one that is merged. What is added later comes on top."""
        ...


class Consents(Protocol):
    """What a customer wants to hear from us, and how that came about."""

    def get(self, customer_id: CustomerId) -> Preferences:
        """Those of the start where nothing was ever changed."""
        ...

    def save(self, preferences: Preferences, changes: Sequence[ConsentChange]) -> None:
        """Together. Committing raises :class:`StaleWrite` where the preferences were changed by then."""
        ...

    def history(self, customer_id: CustomerId) -> tuple[ConsentChange, ...]:
        """Every change ever, in order. What was written is never changed and never removed."""
        ...


class Notes(Protocol):
    def get(self, note_id: NoteId) -> Note:
        """Raises :class:`NoteNotFound`."""
        ...

    def add(self, note: Note) -> None:
        """Committing raises :class:`StaleWrite` where the customer was merged or erased by then."""
        ...

    def save(self, note: Note) -> None:
        """As :meth:`add`, or on an old version."""
        ...

    def page(self, customer_id: CustomerId, page: PageRequest, *, visible: Visibility) -> Page[Note]:
        """Those about the customer whose subject is ``visible``: newest first, then by id."""
        ...


class Sensitive(Protocol):
    """What is known of customers that others must not know."""

    def get(self, customer_id: CustomerId) -> SensitiveDetails:
        """Nothing, at version 1, where nothing was ever told."""
        ...

    def save(self, sensitive: SensitiveDetails) -> None:
        """Committing raises :class:`StaleWrite` where the details were changed by then, or the customer was merged or
        erased.
        """
        ...

    def destroy(self, customer_id: CustomerId) -> None:
        """The details, and what is written of what the attendees on this customer's bookings need, are gone at commit.

        So are the keys that they and the notes about the customer were sealed with: no copy of the store can be read
        any more, however old. Notes themselves go when the customer is erased; until then they are refused.
        """
        ...


@frozen(kw_only=True)
class Person:
    """What this slice needs to know of a user."""

    user_id: UserId
    email: Email
    first_name: str
    last_name: str
    phone: Phone | None
    email_verified: bool
    customer_id: CustomerId | None


class People(Protocol):
    def get(self, user_id: UserId) -> Person:
        """Raises :class:`NotFound`."""
        ...


class CustomersUnitOfWork(Protocol):
    @property
    def customers(self) -> Customers: ...
    @property
    def people(self) -> People: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def notes(self) -> Notes: ...
    @property
    def sensitive(self) -> Sensitive: ...
    @property
    def entropy(self) -> Entropy: ...
    def record(self, event: Event) -> None:
        """News that no saved aggregate carries."""
        ...
