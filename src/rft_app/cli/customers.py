"""``rft customers …``: look at one customer."""

from datetime import datetime
from uuid import UUID

import click

from rft_domain.access.actor import SYSTEM
from rft_domain.activity.timeline import SeeTimeline, TimelineFilter, TimelineItem, see_timeline
from rft_domain.customers.note import Note
from rft_domain.shared.ids import CustomerId
from rft_domain.shared.paging import PageRequest

from ..http.timeline.showing import timeline_list
from .place import Place, open_house, takes_place
from .show import echo_json, echo_more, echo_table, json_option, local, page_options
from .types import WALL_CLOCK, in_zone

_ZONE = "Europe/London"


@click.group()
def customers() -> None:
    """Look at customers."""


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
