"""Whatever belongs to whom, a list holds what a walk from booking to booking finds, and nothing else."""

from collections.abc import Callable

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from rft_domain.access.actor import Actor, ActorKind
from rft_domain.bookings.queries import ListBookings, SeeBooking, list_bookings, see_booking
from rft_domain.catalogue.queries import ListCourses, ListSessions, list_courses, list_sessions
from rft_domain.catalogue.session import SessionStatus
from rft_domain.catalogue.use_cases.change_session import ChangeSession, change_session
from rft_domain.shared.errors import Forbidden, NotFound, Unauthenticated
from rft_domain.shared.ids import BookingId
from rft_domain.shared.paging import PageRequest
from rft_domain.testing.broken import FAULTS, Fault
from rft_domain.testing.scenes import a_course, a_session
from rft_domain.testing.world import Subject, World, new_world, refusal
from tests.access.conftest import Emptied
from tests.access.graphs import OFFICE, Graph, a_graph

AT_ONCE = 3
WIDE = [fault for fault in FAULTS if fault.law == "S7"]


def listed(graph: Graph, actor: Actor) -> set[BookingId]:
    """All pages of the actor's list; nothing for those who may not ask."""
    found: list[BookingId] = []
    cursor: str | None = None
    with graph.world.open() as uow:
        while True:
            query = ListBookings(page=PageRequest(limit=AT_ONCE, cursor=cursor, count=True))
            try:
                page = list_bookings(query, actor=actor, now=graph.world.clock.now, uow=uow)
            except (Forbidden, Unauthenticated):
                return set()
            found += [booking.id for booking in page.items]
            cursor = page.next_cursor
            if cursor is None:
                assert len(found) == len(set(found)) == page.total
                return set(found)


def opened(graph: Graph, actor: Actor) -> set[BookingId]:
    """What the actor may open, one by one."""
    with graph.world.open() as uow:

        def told(booking_id: BookingId) -> type[object] | None:
            query = SeeBooking(booking_id=booking_id)
            error = refusal(lambda: see_booking(query, actor=actor, now=graph.world.clock.now, uow=uow))
            assert isinstance(error, NotFound | Forbidden | Unauthenticated | None)
            return type(error) if error else None

        return {booking_id for booking_id in graph.session_of if told(booking_id) is None}


def every_list_is_what_a_walk_finds(world: World, data: st.DataObject) -> None:
    graph = a_graph(world, data)
    for actor in graph.actors():
        owned = graph.owned(actor)
        assert listed(graph, actor) == owned
        assert opened(graph, actor) == owned


@settings(max_examples=40)
@given(data=st.data())
def test_every_list_is_what_a_walk_finds(new: Callable[[], World], data: st.DataObject) -> None:
    every_list_is_what_a_walk_finds(new(), data)


@pytest.mark.parametrize("emptied", ["memory"], indirect=True)
@pytest.mark.parametrize("fault", WIDE, ids=lambda fault: fault.name)
def test_a_planted_list_that_is_too_wide_is_found(emptied: Emptied, fault: Fault) -> None:
    store, empty = emptied
    adapter = Subject(open_unit_of_work=fault.plant(store.unit_of_work), reset=empty)

    @settings(max_examples=40, phases=[Phase.generate], derandomize=True)
    @given(data=st.data())
    def promise(data: st.DataObject) -> None:
        every_list_is_what_a_walk_finds(new_world(adapter, seed=1), data)

    with pytest.raises(AssertionError):
        promise()


@settings(max_examples=20)
@given(data=st.data())
def test_every_list_of_the_catalogue_is_what_is_on_sale_or_all_of_it(
    new: Callable[[], World], data: st.DataObject
) -> None:
    world = new()
    flags = st.tuples(st.booleans(), st.booleans(), st.booleans())
    courses, sessions, on_sale = set(), set(), set()
    for number, (active, held, past) in enumerate(data.draw(st.lists(flags, min_size=1, max_size=4))):
        course = a_course(world, f"C{number}", active=active)
        session = a_session(world, course_id=course.id, in_days=-1 if past else 7)
        if not held:
            off = ChangeSession(session_id=session.id, terms=session.terms, capacity=20, status=SessionStatus.CANCELLED)
            world.do(change_session, off)
        courses.add((course.id, active))
        sessions.add(session.id)
        on_sale |= {session.id} if active and held and not past else set()
    for kind in ActorKind:
        actor, now = Actor(kind=kind), world.clock.now
        with world.open() as uow:
            found = {course.id for course in list_courses(ListCourses(), actor=actor, now=now, uow=uow).items}
            shown = {view.id for view in list_sessions(ListSessions(), actor=actor, now=now, uow=uow).items}
        assert found == {course_id for course_id, active in courses if active or kind in OFFICE}
        assert shown == (sessions if kind in OFFICE else on_sale)
