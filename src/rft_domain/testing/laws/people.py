"""Laws of the list of people: found and sorted by the figures of their customers (product.md B12, I1)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from ...access.actor import SYSTEM
from ...bookings.booking import Booking, BookingStatus
from ...bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from ...customers.preferences import Choices, Preferences
from ...customers.profile import CustomerType
from ...customers.use_cases.change_preferences import ChangePreferences, change_preferences
from ...identity.queries import UserFilter
from ...identity.user import Role, UserStatus
from ...insights.people import Person, PersonFilter, PersonSort
from ...shared.ids import CourseId, CustomerId
from ...shared.money import Money
from ...shared.paging import PageRequest
from ...unit_of_work import UnitOfWork
from ..law import law
from ..recount import EVERYTHING, every_booking, pages
from ..scenes import a_booking, a_session, a_user
from ..world import World
from .finding import SPELLINGS, plainly_spelled

_NAMES = st.sampled_from(sorted(SPELLINGS))
_LONG_AGO = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@law("S30")
def people_are_found_and_sorted_by_their_figures(world: World, data: st.DataObject) -> None:
    """The list of people holds everybody whom its filter names, with the figures of their customer, in the order asked
    for, ties included; page by page it shows each once, and its total counts them.
    """
    _populate(world, data)
    with world.open() as uow:
        users = uow.user_reader.page(UserFilter(status=None), PageRequest(limit=200), visible=EVERYTHING).items
        everybody = [
            Person(user=user, customer=uow.customers.get(user.customer_id) if user.customer_id else None)
            for user in users
        ]
        one = data.draw(st.sampled_from(everybody))
        goes = {(each.customer_id, uow.sessions.get(each.session_id).terms.course_id) for each in _standing(uow)}
        said = {each.customer.id: uow.consents.get(each.customer.id) for each in everybody if each.customer}
        wanted = data.draw(_filters(one, sorted({course for _, course in goes})))
        sort = data.draw(st.sampled_from(PersonSort))
        fitting = [each for each in everybody if _fits(each, wanted) and _wants(each, wanted, goes, said)]
        expected = _sorted(fitting, sort)
        whole = uow.person_reader.page(wanted, sort, PageRequest(limit=200, count=True), visible=EVERYTHING)
        assert (list(whole.items), whole.total) == (expected, len(expected))
        limit = data.draw(st.integers(1, 3))
        walked = pages(lambda page: uow.person_reader.page(wanted, sort, page, visible=EVERYTHING), limit)
        assert list(walked) == expected


def _populate(world: World, data: st.DataObject) -> None:
    a_user(world, "teacher@example.org", Role.INSTRUCTOR, first_name=data.draw(_NAMES), last_name="Zöllner")
    session = a_session(world, 200)
    visits = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 2), st.integers(0, 1), st.booleans()), max_size=6)
    for who, seats, minutes, cancel in data.draw(visits):
        world.clock.pass_by(minutes=minutes)
        company = "Silva Ltd" if who == 0 else None
        booking = a_booking(world, session.id, f"p{who}@example.org", seats, company=company)
        if cancel:
            world.do(cancel_booking, CancelBooking(booking_id=booking.id), SYSTEM)
        if cancel and booking.customer_id is not None and who == 1:
            off = ChangePreferences(customer_id=booking.customer_id, choices=Choices(marketing=False))
            world.do(change_preferences, off)


def _filters(one: Person, courses: list[CourseId]) -> st.SearchStrategy[PersonFilter]:
    """Around what is true of one of them."""
    figures = one.customer.figures if one.customer else None
    active_at = figures.last_activity_at if figures else _LONG_AGO
    moments = st.sampled_from((None, None, active_at, active_at + timedelta(microseconds=1)))
    users = st.builds(
        UserFilter, role=st.sampled_from((None, None, one.user.role)), status=st.sampled_from((None, UserStatus.ACTIVE))
    )
    spent = figures.total_spent if figures else Money.of(0)
    return st.builds(
        PersonFilter,
        users=users,
        customer_type=st.sampled_from((None, None, *CustomerType)),
        active_from=moments,
        active_to=moments,
        min_spent=st.sampled_from((None, None, spent, spent + Money.of("0.01"))),
        min_bookings=st.sampled_from((None, None, 0, 1, 2)),
        marketing=st.sampled_from((None, None, None, True, False)),
        course_id=st.sampled_from((None, None, None, *courses)),
    )


def _standing(uow: UnitOfWork) -> list[Booking]:
    return [booking for booking in every_booking(uow) if booking.status is not BookingStatus.CANCELLED]


def _wants(person: Person, wanted: PersonFilter, goes: set[Any], said: dict[CustomerId, Preferences]) -> bool:
    if (wanted.marketing, wanted.course_id) == (None, None):
        return True
    if person.customer is None:
        return False
    return wanted.marketing in (None, said[person.customer.id].choices.marketing) and (
        wanted.course_id is None or (person.customer.id, wanted.course_id) in goes
    )


def _fits(person: Person, wanted: PersonFilter) -> bool:
    customer, user = person.customer, person.user
    bookings, spent = (customer.figures.total_bookings, customer.figures.total_spent) if customer else (0, Money.of(0))
    active_at = customer.figures.last_activity_at if customer else _LONG_AGO
    kind = customer.profile.customer_type if customer else None
    return (
        wanted.users.role in (None, user.role)
        and wanted.users.status in (None, user.status)
        and wanted.customer_type in (None, kind)
        and (wanted.active_from is None or wanted.active_from <= active_at)
        and (wanted.active_to is None or active_at < wanted.active_to)
        and (wanted.min_spent is None or wanted.min_spent.amount <= spent.amount)
        and (wanted.min_bookings is None or wanted.min_bookings <= bookings)
    )


def _sorted(people: list[Person], sort: PersonSort) -> list[Person]:
    """By id first, so that ties stay in that order whichever way the rest goes."""
    keys: dict[str, Callable[[Person], Any]] = {
        "created_at": lambda one: one.user.created_at,
        "name": lambda one: plainly_spelled(f"{one.user.first_name} {one.user.last_name} {one.user.email.typed}"),
        "last_activity": lambda one: one.customer.figures.last_activity_at if one.customer else _LONG_AGO,
        "total_bookings": lambda one: one.customer.figures.total_bookings if one.customer else 0,
        "total_spent": lambda one: one.customer.figures.total_spent.amount if one.customer else 0,
    }
    word = str(sort.value)
    by_id = sorted(people, key=lambda one: one.user.id)
    return sorted(by_id, key=keys[word.lstrip("-")], reverse=word.startswith("-"))
