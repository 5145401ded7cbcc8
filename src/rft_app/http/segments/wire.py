"""Segments on the wire."""

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from rft_domain.customers.customer import CustomerStatus
from rft_domain.customers.finding import CustomerSort
from rft_domain.customers.profile import CustomerType
from rft_domain.customers.use_cases.record_export import ExportFormat

from ..customers.wire import Before, Course, From, Number, SearchText
from ..wire import AmountText, Count, Cursor, Instant, Limit, Name


class FilterBody(Struct, forbid_unknown_fields=True):
    """As the filters of the list of customers; null is any."""

    search: SearchText | None = None
    status: CustomerStatus | None = None
    customer_type: CustomerType | None = None
    active_from: From | None = None
    active_to: Before | None = None
    created_from: From | None = None
    created_to: Before | None = None
    min_spent: AmountText | None = None
    max_spent: AmountText | None = None
    min_bookings: Number | None = None
    max_bookings: Number | None = None
    marketing: bool | None = None
    sms: bool | None = None
    newsletter: bool | None = None
    course_id: Course | None = None


class SegmentBody(Struct, forbid_unknown_fields=True):
    """A filter and its name, which no other segment has, whatever the case."""

    name: Name
    filter: FilterBody


class FilterAnswer(Struct):
    """Null is any."""

    search: str | None
    status: CustomerStatus | None
    customer_type: CustomerType | None
    active_from: Instant | None
    active_to: Instant | None
    created_from: Instant | None
    created_to: Instant | None
    min_spent: str | None
    max_spent: str | None
    min_bookings: int | None
    max_bookings: int | None
    marketing: bool | None
    sms: bool | None
    newsletter: bool | None
    course_id: UUID | None


class SegmentAnswer(Struct):
    """A filter over customers that is kept under a name."""

    id: UUID
    name: str
    filter: FilterAnswer
    created_at: Instant
    created_by: UUID | None
    version: Annotated[int, Meta(ge=1)]


class SizedSegmentAnswer(SegmentAnswer):
    """`size`: how many customers it has at this moment."""

    size: Annotated[int, Meta(ge=0)]


class SegmentListAnswer(Struct):
    """All segments, by name."""

    items: list[SegmentAnswer]


class MembersQuery(Struct, forbid_unknown_fields=True):
    sort: CustomerSort = CustomerSort.CREATED_AT_DOWN
    limit: Limit = 50
    cursor: Cursor | UnsetType = UNSET
    count: Count = False


class SegmentExportQuery(Struct, forbid_unknown_fields=True):
    format: ExportFormat = ExportFormat.CSV
    sort: CustomerSort = CustomerSort.CREATED_AT_DOWN
