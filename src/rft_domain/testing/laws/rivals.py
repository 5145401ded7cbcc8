"""Laws of units of work that are open at the same time; no threads needed."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from ...access.actor import ANONYMOUS
from ...bookings.errors import DiscountCodeTaken
from ...bookings.pricing import Discount
from ...bookings.use_cases.create_booking import create_booking
from ...catalogue.course import Course, CourseTerms
from ...catalogue.errors import CourseCodeTaken
from ...identity.errors import EmailTaken, PhoneTaken
from ...identity.user import Role, User
from ...shared.email import Email
from ...shared.errors import RftError, StaleWrite
from ...shared.ids import CourseId, UserId
from ...shared.money import ZERO
from ...shared.phone import Phone
from ...unit_of_work import UnitOfWork
from ..law import law
from ..recount import every_booking, every_session
from ..scenes import ADDRESS, a_booking, a_course, a_session, a_user, wanted
from ..strategies import codes, names, phones, rates, spellings
from ..world import World, refusal

Save = Callable[[UnitOfWork, str], None]


def _savers(world: World) -> dict[str, Save]:
    """For each kind of aggregate: read it in this unit of work and save it with ``word`` in it."""
    user, now = a_user(world), world.clock.now
    course = a_course(world)
    session = a_session(world, course_id=course.id)
    booking = a_booking(world, session.id, provisional=True)
    assert booking.customer_id is not None
    customer_id = booking.customer_id

    def save_customer(uow: UnitOfWork, word: str) -> None:
        customer = uow.customers.get(customer_id)
        uow.customers.save(customer.enriched({"city": word, "company": word}, now))

    def save_course(uow: UnitOfWork, word: str) -> None:
        terms = CourseTerms(code="FA-1", title=word, price=ZERO)
        uow.courses.save(uow.courses.get(course.id).with_terms(terms))

    def save_session(uow: UnitOfWork, word: str) -> None:
        present = uow.sessions.get(session.id)
        uow.sessions.save(present.changed(present.terms, present.status, now))

    return {
        "user": lambda uow, word: uow.users.save(uow.users.get(user.id).in_role(Role.INSTRUCTOR, now)),
        "customer": save_customer,
        "course": save_course,
        "session": save_session,
        "booking": lambda uow, word: uow.bookings.save(uow.bookings.get(booking.id).confirmed(now)),
    }


@law("S3")
def nobody_overwrites_what_they_have_not_seen(world: World, data: st.DataObject) -> None:
    """Of two who read the same version and both save, the second is refused as stale, for every kind of thing."""
    savers = _savers(world)
    save = savers[data.draw(st.sampled_from(sorted(savers)))]
    with world.open() as first, world.open() as second:
        save(first, "first")
        save(second, "second")
        first.commit()
        assert isinstance(refusal(second.commit), StaleWrite)


@law("S4")
def the_last_seat_is_sold_once(world: World, data: st.DataObject) -> None:
    """Two who both saw the last seats free cannot both take them: the second is refused at commit."""
    seats = data.draw(st.integers(1, 3))
    free = data.draw(st.integers(seats, 2 * seats - 1))
    session = a_session(world, free)
    with world.open() as first, world.open() as second:
        for uow, address in ((first, "ana@example.org"), (second, "bob@example.org")):
            world.carry_out(create_booking, wanted(session.id, address, seats), uow, ANONYMOUS)
        first.commit()
        assert isinstance(refusal(second.commit), StaleWrite)
    with world.open() as uow:
        assert [view.seats_taken for view in every_session(uow)] == [seats]
        assert len(every_booking(uow)) == 1


def _user(world: World, email: Email, phone: Phone | None = None) -> User:
    id = UserId(world.entropy.uuid())
    return User.register(id=id, email=email, first_name="A", last_name="B", phone=phone, now=world.clock.now)


def _clashes(world: World, data: st.DataObject) -> dict[str, tuple[type[RftError], Callable[[UnitOfWork], Any]]]:
    """Things of which there can be one: what the second to commit is told, and how to add one."""
    phone, code, now = data.draw(phones()), data.draw(codes()), world.clock.now

    def address() -> Email:
        return data.draw(spellings(ADDRESS))

    def another() -> Email:
        return Email.parse(f"u{world.entropy.bits(64)}@example.org")

    def course() -> Course:
        terms = CourseTerms(code=code, title=data.draw(names()), price=ZERO)
        return Course(id=CourseId(world.entropy.uuid()), terms=terms, created_at=now)

    return {
        "e-mail": (EmailTaken, lambda uow: uow.users.add(_user(world, address()))),
        "e-mail unless known": (StaleWrite, lambda uow: uow.users.add_unless_known(_user(world, address()))),
        "phone": (PhoneTaken, lambda uow: uow.users.add(_user(world, another(), phone))),
        "course code": (CourseCodeTaken, lambda uow: uow.courses.add(course())),
        "discount": (DiscountCodeTaken, lambda uow: uow.discounts.add(Discount(code=code, rate=data.draw(rates(1))))),
    }


@law("S10")
def a_failed_commit_is_reported(world: World, data: st.DataObject) -> None:
    """Where there can be only one (an address, a phone, a code), the second to commit is told so by name."""
    clashes = _clashes(world, data)
    expected, add = clashes[data.draw(st.sampled_from(sorted(clashes)))]
    with world.open() as first, world.open() as second:
        add(first)
        add(second)
        first.commit()
        told = refusal(second.commit)
    assert told is not None, "the commit failed and nobody was told"
    assert type(told) is expected


@law("S15")
def all_of_it_or_none(world: World, data: st.DataObject) -> None:
    """Where one write of a unit of work is refused at commit, none of its other writes is there."""
    session = a_session(world, 1)
    code = data.draw(codes())
    bob = Email.parse("bob@example.org")
    with world.open() as first, world.open() as second:
        world.carry_out(create_booking, wanted(session.id), first, ANONYMOUS)
        second.discounts.add(Discount(code=code, rate=data.draw(rates(1))))
        world.carry_out(create_booking, wanted(session.id, bob.typed), second, ANONYMOUS)
        first.commit()
        assert refusal(second.commit) is not None
    with world.open() as uow:
        assert len(every_booking(uow)) == 1
        assert (uow.users.by_email(bob), uow.customers.by_email(bob), uow.discounts.find(code)) == (None, None, None)


@law("S6")
def everybody_sees_what_is_committed(world: World, data: st.DataObject) -> None:
    """A unit of work sees what was committed before it opened, and nothing that was not, whoever read it before."""
    savers = _savers(world)
    kind = data.draw(st.sampled_from(sorted(savers)))
    with world.open() as uow:
        before = _versions(uow)
    with world.open() as writer:
        savers[kind](writer, "changed")
        with world.open() as reader:
            assert _versions(reader) == before, "seen before it was committed"
        writer.commit()
    with world.open() as uow:
        expected = before | {kind: before[kind] + 1}
        assert _versions(uow) == expected


def _versions(uow: UnitOfWork) -> dict[str, int]:
    """By the ports that a use case reads with, not by the readers."""
    [seen] = every_booking(uow)
    booking = uow.bookings.get(seen.id)
    session = uow.sessions.get(booking.session_id)
    assert booking.customer_id is not None
    assert booking.booked_by is not None
    return {
        "booking": booking.version,
        "session": session.version,
        "course": uow.courses.get(session.terms.course_id).version,
        "customer": uow.customers.get(booking.customer_id).version,
        "user": uow.users.get(booking.booked_by).version,
    }
