"""Laws of values: what goes in comes out."""

from typing import Any

from attrs import asdict, evolve
from hypothesis import strategies as st

from ...access.actor import ANONYMOUS
from ...bookings.booking import Booking
from ...bookings.reference import Reference
from ...bookings.use_cases.create_booking import CreateBooking, create_booking
from ...bookings.use_cases.create_discount import CreateDiscount, create_discount
from ...catalogue.session import Session
from ...catalogue.use_cases.create_course import CreateCourse, create_course
from ...customers.customer import Customer
from ...customers.use_cases.change_profile import ChangeProfile, change_profile
from ...identity.user import Role, User
from ...shared.email import Email
from ...shared.ids import AttendeeId, BookingId, CourseId, CustomerId, UserId
from ...shared.receipts import Receipt
from ...unit_of_work import UnitOfWork
from ..law import law
from ..recount import EVERYTHING, every_booking, every_session
from ..scenes import a_booking, a_session, a_user, wanted
from ..strategies import codes, contacts, course_terms, discounts, emails, groups, money, names, phones, profiles, texts
from ..world import World


def exact(value: Any) -> dict[str, Any]:
    """Every field, also those that ``==`` forgives, such as an address as it was typed."""
    return asdict(value, filter=lambda attribute, _: attribute.name != "events")


def _booking(world: World, data: st.DataObject) -> None:
    session = a_session(world)
    command = CreateBooking(session_id=session.id, contact=data.draw(contacts()), attendees=data.draw(groups()))
    world.clock.pass_by(microseconds=data.draw(st.integers(0, 999_999)))
    made = world.do(create_booking, command, ANONYMOUS)
    with world.open() as uow:
        doors = [uow.bookings.get(made.id), uow.booking_reader.one(made.id, visible=EVERYTHING)]
        for kept in (*doors, *uow.bookings.of_session(session.id), *every_booking(uow)):
            assert exact(kept) == exact(made)


def _customer(world: World, data: st.DataObject) -> None:
    made = a_booking(world, a_session(world).id, data.draw(emails()).typed)
    assert made.customer_id is not None
    changed = world.do(change_profile, ChangeProfile(customer_id=made.customer_id, profile=data.draw(profiles())))
    with world.open() as uow:
        assert exact(uow.customers.get(changed.id)) == exact(changed)
        found = uow.customers.by_email(changed.email)
        assert found is not None
        assert exact(found) == exact(changed)


def _user(world: World, data: st.DataObject) -> None:
    phone, role = data.draw(phones()), data.draw(st.sampled_from(Role))
    first, last = data.draw(names()), data.draw(names())
    made = a_user(world, data.draw(emails()).typed, role, first_name=first, last_name=last, phone=phone)
    with world.open() as uow:
        for kept in (uow.users.get(made.id), uow.users.by_email(made.email), uow.users.by_phone(phone)):
            assert kept is not None
            assert exact(kept) == exact(made)


def _catalogue(world: World, data: st.DataObject) -> None:
    made = world.do(create_course, CreateCourse(terms=data.draw(course_terms())))
    price, notes, venue = data.draw(st.none() | money()), data.draw(texts(200)), data.draw(texts(500, 1))
    session = a_session(world, 7, made.id, time_zone="Europe/Paris", price=price, notes=notes, venue=venue)
    with world.open() as uow:
        for kept in (uow.courses.get(made.id), uow.courses.by_code(made.terms.code)):
            assert kept is not None
            assert exact(kept) == exact(made)
        assert exact(uow.sessions.get(session.id)) == exact(session)
        [view] = every_session(uow)
        effective = price if price is not None else made.terms.price
        assert (view.price, view.own_price, view.vat_rate) == (effective, price, made.terms.vat_rate)
        assert (view.starts_at, view.ends_at) == (session.terms.period.starts_at, session.terms.period.ends_at)
        assert (view.course_title, view.venue, view.notes) == (made.terms.title, venue, notes)


def _small_things(world: World, data: st.DataObject) -> None:
    discount = world.do(create_discount, CreateDiscount(discount=data.draw(discounts())))
    body = '{"a":"' + data.draw(st.sampled_from(("x", "é", "Z"))) + '","bb":1}'
    receipt = Receipt(scope="S", key=data.draw(codes()) * 6, fingerprint="F", body=body, created_at=world.clock.now)
    with world.open() as uow:
        uow.receipts.add(receipt)
        uow.commit()
    with world.open() as uow:
        assert uow.discounts.find(discount.code) == discount
        assert uow.receipts.find("S", receipt.key) == receipt


_KINDS = (_booking, _customer, _user, _catalogue, _small_things)


@law("S5")
def values_come_back_exactly(world: World, data: st.DataObject) -> None:
    """What was stored comes back to the microsecond, the letter, the accent, the capital, the penny and the order."""
    for comes_back in _KINDS:
        world.subject.reset()
        comes_back(world, data)


def _own_booking(world: World, uow: UnitOfWork) -> None:
    [template] = every_booking(uow)
    attendees = tuple(evolve(who, id=AttendeeId(world.entropy.uuid())) for who in template.attendees)
    booking_id, reference = BookingId(world.entropy.uuid()), Reference.random(world.entropy)
    made: Booking = evolve(template, id=booking_id, reference=reference, attendees=attendees)
    uow.bookings.add(made)
    assert uow.bookings.get(made.id) == made
    changed = uow.bookings.get(template.id).confirmed(world.clock.now)
    uow.bookings.save(changed)
    assert uow.bookings.get(template.id) == changed
    assert {booking.id for booking in uow.bookings.of_session(made.session_id)} == {made.id, template.id}


def _own_people(world: World, uow: UnitOfWork) -> None:
    [booking] = every_booking(uow)
    email, now = Email.parse("New@example.org"), world.clock.now
    assert booking.customer_id is not None
    known: Customer = uow.customers.get(booking.customer_id)
    customer = evolve(known, id=CustomerId(world.entropy.uuid()), email=email)
    uow.customers.add_unless_known(customer)
    assert (uow.customers.get(customer.id), uow.customers.by_email(email)) == (customer, customer)
    user = User.register(id=UserId(world.entropy.uuid()), email=email, first_name="N", last_name="N", now=now)
    uow.users.add(user)
    assert (uow.users.get(user.id), uow.users.by_email(email)) == (user, user)
    assert uow.people.get(user.id).email == email


def _own_catalogue(world: World, uow: UnitOfWork) -> None:
    [view] = every_session(uow)
    course = uow.courses.get(view.course_id)
    another = evolve(course, id=CourseId(world.entropy.uuid()), terms=evolve(course.terms, code="NEW"))
    uow.courses.add(another)
    assert (uow.courses.get(another.id), uow.courses.by_code("NEW")) == (another, another)
    session: Session = uow.sessions.get(view.id)
    changed = session.changed(evolve(session.terms, notes="new"), session.status, world.clock.now)
    uow.sessions.save(changed)
    assert uow.sessions.get(session.id) == changed
    uow.rosters.change(session.id, 2)
    assert uow.desk.open(session.id, None).roster.seats_taken == view.seats_taken + 2


@law("S14")
def a_unit_of_work_reads_its_own_writes(world: World, data: st.DataObject) -> None:
    """What a unit of work has saved it reads back at once, before anybody else does."""
    session = a_session(world)
    world.do(create_booking, wanted(session.id, data.draw(emails()).typed, provisional=True))
    look = data.draw(st.sampled_from((_own_booking, _own_people, _own_catalogue)))
    with world.open() as uow:
        look(world, uow)
