"""``rft segments …``: filters over customers that have a name."""

from pathlib import Path
from uuid import UUID

import click

from rft_domain.access.actor import SYSTEM
from rft_domain.customers.finding import CustomerFilter, CustomerSort
from rft_domain.customers.segment import Segment
from rft_domain.customers.segment_queries import (
    ListSegmentMembers,
    ListSegments,
    SeeSegment,
    list_segment_members,
    list_segments,
    see_segment,
)
from rft_domain.customers.use_cases.change_segment import ChangeSegment, change_segment
from rft_domain.customers.use_cases.create_segment import CreateSegment, create_segment
from rft_domain.customers.use_cases.delete_segment import DeleteSegment, delete_segment
from rft_domain.customers.use_cases.record_export import ExportFormat
from rft_domain.shared.ids import SegmentId
from rft_domain.shared.paging import PageRequest
from rft_domain.shared.text import tidy

from .customer_filters import export_options, filter_options, sort_option, write_export
from .customers import echo_customers
from .place import Place, open_house, takes_place
from .show import echo_facts, echo_json, echo_table, json_option, page_options

_ID = click.argument("segment_id", type=click.UUID)


@click.group()
def segments() -> None:
    """Keep filters over customers under a name."""


@segments.command("list")
@takes_place
@json_option
def list_(place: Place, as_json: bool) -> None:
    """List the segments, by name."""
    with open_house(place) as application:
        found = application.read(list_segments, ListSegments(), actor=SYSTEM)
    if as_json:
        from ..http.segments.showing import segment_list  # noqa: PLC0415 - not for --help

        echo_json(segment_list(found))
        return
    echo_table(("name", "id"), [(segment.name, str(segment.id)) for segment in found])


@segments.command()
@takes_place
@_ID
@json_option
def show(place: Place, segment_id: UUID, as_json: bool) -> None:
    """Show one segment and how many customers it has."""
    with open_house(place) as application:
        sized = application.read(see_segment, SeeSegment(segment_id=SegmentId(segment_id)), actor=SYSTEM)
    if as_json:
        from ..http.segments.showing import sized_segment  # noqa: PLC0415 - not for --help

        echo_json(sized_segment(sized))
        return
    echo_facts([("Name", sized.segment.name), ("Customers", str(sized.size)), ("Id", str(sized.segment.id))])


@segments.command()
@takes_place
@click.argument("name")
@filter_options
@json_option
def create(place: Place, name: str, wanted: CustomerFilter, as_json: bool) -> None:
    """Keep a filter under a name."""
    with open_house(place) as application:
        command = CreateSegment(name=tidy(name), wanted=wanted)
        _told(application.run(create_segment, command, actor=SYSTEM), as_json)


@segments.command()
@takes_place
@_ID
@click.argument("name")
@filter_options
@json_option
def change(place: Place, segment_id: UUID, name: str, wanted: CustomerFilter, as_json: bool) -> None:
    """Give a segment this name and this filter."""
    with open_house(place) as application:
        command = ChangeSegment(segment_id=SegmentId(segment_id), name=tidy(name), wanted=wanted)
        _told(application.run(change_segment, command, actor=SYSTEM), as_json)


@segments.command()
@takes_place
@_ID
@json_option
def delete(place: Place, segment_id: UUID, as_json: bool) -> None:
    """Delete a segment. Nobody in it is touched."""
    with open_house(place) as application:
        _told(application.run(delete_segment, DeleteSegment(segment_id=SegmentId(segment_id)), actor=SYSTEM), as_json)


@segments.command()
@takes_place
@_ID
@sort_option
@page_options
@json_option
def members(place: Place, segment_id: UUID, sort: str, limit: int, cursor: str | None, as_json: bool) -> None:
    """List the customers of a segment."""
    page = PageRequest(limit=limit, cursor=cursor)
    query = ListSegmentMembers(segment_id=SegmentId(segment_id), sort=CustomerSort(sort), page=page)
    with open_house(place) as application:
        found = application.read(list_segment_members, query, actor=SYSTEM)
    echo_customers(found, as_json)


@segments.command()
@takes_place
@_ID
@sort_option
@export_options
def export(place: Place, segment_id: UUID, sort: str, kind: str, file: Path, as_json: bool) -> None:
    """Write the customers of a segment to a table. The activity log says so."""
    from ..exports import ExportCustomers  # noqa: PLC0415 - not for --help

    command = ExportCustomers(format=ExportFormat(kind), sort=CustomerSort(sort), segment_id=SegmentId(segment_id))
    with open_house(place) as application:
        write_export(application, command, file, as_json)


def _told(segment: Segment, as_json: bool) -> None:
    if as_json:
        from ..http.segments.showing import segment_answer  # noqa: PLC0415 - not for --help

        echo_json(segment_answer(segment))
        return
    click.echo(f"{segment.name} {segment.id}")
