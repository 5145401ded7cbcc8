"""Looking at one person across the slices: the user, their customer, the latest bookings (product.md I1)."""

from datetime import datetime

from attrs import frozen

from rft_domain.access.actor import Actor
from rft_domain.activity.entry import ActivityEntry
from rft_domain.activity.queries import ListActivity, list_activity
from rft_domain.bookings.queries import BookingFilter, ListBookings, list_bookings
from rft_domain.bookings.views import BookingView
from rft_domain.customers.customer import Customer
from rft_domain.customers.queries import SeeCustomer, see_customer
from rft_domain.identity.queries import SeeUser, see_user
from rft_domain.identity.user import User
from rft_domain.shared.ids import UserId
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
    """Bookings or activity of one person."""

    user_id: UserId
    page: PageRequest = FIRST_PAGE


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
