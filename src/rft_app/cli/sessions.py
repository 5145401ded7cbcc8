"""``rft sessions …``: dated runs of courses."""

from datetime import datetime
from uuid import UUID

import click
from attrs import evolve

from rft_domain.access.actor import SYSTEM
from rft_domain.catalogue.queries import ListSessions, SeeSession, SessionView, list_sessions, see_session
from rft_domain.catalogue.session import SessionStatus, SessionTerms
from rft_domain.catalogue.use_cases.change_session import ChangeSession, change_session
from rft_domain.catalogue.use_cases.create_session import CreateSession, create_session
from rft_domain.shared.ids import CourseId, SessionId, UserId
from rft_domain.shared.money import Money
from rft_domain.shared.paging import PageRequest
from rft_domain.shared.period import Period

from ..application import Application
from ..http.catalogue.showing import managed_session, session_list
from .place import Place, open_house, takes_place
from .show import echo_facts, echo_json, echo_more, echo_table, json_option, local, page_options
from .types import PRICE, WALL_CLOCK, in_zone

_ZONE = "Europe/London"


@click.group()
def sessions() -> None:
    """Create, list, show, change, complete and cancel sessions."""


@sessions.command()
@takes_place
@click.argument("course_id", type=click.UUID)
@click.option("--starts", type=WALL_CLOCK, required=True, help="By the clock in --time-zone, as 2026-03-02T09:00.")
@click.option("--ends", type=WALL_CLOCK, required=True, help="As --starts.")
@click.option("--venue", required=True, help="An address or a link.")
@click.option("--capacity", type=int, required=True, help="Seats.")
@click.option("--price", type=PRICE, help="Instead of the course's price.")
@click.option("--time-zone", default=_ZONE, show_default=True, help="Where it takes place.")
@click.option("--instructor", "instructors", type=click.UUID, multiple=True, help="Id of a user; may be repeated.")
@json_option
def create(
    place: Place,
    course_id: UUID,
    starts: datetime,
    ends: datetime,
    venue: str,
    capacity: int,
    price: Money | None,
    time_zone: str,
    instructors: tuple[UUID, ...],
    as_json: bool,
) -> None:
    """Put a session of the course COURSE_ID on sale."""
    terms = SessionTerms(
        course_id=CourseId(course_id),
        period=Period(in_zone(starts, time_zone, "/starts_at"), in_zone(ends, time_zone, "/ends_at")),
        time_zone=time_zone,
        venue=venue,
        price=price,
        instructor_ids=frozenset(UserId(one) for one in instructors),
    )
    with open_house(place) as application:
        session = application.run(create_session, CreateSession(terms=terms, capacity=capacity), actor=SYSTEM)
        _show(_see(application, session.id), as_json)


@sessions.command("list")
@takes_place
@click.option("--course", "course_id", type=click.UUID, help="Only of this course.")
@click.option("--from", "from_", type=WALL_CLOCK, help="Starting at or after, by the clock in London.")
@click.option("--to", type=WALL_CLOCK, help="Starting before, by the clock in London.")
@click.option("--available", is_flag=True, help="Only with seats left.")
@page_options
@json_option
def list_(
    place: Place,
    course_id: UUID | None,
    from_: datetime | None,
    to: datetime | None,
    available: bool,
    limit: int,
    cursor: str | None,
    as_json: bool,
) -> None:
    """List sessions by their start, past and cancelled ones included."""
    query = ListSessions(
        course_id=CourseId(course_id) if course_id else None,
        from_=in_zone(from_, _ZONE, "/from") if from_ else None,
        to=in_zone(to, _ZONE, "/to") if to else None,
        available=available,
        page=PageRequest(limit=limit, cursor=cursor),
    )
    with open_house(place) as application:
        page = application.read(list_sessions, query, actor=SYSTEM)
    if as_json:
        echo_json(session_list(page))
        return
    echo_table(("starts", "course", "seats left", "price", "status", "id"), [_row(view) for view in page.items])
    echo_more(page.next_cursor)


