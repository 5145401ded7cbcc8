"""Customers, found and sorted, page by page (product.md B12).

What is filtered for is data, so that it can be kept under a name (:mod:`.segment`). There is no filter by the expiry of
certificates yet: the house has none.
"""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from attrs import Attribute, field, frozen
from attrs.validators import optional

from ..access.actor import Actor
from ..access.decisions import require
from ..access.policy import Action
from ..access.visibility import Visibility, visibility
from ..shared.errors import Invalid
from ..shared.ids import CourseId
from ..shared.money import Money
from ..shared.paging import FIRST_PAGE, Page, PageRequest
from ..shared.period import instant
from ..shared.searching import searched, words
from ..shared.sorting import SortKey
from ..shared.text import optional_text
from .customer import Customer, CustomerStatus
from .preferences import Preferences
from .profile import CustomerType

MOST_BOOKINGS = 999_999_999


class CustomerSort(StrEnum):
    """A ``-`` means downwards: the same order, ties included, from its end."""

    LAST_ACTIVITY = "last_activity"
    LAST_ACTIVITY_DOWN = "-last_activity"
    TOTAL_BOOKINGS = "total_bookings"
    TOTAL_BOOKINGS_DOWN = "-total_bookings"
    TOTAL_SPENT = "total_spent"
    TOTAL_SPENT_DOWN = "-total_spent"
    NAME = "name"
    NAME_DOWN = "-name"
    CREATED_AT = "created_at"
    CREATED_AT_DOWN = "-created_at"

    @property
    def is_down(self) -> bool:
        return self.value.startswith("-")

    @property
    def by(self) -> str:
        return self.value.removeprefix("-")


def _counted(instance: Any, attribute: "Attribute[Any]", value: int) -> None:
    if not 0 <= value <= MOST_BOOKINGS:
        raise Invalid.at(f"/{attribute.name}", f"must be between 0 and {MOST_BOOKINGS}")


def _not_below(other: str) -> Callable[[Any, "Attribute[Any]", Any], None]:
    def check(instance: Any, attribute: "Attribute[Any]", value: Any) -> None:
        least = getattr(instance, other)
        if None not in (value, least) and value < least:
            raise Invalid.at(f"/{attribute.name}", f"must not be below {other}")

    return check


_count = optional(_counted)


@frozen(kw_only=True)
class CustomerFilter:
    """``search`` is part of a name, an e-mail address, a phone number or a company, in any case, with or without
    accents; its words must all be found. ``None`` stands for any.

    ``active_…`` bound the last activity, ``created_…`` the opening: at or after, and before. ``marketing``, ``sms`` and
    ``newsletter``: who wants it, or does not. ``course_id``: who has a booking on that course that is not cancelled.
    """

    search: str | None = field(default=None, validator=optional_text(at_most=200))
    status: CustomerStatus | None = None
    customer_type: CustomerType | None = None
    active_from: datetime | None = field(default=None, validator=instant)
    active_to: datetime | None = field(default=None, validator=[instant, _not_below("active_from")])
    created_from: datetime | None = field(default=None, validator=instant)
    created_to: datetime | None = field(default=None, validator=[instant, _not_below("created_from")])
    min_spent: Money | None = None
    max_spent: Money | None = field(default=None, validator=_not_below("min_spent"))
    min_bookings: int | None = field(default=None, validator=_count)
    max_bookings: int | None = field(default=None, validator=[_count, _not_below("min_bookings")])
    marketing: bool | None = None
    sms: bool | None = None
    newsletter: bool | None = None
    course_id: CourseId | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """What must be found."""
        return words(self.search)


def searched_customer(customer: Customer) -> str:
    """The text in which words are looked for; it begins with the name, by which customers are sorted."""
    profile, email = customer.profile, customer.email
    name = f"{profile.first_name} {profile.last_name}"
    return searched(name, email.typed, email.identity, profile.company, profile.phone, profile.mobile)


class CustomerReader(Protocol):
    def page(
        self, wanted: CustomerFilter, sort: CustomerSort, page: PageRequest, *, visible: Visibility
    ) -> Page[Customer]:
        """``visible`` customers in the order of ``sort``, then by id. Names are sorted as :func:`searched_customer`
        writes them, by code point.
        """
        ...


class CustomerLists(Protocol):
    @property
    def customer_reader(self) -> CustomerReader: ...


@frozen(kw_only=True)
class ListCustomers:
    wanted: CustomerFilter = CustomerFilter()
    sort: CustomerSort = CustomerSort.CREATED_AT_DOWN
    page: PageRequest = FIRST_PAGE


def list_customers(query: ListCustomers, *, actor: Actor, now: datetime, uow: CustomerLists) -> Page[Customer]:
    """Those that ``actor`` may see: who acts for a customer finds that one."""
    require(actor, Action.SEE_CUSTOMER)
    visible = visibility(actor, Action.SEE_CUSTOMER)
    return uow.customer_reader.page(query.wanted, query.sort, query.page, visible=visible)


def fits(customer: Customer, preferences: Preferences, wanted: CustomerFilter) -> bool:
    """All that ``wanted`` says, but for the course."""
    figures, choices = customer.figures, preferences.choices
    return (
        wanted.status in (None, customer.status)
        and wanted.customer_type in (None, customer.profile.customer_type)
        and _within(figures.last_activity_at, wanted.active_from, wanted.active_to)
        and _within(customer.created_at, wanted.created_from, wanted.created_to)
        and (wanted.min_spent is None or figures.total_spent >= wanted.min_spent)
        and (wanted.max_spent is None or figures.total_spent <= wanted.max_spent)
        and (wanted.min_bookings is None or figures.total_bookings >= wanted.min_bookings)
        and (wanted.max_bookings is None or figures.total_bookings <= wanted.max_bookings)
        and wanted.marketing in (None, choices.marketing)
        and wanted.sms in (None, choices.sms)
        and wanted.newsletter in (None, choices.newsletter)
    )


def _within(at: datetime, first: datetime | None, end: datetime | None) -> bool:
    return (first is None or at >= first) and (end is None or at < end)


def sort_key(customer: Customer, sort: CustomerSort) -> SortKey:
    match sort.by:
        case "created_at":
            return customer.created_at
        case "last_activity":
            return customer.figures.last_activity_at
        case "total_bookings":
            return Decimal(customer.figures.total_bookings)
        case "total_spent":
            return customer.figures.total_spent.amount
    return searched_customer(customer)
