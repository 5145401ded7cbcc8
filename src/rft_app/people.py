"""Looking at one person across the slices: the user, their customer, the latest bookings (product.md I1)."""

from datetime import datetime

from attrs import field, frozen

from rft_domain.access.actor import Actor
from rft_domain.access.decisions import require
from rft_domain.access.policy import Action
from rft_domain.activity.entry import ActivityEntry
from rft_domain.activity.queries import ListActivity, list_activity
from rft_domain.bookings.queries import BookingFilter, ListBookings, list_bookings
from rft_domain.bookings.views import BookingView
from rft_domain.customers.customer import Customer
from rft_domain.customers.errors import NoCustomer
from rft_domain.customers.note import Note, NoteKind
from rft_domain.customers.note_queries import ListNotes, list_notes
from rft_domain.customers.queries import SeeCustomer, see_customer
from rft_domain.customers.use_cases.write_note import WriteNote, write_note
from rft_domain.identity.queries import SeeUser, see_user
from rft_domain.identity.user import User
from rft_domain.shared.ids import CustomerId, UserId
from rft_domain.shared.paging import FIRST_PAGE, Page, PageRequest
from rft_domain.unit_of_work import UnitOfWork

RECENT = 10


@frozen(kw_only=True)
class PersonView:
    """``customer`` is the one that the user is a member of, if any; ``recent_bookings`` are that customer's."""

    user: User
    customer: Customer | None
    recent_bookings: tuple[BookingView, ...]

    @property
    def version(self) -> int:
        return self.user.version


@frozen(kw_only=True)
class SeePerson:
    user_id: UserId


@frozen(kw_only=True)
class ListOfPerson:
    """Bookings, activity or notes of one person."""

    user_id: UserId
    page: PageRequest = FIRST_PAGE


@frozen(kw_only=True)
class WriteNoteOfPerson:
    """About the customer that the user is a member of."""

    user_id: UserId
    text: str = field(repr=False)
    kind: NoteKind = NoteKind.GENERAL
    internal: bool = True


def see_person(query: SeePerson, *, actor: Actor, now: datetime, uow: UnitOfWork) -> PersonView:
    """Raises :class:`UserNotFound`."""
    user = see_user(SeeUser(user_id=query.user_id), actor=actor, now=now, uow=uow)
    if user.customer_id is None:
        return PersonView(user=user, customer=None, recent_bookings=())
    customer = see_customer(SeeCustomer(customer_id=user.customer_id), actor=actor, now=now, uow=uow)
    recent = ListBookings(wanted=BookingFilter(customer_id=customer.id), page=PageRequest(limit=RECENT))
    bookings = list_bookings(recent, actor=actor, now=now, uow=uow)
    return PersonView(user=user, customer=customer, recent_bookings=bookings.items)


def bookings_of_person(query: ListOfPerson, *, actor: Actor, now: datetime, uow: UnitOfWork) -> Page[BookingView]:
    """Those of the customer that the user is a member of. Raises :class:`UserNotFound`."""
    user = see_user(SeeUser(user_id=query.user_id), actor=actor, now=now, uow=uow)
    if user.customer_id is None:
        return Page(items=(), total=0 if query.page.count else None)
    wanted = BookingFilter(customer_id=user.customer_id)
    return list_bookings(ListBookings(wanted=wanted, page=query.page), actor=actor, now=now, uow=uow)


def activity_of_person(query: ListOfPerson, *, actor: Actor, now: datetime, uow: UnitOfWork) -> Page[ActivityEntry]:
    """What concerns the user or their customer, newest first. Raises :class:`UserNotFound`."""
    user = see_user(SeeUser(user_id=query.user_id), actor=actor, now=now, uow=uow)
    wanted = ListActivity(user_id=user.id, customer_id=user.customer_id, page=query.page)
    return list_activity(wanted, actor=actor, now=now, uow=uow)


def notes_of_person(query: ListOfPerson, *, actor: Actor, now: datetime, uow: UnitOfWork) -> Page[Note]:
    """Those about the user's customer. Raises :class:`UserNotFound` or :class:`NoCustomer`."""
    customer_id = _customer_of(query.user_id, actor, now, uow)
    return list_notes(ListNotes(customer_id=customer_id, page=query.page), actor=actor, now=now, uow=uow)


def write_note_of_person(command: WriteNoteOfPerson, *, actor: Actor, now: datetime, uow: UnitOfWork) -> Note:
    """About the user's customer. Raises :class:`UserNotFound` or :class:`NoCustomer`, and as :func:`write_note`."""
    require(actor, Action.WRITE_NOTES)
    customer_id = _customer_of(command.user_id, actor, now, uow)
    note = WriteNote(customer_id=customer_id, text=command.text, kind=command.kind, internal=command.internal)
    return write_note(note, actor=actor, now=now, uow=uow)


def _customer_of(user_id: UserId, actor: Actor, now: datetime, uow: UnitOfWork) -> CustomerId:
    user = see_user(SeeUser(user_id=user_id), actor=actor, now=now, uow=uow)
    if user.customer_id is None:
        raise NoCustomer(user_id=str(user_id))
    return user.customer_id
