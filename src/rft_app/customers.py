"""Looking at one customer across the slices: figures, members, the latest bookings (http.md, "Staff and customers")."""

from datetime import datetime

from attrs import frozen

from rft_domain.access.actor import Actor
from rft_domain.access.decisions import Subject, permits
from rft_domain.access.policy import Action
from rft_domain.bookings.queries import BookingFilter, ListBookings, list_bookings
from rft_domain.bookings.views import BookingView
from rft_domain.customers.customer import Customer
from rft_domain.customers.queries import SeeCustomer, see_customer
from rft_domain.identity.member_queries import ListMembers, list_members
from rft_domain.identity.user import User
from rft_domain.shared.ids import CustomerId
from rft_domain.shared.paging import PageRequest
from rft_domain.unit_of_work import UnitOfWork

from .people import RECENT


@frozen(kw_only=True)
class CustomerView:
    """``members`` are empty for who may not manage them."""

    customer: Customer
    members: tuple[User, ...]
    recent_bookings: tuple[BookingView, ...]

    @property
    def version(self) -> int:
        return self.customer.version


@frozen(kw_only=True)
class SeeWholeCustomer:
    customer_id: CustomerId


def see_whole_customer(query: SeeWholeCustomer, *, actor: Actor, now: datetime, uow: UnitOfWork) -> CustomerView:
    """Raises :class:`CustomerNotFound`."""
    customer = see_customer(SeeCustomer(customer_id=query.customer_id), actor=actor, now=now, uow=uow)
    manages = permits(actor, Action.MANAGE_MEMBERS, Subject(customer_id=customer.id))
    members = list_members(ListMembers(customer_id=customer.id), actor=actor, now=now, uow=uow) if manages else ()
    recent = ListBookings(wanted=BookingFilter(customer_id=customer.id), page=PageRequest(limit=RECENT))
    bookings = list_bookings(recent, actor=actor, now=now, uow=uow)
    return CustomerView(customer=customer, members=members, recent_bookings=bookings.items)
