"""Laws of lists: their order, their pages, their filters."""

from collections.abc import Callable
from typing import TypeVar

from attrs import evolve
from hypothesis import strategies as st

from ...access.actor import ANONYMOUS, SYSTEM
from ...bookings.booking import Booking, BookingStatus
from ...bookings.queries import BookingFilter
from ...bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from ...catalogue.queries import ListSessions, SessionFilter, SessionView, list_sessions
from ...catalogue.session import SessionStatus
from ...catalogue.use_cases.change_course import ChangeCourse, change_course
from ...catalogue.use_cases.change_session import ChangeSession, change_session
from ...identity.queries import UserFilter
from ...identity.use_cases.deactivate_user import DeactivateUser, deactivate_user
from ...identity.user import Role, User, UserStatus
from ...shared.paging import Page, PageRequest
from ..law import law
from ..recount import EVERYTHING, every_booking, every_session, pages
from ..scenes import a_booking, a_course, a_session, a_user, ids
from ..strategies import phones
from ..world import World, refusal
from .finding import plainly_spelled

T = TypeVar("T")
_NAMES = ("ANA", "ana", "O'Brien", "Zoë", "Zoe\u0308", "Çelik-Ünal", "孫", "%_\\", '"', "ß", "ﬁ", "NULL")


def _bookings(world: World, page: PageRequest) -> Page[Booking]:
    with world.open() as uow:
        return uow.booking_reader.page(BookingFilter(), page, visible=EVERYTHING)


def _sessions(world: World, page: PageRequest) -> Page[SessionView]:
    with world.open() as uow:
        return uow.catalogue_reader.sessions(SessionFilter(on_sale=False), page)


def _walk(read: Callable[[PageRequest], Page[T]], limit: int, between: Callable[[], object]) -> list[T]:
    """Page by page to the end; ``between`` happens after the first page."""

    def page_of(request: PageRequest) -> Page[T]:
        page = read(request)
        assert page.next_cursor is None or len(page.items) == limit
        if request.cursor is None:
            between()
        return page

    return list(pages(page_of, limit))


@law("S8")
def pages_stay_put(world: World, data: st.DataObject) -> None:
    """Lists have one order, ties included, and page by page they show every row once, also when rows are added."""
    session = a_session(world, 200)
    for minutes in data.draw(st.lists(st.integers(0, 1), min_size=2, max_size=7)):
        world.clock.pass_by(minutes=minutes)
        a_booking(world, session.id)
    limit = data.draw(st.integers(1, 4))
    before = _bookings(world, PageRequest()).items
    assert [b.created_at for b in before] == sorted((b.created_at for b in before), reverse=True)
    ties = [(b.created_at, b.id) for b in before]
    assert ties == sorted(sorted(ties, key=lambda tie: tie[1]), key=lambda tie: tie[0], reverse=True)
    world.clock.pass_by(minutes=1)
    seen = _walk(lambda page: _bookings(world, page), limit, lambda: a_booking(world, session.id))
    assert ids(seen) == ids(before), "rows were added and the list skipped or repeated others"
    with world.open() as uow:
        of_session = [(booking.created_at, booking.id) for booking in uow.bookings.of_session(session.id)]
    assert of_session == sorted(of_session), "the bookings of a session come oldest first"
    for in_days in data.draw(st.lists(st.integers(1, 3), max_size=4)):
        a_session(world, in_days=in_days, course_id=session.terms.course_id)
    calendar = _sessions(world, PageRequest()).items
    assert [(v.starts_at, v.id) for v in calendar] == sorted((v.starts_at, v.id) for v in calendar)
    added = data.draw(st.integers(1, 9))
    seen_sessions = _walk(lambda page: _sessions(world, page), limit, lambda: a_session(world, in_days=added))
    assert [id for id in ids(seen_sessions) if id in ids(calendar)] == ids(calendar)


@law("S22")
def what_is_listed_is_what_may_be_booked(world: World, data: st.DataObject) -> None:
    """Anybody may book the sessions that are listed for everybody and have seats, and no others."""
    course = a_course(world, "A", active=data.draw(st.booleans()))
    session = a_session(world, 1, course.id)
    if data.draw(st.booleans()):
        status = data.draw(st.sampled_from(SessionStatus))
        command = ChangeSession(session_id=session.id, terms=session.terms, capacity=1, status=status)
        if status is SessionStatus.COMPLETED:
            world.clock.pass_by(days=9)
        world.do(change_session, command)
    listed = world.ask(list_sessions, ListSessions(available=True), ANONYMOUS).items
    told = refusal(lambda: a_booking(world, session.id))
    assert (told is None) is (session.id in ids(listed))


