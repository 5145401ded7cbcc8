"""Laws of looking for customers and of segments (product.md B12, B13)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from ...access.actor import ADMIN, SYSTEM
from ...bookings.queries import BookingFilter
from ...bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from ...customers.customer import Customer, CustomerStatus
from ...customers.errors import SegmentNameTaken, SegmentNotFound
from ...customers.finding import CustomerFilter, CustomerSort
from ...customers.preferences import Choices, Preferences
from ...customers.profile import CustomerType
from ...customers.segment_queries import ListSegmentMembers, SeeSegment, list_segment_members, see_segment
from ...customers.use_cases.change_customer import ChangeCustomer, change_customer
from ...customers.use_cases.change_preferences import ChangePreferences, change_preferences
from ...customers.use_cases.change_segment import ChangeSegment, change_segment
from ...customers.use_cases.create_segment import CreateSegment, create_segment
from ...customers.use_cases.delete_segment import DeleteSegment, delete_segment
from ...shared.errors import Invalid
from ...shared.ids import CustomerId
from ...shared.money import Money
from ...shared.paging import PageRequest
from ...unit_of_work import UnitOfWork
from ..law import law
from ..recount import EVERYTHING, every_booking, pages
from ..scenes import a_booking, a_course, a_session
from ..strategies import phones
from ..world import World, refusal

# typed on one keyboard, looked for on another; the plain spelling is written by hand, not by the code under test
SPELLINGS = {
    "José": "jose", "Weiß": "weiss", "Øystein": "oystein", "Łukasz": "lukasz", "Zoë": "ZOE", "Ægir": "aegir",
    "O’Brien": "o'brien", "ﬁona": "Fiona", "孫": "孫", "Ana_%": "ana_%", "Çelik": "celik", "Jason": "SON",
}  # fmt: skip


@law("S70")
def customers_are_found_by_any_part(world: World, data: st.DataObject) -> None:
    """A customer is found by any part of the name, the address, the phone or the company, in any case, with or without
    accents; so is a booking, by its reference and by who is on it; and nobody else is found.
    """
    people = [_somebody(world, data, place, name) for place, name in enumerate(data.draw(_SOME_NAMES))]
    one = data.draw(st.sampled_from(people))
    typed = data.draw(_ways_to_ask(one))
    with world.open() as uow:
        page = uow.customer_reader.page(
            CustomerFilter(search=typed), CustomerSort.NAME, PageRequest(limit=200, count=True), visible=EVERYTHING
        )
        expected = {each.id for each in people if all(_says(each, word) for word in _as_words(typed))}
        assert ({each.id for each in page.items}, page.total) == (expected, len(expected))
        bookings = every_booking(uow)
        booking = data.draw(st.sampled_from(bookings))
        asked = data.draw(st.sampled_from((str(booking.reference).lower(), booking.reference.symbols[2:9], "guest 1")))
        found = uow.booking_reader.page(BookingFilter(search=asked), PageRequest(limit=200), visible=EVERYTHING).items
    assert booking.id in [each.id for each in found]
    assert asked == "guest 1" or len(found) == 1


@law("S71")
def customers_are_listed_as_asked(world: World, data: st.DataObject) -> None:
    """The list of customers holds everybody whom its filter names, in the order asked for, ties included, upside down
    where it is asked downwards; page by page it shows each once, and its total counts them.
    """
    people = _crowd(world, data)
    with world.open() as uow:
        courses = {each.id: _courses_of(each.id, uow) for each in people}
        choices = {each.id: uow.consents.get(each.id) for each in people}
        one = data.draw(st.sampled_from(people))
        for bound in _bounds(one):
            met = uow.customer_reader.page(bound, CustomerSort.NAME, PageRequest(limit=200), visible=EVERYTHING).items
            fitting = [each for each in people if _fits(each, bound, choices[each.id], courses[each.id])]
            assert {each.id for each in met} == {each.id for each in fitting}
        offered = sorted({uow.sessions.get(each.session_id).terms.course_id for each in every_booking(uow)})
        wanted, sort = data.draw(_filters(one, offered)), data.draw(st.sampled_from(CustomerSort))
        word = data.draw(st.sampled_from(("", "example.org", "silva")))
        wanted = evolve(wanted, search=word or None)
        fitting = [each for each in people if _fits(each, wanted, choices[each.id], courses[each.id])]
        fitting = [each for each in fitting if _says(each, word)]
        expected = sorted(fitting, key=_KEYS[sort.value.lstrip("-")])
        if sort.value.startswith("-"):
            expected.reverse()
        whole = uow.customer_reader.page(wanted, sort, PageRequest(limit=200, count=True), visible=EVERYTHING)
        assert (list(whole.items), whole.total) == (expected, len(expected))
        limit = data.draw(st.integers(1, 3))
        walked = pages(lambda page: uow.customer_reader.page(wanted, sort, page, visible=EVERYTHING), limit)
        assert list(walked) == expected


@law("S72")
def a_segment_is_its_filter(world: World, data: st.DataObject) -> None:
    """A segment has the members that its filter finds at that moment; its name is its own among those that stand,
    whatever the case; a deleted one is gone and leaves its name.
    """
    people = _crowd(world, data)
    one = data.draw(st.sampled_from(people))
    wanted = data.draw(_filters(one, []))
    segment = world.do(create_segment, CreateSegment(name="Regulars", wanted=wanted))
    assert isinstance(refusal(lambda: world.do(create_segment, CreateSegment(name="REGULARS", wanted=wanted))), _TAKEN)
    assert world.ask(see_segment, SeeSegment(segment_id=segment.id)).segment == segment, "it does not come back exactly"
    with world.open() as uow:
        listed = uow.customer_reader.page(wanted, CustomerSort.NAME, PageRequest(limit=200), visible=EVERYTHING).items
    members = ListSegmentMembers(segment_id=segment.id, sort=CustomerSort.NAME, page=PageRequest(limit=200))
    assert world.ask(list_segment_members, members).items == listed
    assert world.ask(see_segment, SeeSegment(segment_id=segment.id)).size == len(listed)
    everybody = ChangeSegment(segment_id=segment.id, name="Everybody", wanted=CustomerFilter(), version=1)
    world.do(change_segment, everybody)
    assert world.ask(see_segment, SeeSegment(segment_id=segment.id)).size == len(people)
    world.do(create_segment, CreateSegment(name="regulars", wanted=wanted))
    world.do(delete_segment, DeleteSegment(segment_id=segment.id))
    assert isinstance(refusal(lambda: world.ask(see_segment, SeeSegment(segment_id=segment.id))), SegmentNotFound)
    world.do(create_segment, CreateSegment(name="Everybody", wanted=wanted))


_TAKEN = SegmentNameTaken
_SOME_NAMES = st.lists(st.sampled_from(sorted(SPELLINGS)), min_size=1, max_size=4)


def _somebody(world: World, data: st.DataObject, place: int, name: str) -> Customer:
    session = a_session(world, 20)
    company = data.draw(st.sampled_from((None, "Müller & Söhne", "Silva Ltd")))
    booking = a_booking(world, session.id, f"Person{place}@Example.org", company=company)
    assert booking.customer_id is not None
    customer = _customer(world, booking.customer_id)
    profile = evolve(customer.profile, first_name=name, last_name="Silva", phone=data.draw(phones()))
    command = ChangeCustomer(customer_id=customer.id, profile=profile, status=customer.status)
    return world.do(change_customer, command, ADMIN)


def _customer(world: World, customer_id: CustomerId) -> Customer:
    with world.open() as uow:
        return uow.customers.get(customer_id)


def _ways_to_ask(one: Customer) -> st.SearchStrategy[str]:
    """Part of what is known, as others type it."""
    name = one.profile.first_name
    phone = one.profile.phone.e164 if one.profile.phone else ""
    national = "0" + phone[3:]
    pieces = st.tuples(st.sampled_from((SPELLINGS[name], name, "person", "@example.ORG", "silva")), st.integers(0, 4))
    cut = pieces.map(lambda drawn: drawn[0][drawn[1] :] or drawn[0])
    numbers = st.sampled_from(
        (f"{national[:5]} {national[5:]}", f"({national[:5]}) {national[5:8]}-{national[8:]}", national[2:9],
         f"+44 (0) {national[1:5]} {national[5:]}", f"0044{national[1:]}")
    )  # fmt: skip
    several = st.tuples(cut, cut).map(" ".join)
    return cut | numbers | several | st.sampled_from(("sohne", "MULLER", "%", "_", "é", "nobody", "si"))


def _as_words(typed: str) -> list[str]:
    digits = "".join(ch for ch in typed.replace("(0)", "") if ch.isdigit())
    if len(digits) >= 7:
        return [digits.removeprefix("00")]
    return typed.split()


def plainly_spelled(text: str) -> str:
    """By hand: what the laws write needs no more than this."""
    text = text.replace("\u0308", "")
    for accented, bare in (
        ("å", "a"),
        ("ü", "u"),
        ("ö", "o"),
        ("é", "e"),
        ("ë", "e"),
        ("ç", "c"),
        ("ß", "ss"),
        ("ﬁ", "fi"),
        ("’", "'"),
    ):
        text = text.lower().replace(accented, bare)
    for letter, bare in (("ø", "o"), ("ł", "l"), ("æ", "ae")):
        text = text.replace(letter, bare)
    return text


def _says(one: Customer, word: str) -> bool:
    phone = one.profile.phone.e164 if one.profile.phone else ""
    texts = (f"{one.profile.first_name} {one.profile.last_name}", one.email.typed, one.profile.company or "",
             phone, "0" + phone[3:])  # fmt: skip
    return any(plainly_spelled(word) in plainly_spelled(text) for text in texts)


def _crowd(world: World, data: st.DataObject) -> list[Customer]:
    sessions = [a_session(world, 200, a_course(world, code).id) for code in ("A", "B")]
    visits = st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 1), st.integers(1, 2), st.integers(0, 1), st.booleans()),
        min_size=1,
        max_size=7,
    )
    ids: dict[CustomerId, None] = {}
    for who, where, seats, minutes, cancel in data.draw(visits):
        world.clock.pass_by(minutes=minutes)
        company = "Silva Ltd" if who == 0 else None
        booking = a_booking(world, sessions[where].id, f"p{who}@example.org", seats, company=company)
        assert booking.customer_id is not None
        ids[booking.customer_id] = None
        if cancel:
            world.do(cancel_booking, CancelBooking(booking_id=booking.id), SYSTEM)
    first = next(iter(ids))
    if data.draw(st.booleans()):
        world.do(change_preferences, ChangePreferences(customer_id=first, choices=Choices(marketing=False)))
    if data.draw(st.booleans()):
        profile = _customer(world, first).profile
        suspended = ChangeCustomer(customer_id=first, profile=profile, status=CustomerStatus.SUSPENDED)
        world.do(change_customer, suspended)
    return [_customer(world, id) for id in ids]


def _courses_of(customer_id: CustomerId, uow: UnitOfWork) -> set[Any]:
    return {
        uow.sessions.get(booking.session_id).terms.course_id
        for booking in every_booking(uow)
        if booking.customer_id == customer_id and booking.status.value != "cancelled"
    }


def _bounds(one: Customer) -> tuple[CustomerFilter, ...]:
    """Each alone, so that none is hidden behind another."""
    spent, bookings = one.figures.total_spent, one.figures.total_bookings
    return (
        CustomerFilter(min_spent=spent),
        CustomerFilter(max_spent=spent),
        CustomerFilter(min_bookings=bookings),
        CustomerFilter(max_bookings=bookings),
    )


def _filters(one: Customer, courses: list[Any]) -> st.SearchStrategy[CustomerFilter]:
    """Up to three at once, around what is true of one of them."""
    figures = one.figures
    moments = (figures.last_activity_at, figures.last_activity_at + timedelta(microseconds=1))
    spent = (figures.total_spent, figures.total_spent + Money.of("0.01"))
    numbers = (figures.total_bookings, figures.total_bookings + 1)
    choices: dict[str, tuple[Any, ...]] = {
        "search": ("silva", "p", "P0 ana", "example.org", "ltd"),
        "status": tuple(CustomerStatus),
        "customer_type": tuple(CustomerType),
        "active_from": moments,
        "active_to": moments,
        "created_from": (one.created_at,),
        "created_to": (one.created_at,),
        "min_spent": spent,
        "max_spent": spent,
        "min_bookings": numbers,
        "max_bookings": numbers,
        "marketing": (True, False),
        "course_id": tuple(courses) or (None,),
    }

    def built(drawn: dict[str, Any]) -> CustomerFilter:
        try:
            return CustomerFilter(**drawn)
        except Invalid:  # upside down
            return CustomerFilter()

    names = st.lists(st.sampled_from(sorted(choices)), max_size=3, unique=True)
    chosen = names.flatmap(lambda some: st.fixed_dictionaries({name: st.sampled_from(choices[name]) for name in some}))
    return chosen.map(built)


def _fits(one: Customer, wanted: CustomerFilter, said: Preferences, courses: set[Any]) -> bool:
    figures = one.figures
    rules: list[tuple[Any, Callable[[Any], bool]]] = [
        (wanted.search, lambda typed: all(_says(one, word) for word in typed.split())),
        (wanted.status, lambda status: one.status == status),
        (wanted.customer_type, lambda kind: one.profile.customer_type == kind),
        (wanted.active_from, lambda at: figures.last_activity_at >= at),
        (wanted.active_to, lambda at: figures.last_activity_at < at),
        (wanted.created_from, lambda at: one.created_at >= at),
        (wanted.created_to, lambda at: one.created_at < at),
        (wanted.min_spent, lambda money: figures.total_spent.amount >= money.amount),
        (wanted.max_spent, lambda money: figures.total_spent.amount <= money.amount),
        (wanted.min_bookings, lambda number: figures.total_bookings >= number),
        (wanted.max_bookings, lambda number: figures.total_bookings <= number),
        (wanted.marketing, lambda on: said.choices.marketing is on),
        (wanted.course_id, lambda course: course in courses),
    ]
    return all(value is None or holds(value) for value, holds in rules)


_KEYS: dict[str, Callable[[Customer], Any]] = {
    "created_at": lambda one: (one.created_at, one.id),
    "name": lambda one: (f"{one.profile.first_name} {one.profile.last_name} {one.email.typed}".lower(), one.id),
    "last_activity": lambda one: (one.figures.last_activity_at, one.id),
    "total_bookings": lambda one: (one.figures.total_bookings, one.id),
    "total_spent": lambda one: (one.figures.total_spent.amount, one.id),
}
