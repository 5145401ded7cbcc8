"""People with the figures of their customers: found, sorted, page by page (product.md B12, I1)."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from attrs import evolve, field, frozen

from ..access.actor import Actor
from ..access.decisions import Subject, require
from ..access.policy import Action
from ..access.visibility import Visibility, visibility
from ..customers.customer import Customer
from ..customers.profile import CustomerType
from ..identity.queries import UserFilter, searched_user
from ..identity.user import User
from ..shared.ids import CourseId
from ..shared.money import Money
from ..shared.paging import FIRST_PAGE, Page, PageRequest
from ..shared.period import instant
from ..shared.sorting import SortKey

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@frozen(kw_only=True)
class Person:
    """``customer`` is the one that the user is a member of, if any, and if the asker may see it."""

    user: User
    customer: Customer | None


class PersonSort(StrEnum):
    """A ``-`` means downwards. Who has no customer has booked and spent nothing, and was never active."""

    CREATED_AT = "created_at"
    CREATED_AT_DOWN = "-created_at"
    NAME = "name"
    NAME_DOWN = "-name"
    LAST_ACTIVITY = "last_activity"
    LAST_ACTIVITY_DOWN = "-last_activity"
    TOTAL_BOOKINGS = "total_bookings"
    TOTAL_BOOKINGS_DOWN = "-total_bookings"
    TOTAL_SPENT = "total_spent"
    TOTAL_SPENT_DOWN = "-total_spent"

    @property
    def is_down(self) -> bool:
        return self.value.startswith("-")

    @property
    def by(self) -> str:
        return self.value.removeprefix("-")


@frozen(kw_only=True)
class PersonFilter:
    """``active_from`` and ``active_to`` bound the customer's last activity: at or after, and before. Who has no
    customer consents to nothing and goes to no course; ``course_id`` is of a booking that is not cancelled.
    """

    users: UserFilter = UserFilter()
    customer_type: CustomerType | None = None
    active_from: datetime | None = field(default=None, validator=instant)
    active_to: datetime | None = field(default=None, validator=instant)
    min_spent: Money | None = None
    min_bookings: int | None = None
    marketing: bool | None = None
    sms: bool | None = None
    newsletter: bool | None = None
    course_id: CourseId | None = None


class PersonReader(Protocol):
    def page(self, wanted: PersonFilter, sort: PersonSort, page: PageRequest, *, visible: Visibility) -> Page[Person]:
        """``visible`` users in the order of ``sort``, then by id. Names are sorted in lower case, by code point."""
        ...


class PersonViews(Protocol):
    @property
    def person_reader(self) -> PersonReader: ...


@frozen(kw_only=True)
class ListPeople:
    wanted: PersonFilter = PersonFilter()
    sort: PersonSort = PersonSort.CREATED_AT_DOWN
    page: PageRequest = FIRST_PAGE


def list_people(query: ListPeople, *, actor: Actor, now: datetime, uow: PersonViews) -> Page[Person]:
    require(actor, Action.SEE_USER)
    visible, customers = visibility(actor, Action.SEE_USER), visibility(actor, Action.SEE_CUSTOMER)

    def seen(person: Person) -> Person:
        mine = person.customer is not None and customers.shows(Subject(customer_id=person.customer.id))
        return person if mine else evolve(person, customer=None)

    return uow.person_reader.page(query.wanted, query.sort, query.page, visible=visible).map(seen)


def sort_key(person: Person, sort: PersonSort) -> SortKey:
    figures = person.customer.figures if person.customer is not None else None
    match sort.by:
        case "created_at":
            return person.user.created_at
        case "last_activity":
            return figures.last_activity_at if figures else NEVER
        case "total_bookings":
            return Decimal(figures.total_bookings if figures else 0)
        case "total_spent":
            return figures.total_spent.amount if figures else Decimal(0)
    return searched_user(person.user)
