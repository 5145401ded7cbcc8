"""Faults of lists: who sees what, in which order, page by page."""

from random import Random
from typing import Any

from attrs import evolve

from ...access.visibility import Visibility
from ...bookings.booking import Booking
from ...bookings.queries import BookingFilter
from ...bookings.session import Opening
from ...shared.email import Email
from ...shared.ids import BookingId, SessionId
from ...shared.paging import Page, PageRequest, cut
from ..ports import Open, Ports
from ..recount import EVERYTHING
from .fault import fault, instead, swapping


@fault("S7")
def instructors_see_all(open_unit_of_work: Open) -> Open:
    """The list of an instructor is not narrowed to their own sessions."""

    def swap(parts: Ports) -> Ports:
        def page(wanted: BookingFilter, page: PageRequest, *, visible: Visibility) -> Page[Booking]:
            wide = EVERYTHING if visible.instructor_id is not None else visible
            return parts.booking_reader.page(wanted, page, visible=wide)

        return evolve(parts, booking_reader=instead(parts.booking_reader, page=page))

    return swapping(open_unit_of_work, swap)


@fault("S7")
def opens_what_is_not_listed(open_unit_of_work: Open) -> Open:
    """Whoever knows an id may open what it names."""

    def swap(parts: Ports) -> Ports:
        def one(booking_id: BookingId, *, visible: Visibility) -> Booking:
            return parts.booking_reader.one(booking_id, visible=EVERYTHING)

        return evolve(parts, booking_reader=instead(parts.booking_reader, one=one))

    return swapping(open_unit_of_work, swap)


@fault("S8")
def no_order(open_unit_of_work: Open) -> Open:
    """Rows come as they come."""
    chance = Random(7)

    def swap(parts: Ports) -> Ports:
        def page(*args: Any, **options: Any) -> Page[Booking]:
            found = parts.booking_reader.page(*args, **options)
            return evolve(found, items=tuple(chance.sample(found.items, len(found.items))))

        return evolve(parts, booking_reader=instead(parts.booking_reader, page=page))

    return swapping(open_unit_of_work, swap)


@fault("S8")
def counts_rows_to_page(open_unit_of_work: Open) -> Open:
    """The cursor says how many rows were seen, so rows that are added push others twice into view."""

    def swap(parts: Ports) -> Ports:
        def page(wanted: BookingFilter, request: PageRequest, *, visible: Visibility) -> Page[Booking]:
            whole = evolve(request, limit=200, cursor=None)
            found = parts.booking_reader.page(wanted, whole, visible=visible)
            skip = int(request.cursor or 0)
            rows = list(found.items[skip : skip + request.limit + 1])
            shown = cut(rows, request, lambda booking: ("", booking.id), found.total)
            return evolve(shown, next_cursor=str(skip + request.limit) if shown.next_cursor else None)

        return evolve(parts, booking_reader=instead(parts.booking_reader, page=page))

    return swapping(open_unit_of_work, swap)


@fault("S17")
def filter_without_end(open_unit_of_work: Open) -> Open:
    """A filter's upper bound is ignored."""

    def swap(parts: Ports) -> Ports:
        def page(wanted: BookingFilter, page: PageRequest, *, visible: Visibility) -> Page[Booking]:
            return parts.booking_reader.page(evolve(wanted, to=None), page, visible=visible)

        return evolve(parts, booking_reader=instead(parts.booking_reader, page=page))

    return swapping(open_unit_of_work, swap)


@fault("S8")
def latest_first(open_unit_of_work: Open) -> Open:
    """The bookings of a session come in the wrong order."""

    def swap(parts: Ports) -> Ports:
        def of_session(session_id: SessionId) -> tuple[Booking, ...]:
            return parts.bookings.of_session(session_id)[::-1]

        return evolve(parts, bookings=instead(parts.bookings, of_session=of_session))

    return swapping(open_unit_of_work, swap)


@fault("S22")
def sells_what_is_off(open_unit_of_work: Open) -> Open:
    """A session can be booked though its course is no longer on sale."""

    def swap(parts: Ports) -> Ports:
        def open_desk(session_id: SessionId, email: Email | None, *, requirements: bool = False) -> Opening:
            opening = parts.desk.open(session_id, email, requirements=requirements)
            return evolve(opening, session=evolve(opening.session, on_sale=True))

        return evolve(parts, desk=instead(parts.desk, open=open_desk))

    return swapping(open_unit_of_work, swap)