@sessions.command()
@takes_place
@click.argument("session_id", type=click.UUID)
@json_option
def show(place: Place, session_id: UUID, as_json: bool) -> None:
    """Show one session."""
    with open_house(place) as application:
        _show(_see(application, SessionId(session_id)), as_json)


@sessions.command()
@takes_place
@click.argument("session_id", type=click.UUID)
@click.option("--starts", type=WALL_CLOCK, help="By the clock where it takes place.")
@click.option("--ends", type=WALL_CLOCK, help="As --starts.")
@click.option("--venue", help="An address or a link.")
@click.option("--capacity", type=int, help="Seats; not fewer than are taken.")
@click.option("--price", type=PRICE, help="Instead of the course's price.")
@json_option
def change(
    place: Place,
    session_id: UUID,
    starts: datetime | None,
    ends: datetime | None,
    venue: str | None,
    capacity: int | None,
    price: Money | None,
    as_json: bool,
) -> None:
    """Change what is named of a session; the rest stays."""
    with open_house(place) as application:
        view = _see(application, SessionId(session_id))
        period = Period(
            in_zone(starts, view.time_zone, "/starts_at") if starts else view.starts_at,
            in_zone(ends, view.time_zone, "/ends_at") if ends else view.ends_at,
        )
        changed = evolve(_command(view), capacity=view.capacity if capacity is None else capacity)
        terms = evolve(changed.terms, period=period, venue=venue or view.venue, price=price or view.own_price)
        application.run(change_session, evolve(changed, terms=terms), actor=SYSTEM)
        _show(_see(application, view.id), as_json)


@sessions.command()
@takes_place
@click.argument("session_id", type=click.UUID)
@json_option
def cancel(place: Place, session_id: UUID, as_json: bool) -> None:
    """Cancel a session on which no seats are taken."""
    _bring_to(SessionStatus.CANCELLED, place, SessionId(session_id), as_json)


@sessions.command()
@takes_place
@click.argument("session_id", type=click.UUID)
@json_option
def complete(place: Place, session_id: UUID, as_json: bool) -> None:
    """Complete a session that was held, and with it its confirmed bookings."""
    _bring_to(SessionStatus.COMPLETED, place, SessionId(session_id), as_json)


def _bring_to(status: SessionStatus, place: Place, session_id: SessionId, as_json: bool) -> None:
    with open_house(place) as application:
        command = _command(_see(application, session_id))
        application.run(change_session, evolve(command, status=status), actor=SYSTEM)
        _show(_see(application, session_id), as_json)


def _see(application: Application, session_id: SessionId) -> SessionView:
    return application.read(see_session, SeeSession(session_id=session_id), actor=SYSTEM)


def _command(view: SessionView) -> ChangeSession:
    """The change that changes nothing, on the version that was seen."""
    terms = SessionTerms(
        course_id=view.course_id,
        period=Period(view.starts_at, view.ends_at),
        time_zone=view.time_zone,
        venue=view.venue,
        price=view.own_price,
        instructor_ids=view.instructor_ids,
        notes=view.notes,
    )
    return ChangeSession(
        session_id=view.id, terms=terms, capacity=view.capacity, status=view.status, version=view.version
    )


def _show(view: SessionView, as_json: bool) -> None:
    if as_json:
        echo_json(managed_session(view))
        return
    echo_facts(
        [
            ("Course", view.course_title),
            ("Starts", f"{local(view.starts_at, view.time_zone)} ({view.time_zone})"),
            ("Ends", local(view.ends_at, view.time_zone)),
            ("Venue", view.venue),
            ("Seats", f"{view.seats_left} of {view.capacity} left"),
            ("Price", f"£{view.price.amount}"),
            ("Status", view.status.value),
            ("Session", str(view.id)),
        ]
    )


def _row(view: SessionView) -> tuple[str, ...]:
    seats = f"{view.seats_left} of {view.capacity}"
    starts = local(view.starts_at, view.time_zone)
    return starts, view.course_title, seats, f"£{view.price.amount}", view.status.value, str(view.id)
