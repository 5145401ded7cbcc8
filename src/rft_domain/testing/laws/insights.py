"""Laws of figures and insights: three ways of counting, one answer (product.md B4, B14)."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from ...access.actor import ADMIN, SYSTEM
from ...access.visibility import Visibility
from ...activity.entry import ActivityEntry
from ...bookings.attendee import Attendance
from ...bookings.use_cases.complete_booking import CompleteBooking, complete_booking
from ...bookings.use_cases.mark_attendance import MarkAttendance, mark_attendance
from ...customers.figures import Figures, FiguresChange
from ...customers.use_cases.merge_customers import MergeCustomers, merge_customers
from ...customers.use_cases.undo_merge import UndoMerge, undo_merge
from ...insights.figures import figures_of
from ...insights.history import Booked, Span, insights_of
from ...insights.recount import ExamineFigures, RecountFigures, examine_figures, recount_figures
from ...privacy.use_cases.erase_customer import EraseCustomer, erase_customer
from ...shared.errors import RftError
from ...shared.ids import CustomerId, UserId
from ...shared.money import Money
from ...unit_of_work import UnitOfWork
from ..law import law
from ..recount import EVERYTHING, every_booking, pages
from ..scenes import a_course, a_session
from ..stories import CHAPTERS, Story
from ..world import START, World

NOBODY = UserId(UUID(int=0))


def _attend(story: Story) -> None:
    booking = story.booking()
    attendee = booking.attendees[story.number() % len(booking.attendees)]
    mark = story.data.draw(st.sampled_from(Attendance))
    command = MarkAttendance(booking_id=booking.id, attendee_id=attendee.id, attendance=mark)
    story.world.do(mark_attendance, command, SYSTEM)


def _complete(story: Story) -> None:
    story.world.do(complete_booking, CompleteBooking(booking_id=story.booking().id), SYSTEM)


def _merge(story: Story) -> None:
    """Perhaps undone, with a booking in between."""
    with story.world.open() as uow:
        known = known_customers(uow)
    if not known:
        return
    place = story.number()
    winner_id, loser_id = known[place % len(known)], known[(place + 1) % len(known)]
    merge = story.world.do(merge_customers, MergeCustomers(winner_id=winner_id, loser_id=loser_id), ADMIN)
    if story.data.draw(st.booleans()):
        story.world.clock.pass_by(minutes=1)
        story.book()
        story.world.do(undo_merge, UndoMerge(merge_id=merge.id, leave_conflicts=True), ADMIN)


def _erase(story: Story) -> None:
    """What is paid and attended stays in the books."""
    with story.world.open() as uow:
        known = known_customers(uow)
    if known:
        customer_id = known[story.number() % len(known)]
        command = EraseCustomer(customer_id=customer_id, with_bookings_ahead=True, with_members=True)
        story.world.do(erase_customer, command, ADMIN)


def _turn_of_the_month(story: Story) -> None:
    """To the minutes in which it is another month in London than in UTC, or just not."""
    clock, minutes = story.world.clock, story.data.draw(st.sampled_from((-61, -60, -59, -1, 0, 30)))
    first = (clock.now.replace(day=1) + timedelta(days=32)).replace(day=1, hour=0, minute=0)
    clock.now = max(clock.now, first + timedelta(minutes=minutes))


_CHAPTERS: tuple[Callable[[Story], None], ...] = (
    *CHAPTERS,
    _attend,
    _complete,
    _merge,
    _erase,
    _turn_of_the_month,
)


def live(world: World, data: st.DataObject) -> None:
    """Months of business on courses that are over soon, or much later."""
    story = Story(world, data)
    first, second = a_course(world, "FA-1"), a_course(world, "CPR", "19.99")
    story.sessions = [a_session(world, 8, course.id, in_days) for course in (first, second) for in_days in (20, 800)]
    for chapter in data.draw(st.lists(st.sampled_from(_CHAPTERS), min_size=1, max_size=12)):
        world.clock.pass_by(minutes=1, microseconds=1)
        with suppress(RftError):
            chapter(story)


def known_customers(uow: UnitOfWork) -> list[CustomerId]:
    """Everybody who has booked."""
    return sorted({one.customer_id for one in every_booking(uow) if one.customer_id is not None})


def history_of(uow: UnitOfWork, customer_id: CustomerId) -> Figures:
    """The first answer: folded in Python."""
    mine = [one for one in every_booking(uow) if one.customer_id == customer_id]
    return figures_of(uow.customers.get(customer_id), mine, _entries(uow, customer_id))


def _entries(uow: UnitOfWork, customer_id: CustomerId) -> list[ActivityEntry]:
    return list(pages(lambda page: uow.activity_reader.page(NOBODY, customer_id, page)))


def booked(uow: UnitOfWork) -> list[Booked]:
    bookings = every_booking(uow)
    courses = {id: uow.courses.get(uow.sessions.get(id).terms.course_id) for id in {b.session_id for b in bookings}}
    return [Booked(booking=booking, course=courses[booking.session_id]) for booking in bookings]


@law("S73")
def figures_are_those_of_the_history(world: World, data: st.DataObject) -> None:
    """The figures that are kept with a customer, the store's own count of the history and the count by definition are
    the same, whatever happened.
    """
    live(world, data)
    with world.open() as uow:
        folded = {id: history_of(uow, id) for id in known_customers(uow)}
        assert {id: uow.customers.get(id).figures for id in folded} == folded, "the kept figures"
        assert uow.recount.counted(list(folded)) == folded, "the store's count"
        assert uow.recount.examine(None, 200).drifts == ()


@law("S74")
def insights_are_those_of_the_history(world: World, data: st.DataObject) -> None:
    """Insights, of one customer and of all, of any span of time, are those that the definition gives for the bookings
    that may be seen: by months in London, exact to the penny.
    """
    live(world, data)
    with world.open() as uow:
        history, reader = booked(uow), uow.insight_reader
        made = [one.booking.created_at for one in history] or [START]
        bounds = st.none() | st.sampled_from([*made, datetime(2031, 6, 1, tzinfo=UTC)])
        span, top = Span(from_=data.draw(bounds), to=data.draw(bounds)), data.draw(st.integers(1, 3))
        assert reader.overall(span, top=top, visible=EVERYTHING) == insights_of(history, span, top=top)
        for customer_id in known_customers(uow):
            mine = [one for one in history if one.booking.customer_id == customer_id]
            own, theirs = Visibility(customer_id=customer_id), Visibility(customer_id=CustomerId(UUID(int=0)))
            assert reader.of_customer(customer_id, top=top, visible=EVERYTHING) == insights_of(mine, top=top)
            assert reader.of_customer(customer_id, top=top, visible=own) == insights_of(mine, top=top)
            assert reader.overall(span, top=top, visible=own) == insights_of(mine, span, top=top)
            for other in (theirs, Visibility()):
                assert reader.of_customer(customer_id, top=top, visible=other) == insights_of([])


@law("S75")
def a_recount_sets_right_what_drifted(world: World, data: st.DataObject) -> None:
    """Looking for figures that are not those of the history finds exactly those and changes nothing; a recount sets
    them right, and leaves the others and whatever else is known of a customer as they were.
    """
    live(world, data)
    with world.open() as uow:
        before = {id: uow.customers.get(id) for id in known_customers(uow)}
    # what is said of who is erased is not written any more
    wrong = {id for id, customer in before.items() if customer.erased_at is None and data.draw(st.booleans())}
    with world.open() as uow:
        for customer_id in wrong:
            bookings, pence = data.draw(st.sampled_from(((1, 0), (0, 1), (-1, -1))))
            change = FiguresChange(bookings=bookings, spent=Money.of(pence), active_at=world.clock.now)
            uow.customers.change_figures(customer_id, change)
        uow.commit()
    for _ in range(2):
        assert set(_drifted(world, data.draw(st.integers(1, 3)))) == wrong
    corrected = world.do(recount_figures, RecountFigures(customer_ids=tuple(before)), ADMIN)
    assert set(corrected) == wrong
    assert _drifted(world, 2) == []
    with world.open() as uow:
        assert {id: uow.customers.get(id) for id in before} == before


def _drifted(world: World, limit: int) -> list[CustomerId]:
    """Stretch by stretch to the end."""
    found: list[CustomerId] = []
    examined = world.ask(examine_figures, ExamineFigures(limit=limit), ADMIN)
    while examined.last is not None:
        found += [drift.customer_id for drift in examined.drifts]
        examined = world.ask(examine_figures, ExamineFigures(after_id=examined.last, limit=limit), ADMIN)
    return found
