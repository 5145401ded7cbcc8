"""Customers as a file: written page by page, put on record, and only then given away (product.md B13).

The pages are read one after the other, not in one transaction: who changes while the file is written is in it as they
were before or after.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from tempfile import TemporaryFile
from typing import IO

from attrs import evolve, frozen

from rft_adapters.sheets import MOST_XLSX_ROWS, Cell, WriteRow, csv_file, xlsx_file
from rft_domain.access.actor import Actor
from rft_domain.access.decisions import require
from rft_domain.access.policy import Action
from rft_domain.customers.customer import Customer
from rft_domain.customers.finding import CustomerFilter, CustomerSort, ListCustomers, list_customers
from rft_domain.customers.segment_queries import SeeSegment, see_segment
from rft_domain.customers.use_cases.record_export import ExportFormat, RecordExport, record_export
from rft_domain.shared.audit import Origin
from rft_domain.shared.errors import RuleBroken
from rft_domain.shared.ids import SegmentId
from rft_domain.shared.paging import PageRequest

from .application import Application

_AT_ONCE = 200
HEAD = (
    "id", "first_name", "last_name", "email", "phone", "mobile", "company", "company_role", "department",
    "customer_type", "status", "address_line_1", "address_line_2", "city", "county", "postcode", "country",
    "total_bookings", "total_spent", "first_booking_at", "last_booking_at", "customer_since", "last_activity_at",
)  # fmt: skip
_SHEETS: dict[ExportFormat, Callable[[IO[bytes]], AbstractContextManager[WriteRow]]] = {
    ExportFormat.CSV: csv_file,
    ExportFormat.XLSX: xlsx_file,
}


class ExportTooLarge(RuleBroken):
    code = "export-too-large"
    message = "A sheet of this format does not hold so many rows. Ask for csv."


class FormatNotInstalled(RuleBroken):
    code = "format-not-installed"
    message = "This format needs more than was installed: pip install 'rft[documents]'. Ask for csv."


@frozen(kw_only=True)
class ExportCustomers:
    """``wanted`` is not looked at where a segment is named."""

    format: ExportFormat
    wanted: CustomerFilter = CustomerFilter()
    sort: CustomerSort = CustomerSort.CREATED_AT_DOWN
    segment_id: SegmentId | None = None


@frozen(kw_only=True)
class Export:
    """``file`` is at its start; whoever takes it closes it."""

    format: ExportFormat
    rows: int
    file: IO[bytes]


def export_customers(
    application: Application, command: ExportCustomers, *, actor: Actor, origin: Origin = Origin()
) -> Export:
    """Raises :class:`SegmentNotFound`, :class:`SegmentOutdated`, :class:`ExportTooLarge` or
    :class:`FormatNotInstalled`.
    """
    require(actor, Action.EXPORT_CUSTOMERS)
    if command.segment_id is not None:
        segment = application.read(see_segment, SeeSegment(segment_id=command.segment_id), actor=actor)
        command = evolve(command, wanted=segment.segment.wanted)
    file = TemporaryFile()  # noqa: SIM115 - whoever is given it closes it
    try:
        rows = _write(application, command, actor, file)
        record = RecordExport(format=command.format, rows=rows, wanted=command.wanted, segment_id=command.segment_id)
        application.run(record_export, record, actor=actor, origin=origin)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Export(format=command.format, rows=rows, file=file)


def _write(application: Application, command: ExportCustomers, actor: Actor, file: IO[bytes]) -> int:
    rows = 0
    try:
        with _SHEETS[command.format](file) as write:
            write(HEAD)
            for customer in _all(application, command, actor):
                rows += 1
                if command.format is ExportFormat.XLSX and rows >= MOST_XLSX_ROWS:
                    raise ExportTooLarge()
                write(_cells(customer))
    except ModuleNotFoundError:
        raise FormatNotInstalled() from None
    return rows


def _all(application: Application, command: ExportCustomers, actor: Actor) -> Iterator[Customer]:
    page = PageRequest(limit=_AT_ONCE)
    while True:
        query = ListCustomers(wanted=command.wanted, sort=command.sort, page=page)
        found = application.read(list_customers, query, actor=actor)
        yield from found.items
        if found.next_cursor is None:
            return
        page = evolve(page, cursor=found.next_cursor)


def _cells(customer: Customer) -> list[Cell]:
    profile, figures = customer.profile, customer.figures
    return [
        str(customer.id),
        profile.first_name,
        profile.last_name,
        customer.email.typed,
        profile.phone.e164 if profile.phone else None,
        profile.mobile.e164 if profile.mobile else None,
        profile.company,
        profile.company_role,
        profile.department,
        profile.customer_type.value,
        customer.status.value,
        profile.address_line_1,
        profile.address_line_2,
        profile.city,
        profile.county,
        profile.postcode,
        profile.country,
        figures.total_bookings,
        figures.total_spent.amount,
        figures.first_booking_at,
        figures.last_booking_at,
        figures.customer_since,
        figures.last_activity_at,
    ]