@law("S17")
def filters_find_what_they_say(world: World, data: st.DataObject) -> None:
    """A filtered list is the whole list without what the filter leaves out, and its total counts it."""
    courses = [a_course(world, code) for code in ("A", "B", "C")]
    sessions = [a_session(world, 3, course.id, in_days=n + 1) for n, course in enumerate(courses)]
    made = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3), st.booleans()), min_size=1, max_size=8)
    for place, seats, cancel in data.draw(made):
        world.clock.pass_by(minutes=1)
        with world.open() as uow:
            if uow.desk.open(sessions[place].id, None).roster.seats_left < seats:
                continue
        booking = a_booking(world, sessions[place].id, f"p{place}@example.org", seats)
        if cancel:
            world.do(cancel_booking, CancelBooking(booking_id=booking.id), SYSTEM)
    over = evolve(courses[2].terms, active=False)
    world.do(change_course, ChangeCourse(course_id=courses[2].id, terms=over))
    _check_bookings(world, data)
    _check_sessions(world, data)
    _check_users(world, data)


def _check_bookings(world: World, data: st.DataObject) -> None:
    with world.open() as uow:
        everything = every_booking(uow)
        one = data.draw(st.sampled_from(everything))
        wanted = BookingFilter(
            customer_id=data.draw(st.sampled_from((None, one.customer_id))),
            session_id=data.draw(st.sampled_from((None, one.session_id))),
            status=data.draw(st.sampled_from((None, *BookingStatus))),
            from_=data.draw(st.sampled_from((None, one.created_at))),
            to=data.draw(st.sampled_from((None, one.created_at))),
        )
        page = uow.booking_reader.page(wanted, PageRequest(count=True), visible=EVERYTHING)
    expected = [
        booking
        for booking in everything
        if wanted.customer_id in (None, booking.customer_id)
        and wanted.session_id in (None, booking.session_id)
        and wanted.status in (None, booking.status)
        and (wanted.from_ is None or booking.created_at >= wanted.from_)
        and (wanted.to is None or booking.created_at < wanted.to)
    ]
    assert (list(page.items), page.total) == (expected, len(expected))


def _check_sessions(world: World, data: st.DataObject) -> None:
    with world.open() as uow:
        everything = every_session(uow)
        one = data.draw(st.sampled_from(everything))
        wanted = SessionFilter(
            course_id=data.draw(st.sampled_from((None, one.course_id))),
            from_=data.draw(st.sampled_from((None, one.starts_at))),
            to=data.draw(st.sampled_from((None, one.starts_at))),
            available=data.draw(st.booleans()),
            on_sale=data.draw(st.booleans()),
        )
        page = uow.catalogue_reader.sessions(wanted, PageRequest(count=True))
        active = {view.id for view in everything if uow.courses.get(view.course_id).terms.active}
    expected = [
        view
        for view in everything
        if wanted.course_id in (None, view.course_id)
        and (wanted.from_ is None or view.starts_at >= wanted.from_)
        and (wanted.to is None or view.starts_at < wanted.to)
        and (not wanted.available or view.seats_taken < view.capacity)
        and (not wanted.on_sale or view.id in active)
    ]
    assert (list(page.items), page.total) == (expected, len(expected))


def _check_users(world: World, data: st.DataObject) -> None:
    numbers = data.draw(st.lists(phones(), unique=True, min_size=3, max_size=3))
    people = [
        ("Zoë.Ångström@example.org", Role.INSTRUCTOR),
        ("IVO@example.org", Role.ADMIN),
        ("z_o%e@example.org", None),
    ]
    for (address, role), number in zip(people, numbers, strict=True):
        user = a_user(
            world, address, role or Role.CUSTOMER, first_name=data.draw(st.sampled_from(_NAMES)), phone=number
        )
        if role is None:
            world.do(deactivate_user, DeactivateUser(user_id=user.id), SYSTEM)
    with world.open() as uow:
        everybody = uow.user_reader.page(UserFilter(status=None), PageRequest(), visible=EVERYTHING).items
        one = data.draw(st.sampled_from(everybody))
        wanted = UserFilter(
            search=data.draw(_part_of(one)),
            role=data.draw(st.sampled_from((None, one.role))),
            status=data.draw(st.sampled_from((None, *UserStatus))),
        )
        page = uow.user_reader.page(wanted, PageRequest(count=True), visible=EVERYTHING)
    expected = [
        user
        for user in everybody
        if wanted.role in (None, user.role)
        and wanted.status in (None, user.status)
        and (wanted.search is None or all(_says(user, word) for word in wanted.search.split()))
    ]
    assert (list(page.items), page.total) == (expected, len(expected))


def _part_of(user: User) -> st.SearchStrategy[str | None]:
    """Pieces of what is known of the user, in other capitals, and signs that mean more to a database than to people."""
    known = [user.first_name, user.last_name, user.email.typed, user.phone.e164 if user.phone else "x"]
    pieces = st.sampled_from(known).flatmap(
        lambda text: st.tuples(st.integers(0, len(text) - 1), st.integers(1, 5)).map(
            lambda cut: text[cut[0] : cut[0] + cut[1]].upper()
        )
    )
    return st.none() | st.sampled_from(("%", "_", "o%e", "\\", "")) | pieces.filter(str.isprintable)


def _says(user: User, word: str) -> bool:
    phone = user.phone.e164 if user.phone else ""
    local = phone.replace("+44", "0", 1) if phone.startswith("+44") else ""
    texts = (user.first_name, user.last_name, user.email.typed, user.email.identity, phone, local)
    return any(plainly_spelled(word) in plainly_spelled(text) for text in texts)
