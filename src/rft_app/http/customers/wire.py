"""Customers on the wire (http.md, "Staff and customers")."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from rft_domain.customers.customer import CustomerStatus
from rft_domain.customers.finding import CustomerSort
from rft_domain.customers.profile import CustomerType
from rft_domain.customers.use_cases.record_export import ExportFormat

from ..bookings.wire import BookingAnswer
from ..portal.wire import ProfileBody
from ..users.wire import CustomerAnswer, UserAnswer
from ..wire import AmountText, Count, Cursor, Limit

SearchText = Annotated[
    str,
    Meta(
        max_length=200,
        description="Parts of names, e-mail address, phone or company, in any case, with or without accents; all must "
        "be found.",
    ),
]
From = Annotated[datetime, Meta(tz=True, description="At or after.")]
Before = Annotated[datetime, Meta(tz=True, description="Before.")]
Number = Annotated[int, Meta(ge=0, le=999_999_999)]
Course = Annotated[UUID, Meta(description="Who has a booking on this course that is not cancelled.")]


class FilterQuery(Struct, forbid_unknown_fields=True):
    """`active_…` bound the last activity. Who never said what they want to hear wants all of it."""

    search: SearchText | UnsetType = UNSET
    status: CustomerStatus | UnsetType = UNSET
    customer_type: CustomerType | UnsetType = UNSET
    active_from: From | UnsetType = UNSET
    active_to: Before | UnsetType = UNSET
    created_from: From | UnsetType = UNSET
    created_to: Before | UnsetType = UNSET
    min_spent: AmountText | UnsetType = UNSET
    max_spent: AmountText | UnsetType = UNSET
    min_bookings: Number | UnsetType = UNSET
    max_bookings: Number | UnsetType = UNSET
    marketing: bool | UnsetType = UNSET
    sms: bool | UnsetType = UNSET
    newsletter: bool | UnsetType = UNSET
    course_id: Course | UnsetType = UNSET
    sort: CustomerSort = CustomerSort.CREATED_AT_DOWN


class CustomersQuery(FilterQuery):
    limit: Limit = 50
    cursor: Cursor | UnsetType = UNSET
    count: Count = False


class ExportQuery(FilterQuery):
    format: ExportFormat = ExportFormat.CSV


class CustomerBody(ProfileBody):
    """All of a profile, and the status: what is left out is unknown from then on. The address has a call of its own."""

    status: CustomerStatus = CustomerStatus.ACTIVE


class WholeCustomerAnswer(Struct):
    """A customer with its figures, who may act for it, and its latest bookings (ten at most)."""

    customer: CustomerAnswer
    members: list[UserAnswer]
    recent_bookings: list[BookingAnswer]
