"""``rft customers …``: find, show, export and merge customers."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

import click

from rft_domain.access.actor import SYSTEM
from rft_domain.activity.timeline import SeeTimeline, TimelineFilter, TimelineItem, see_timeline
from rft_domain.customers.customer import Customer
from rft_domain.customers.finding import CustomerFilter, CustomerSort, ListCustomers, list_customers
from rft_domain.customers.note import Note
from rft_domain.customers.use_cases.record_export import ExportFormat
from rft_domain.shared.ids import CustomerId
from rft_domain.shared.paging import Page, PageRequest

from .customer_filters import export_options, filter_options, sort_option, write_export
from .merging import MERGING
from .place import Place, open_house, takes_place
from .show import echo_facts, echo_json, echo_more, echo_table, json_option, local, page_options
from .types import WALL_CLOCK, in_zone

_ZONE = "Europe/London"


@click.group()
def customers() -> None:
    """Find, show, export and merge customers."""


@customers.command("list")
@takes_place
@filter_options
@sort_option
@page_options
@json_option
def list_(place: Place, wanted: CustomerFilter, sort: str, limit: int, cursor: str | None, as_json: bool) -> None:
    """Find customers, newest first unless sorted otherwise."""
    query = ListCustomers(wanted=wanted, sort=CustomerSort(sort), page=PageRequest(limit=limit, cursor=cursor))
    with open_house(place) as application:
        page = application.read(list_customers, query, actor=SYSTEM)
    echo_customers(page, as_json)


def echo_customers(page: Page[Customer], as_json: bool) -> None:
    if as_json:
        from ..http.customers.showing import customer_list  # noqa: PLC0415 - not for --help

        echo_json(customer_list(page))
        return
    echo_table(("name", "e-mail", "company", "bookings", "spent", "id"), [_row(one) for one in page.items])
    echo_more(page.next_cursor)


@customers.command()
@takes_place
@click.argument("customer_id", type=click.UUID)
@json_option
def show(place: Place, customer_id: UUID, as_json: bool) -> None:
    """Show one customer, its members and its latest bookings."""
    from ..customers import SeeWholeCustomer, see_whole_customer  # noqa: PLC0415 - not for --help
    from ..http.customers.showing import whole_customer  # noqa: PLC0415 - not for --help

    query = SeeWholeCustomer(customer_id=CustomerId(customer_id))
    with open_house(place) as application:
        view = application.read(see_whole_customer, query, actor=SYSTEM)
    if as_json:
        echo_json(whole_customer(view))
        return
    name, email, company, bookings, spent, _ = _row(view.customer)
    facts = [("Name", name), ("E-mail", email), ("Company", company), ("Status", view.customer.status.value)]
    facts += [("Bookings", bookings), ("Spent", spent)]
    facts += [("Member", f"{user.first_name} {user.last_name} {user.id}") for user in view.members]
    facts += [("Booking", f"{booking.reference} {booking.status.value}") for booking in view.recent_bookings]
    echo_facts(facts)


@customers.command()
@takes_place
@filter_options
@sort_option
@export_options
def export(place: Place, wanted: CustomerFilter, sort: str, kind: str, file: Path, as_json: bool) -> None:
    """Write customers to a table, one a row. The activity log says so."""
    from ..exports import ExportCustomers  # noqa: PLC0415 - not for --help

    command = ExportCustomers(format=ExportFormat(kind), wanted=wanted, sort=CustomerSort(sort))
    with open_house(place) as application:
        write_export(application, command, file, as_json)


def _row(customer: Customer) -> tuple[str, str, str, str, str, str]:
    profile, figures = customer.profile, customer.figures
    return (
        f"{profile.first_name} {profile.last_name}",
        customer.email.typed,
        profile.company or "",
        str(figures.total_bookings),
        f"£{figures.total_spent.amount}",
        str(customer.id),
    )


@customers.command()
@takes_place
@click.argument("customer_id", type=click.UUID)
@click.option("--type", "type_", metavar="TYPE", help="Only of this type, such as booking_made, or note.")
@click.option("--from", "from_", type=WALL_CLOCK, help="At or after, by the clock in London.")
@click.option("--to", type=WALL_CLOCK, help="Before, by the clock in London.")
@page_options
@json_option
def timeline(
    place: Place,
    customer_id: UUID,
    type_: str | None,
    from_: datetime | None,
    to: datetime | None,
    limit: int,
    cursor: str | None,
    as_json: bool,
) -> None:
    """Show what happened around the customer CUSTOMER_ID, and the notes about it, newest first."""
    wanted = TimelineFilter(
        type=type_,
        from_=in_zone(from_, _ZONE, "/from") if from_ else None,
        to=in_zone(to, _ZONE, "/to") if to else None,
    )
    from ..http.timeline.showing import timeline_list  # noqa: PLC0415 - not for --help

    with open_house(place) as application:
        page_request = PageRequest(limit=limit, cursor=cursor)
        query = SeeTimeline(customer_id=CustomerId(customer_id), wanted=wanted, page=page_request)
        page = application.read(see_timeline, query, actor=SYSTEM)
    if as_json:
        echo_json(timeline_list(page))
        return
    echo_table(("at", "what", "id"), [_line(item) for item in page.items])
    echo_more(page.next_cursor)


def _line(item: TimelineItem) -> tuple[str, ...]:
    return local(item.at, _ZONE), _what(item), str(item.id)


def _what(item: TimelineItem) -> str:
    if not isinstance(item, Note):
        return item.text
    marks = [item.kind.value.replace("_", " ")]
    if not item.internal:
        marks.append("shown to the customer")
    if item.withdrawn_at is not None:
        marks.append("withdrawn")
    return f"Note ({', '.join(marks)}): {' '.join(item.text.split())}"


for command in MERGING:
    customers.add_command(command)
