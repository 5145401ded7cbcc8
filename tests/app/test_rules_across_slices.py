"""Rules that hold between slices, seen from the application."""

from datetime import timedelta

import pytest
from attrs import evolve

from rft_domain.access.actor import ADMIN, Actor, ActorKind
from rft_domain.bookings.errors import SessionClosed, SessionHasBookings
from rft_domain.catalogue.session import Session, SessionTerms
from rft_domain.catalogue.use_cases.change_course import ChangeCourse, change_course
from rft_domain.catalogue.use_cases.change_session import ChangeSession, change_session
from rft_domain.customers.errors import EmailNotVerified
from rft_domain.customers.use_cases.open_customer import OpenCustomer, open_customer
from rft_domain.identity.use_cases.register_user import RegisterUser, register_user
from rft_domain.identity.user import User
from rft_domain.shared.email import Email
from tests.app.house import House


@pytest.fixture
def house() -> House:
    return House()


def changed(house: House, session: Session, terms: SessionTerms) -> Session:
    command = ChangeSession(session_id=session.id, terms=terms, capacity=12)
    return house.application.run(change_session, command, actor=ADMIN)


def test_nobody_finds_themselves_on_another_course_than_the_one_they_booked(house: House) -> None:
    session, other = house.session(), house.session()
    another_course = evolve(session.terms, course_id=other.terms.course_id)
    house.booking(session)
    with pytest.raises(SessionHasBookings):
        changed(house, session, another_course)
    assert house.store.state.sessions[session.id] == session
    assert changed(house, session, evolve(session.terms, venue="Hull")).terms.venue == "Hull"
    assert changed(house, other, evolve(other.terms, course_id=session.terms.course_id)).version == 2


def test_a_course_that_is_off_sale_is_not_booked(house: House) -> None:
    session = house.session()
    course = house.store.state.courses[session.terms.course_id]
    off = ChangeCourse(course_id=course.id, terms=evolve(course.terms, active=False))
    house.application.run(change_course, off, actor=ADMIN)
    with pytest.raises(SessionClosed):
        house.booking(session)


def namesake(house: House) -> User:
    """A user who says that they have the address of a customer with a history, and was never linked to it."""
    booking = house.booking(house.session())
    state = house.store.state
    assert booking.booked_by is not None
    known = state.users.pop(booking.booked_by)
    del state.users_by_email[known.email.identity]
    house.clock.now += timedelta(minutes=1)
    command = RegisterUser(email=Email.parse("ana.silva@example.org"), first_name="Ana", last_name="Silva")
    return house.application.run(register_user, command, actor=ADMIN)


def test_a_history_goes_to_those_only_who_proved_the_address(house: House) -> None:
    user = namesake(house)
    themselves = Actor(kind=ActorKind.CUSTOMER, user_id=user.id)
    with pytest.raises(EmailNotVerified):
        house.application.run(open_customer, OpenCustomer(user_id=user.id), actor=themselves)
    assert house.store.state.users[user.id].customer_id is None
    house.store.state.users[user.id] = evolve(user, email_verified=True, events=())
    customer = house.application.run(open_customer, OpenCustomer(user_id=user.id), actor=themselves)
    assert house.store.state.users[user.id].customer_id == customer.id


def test_staff_may_vouch_for_an_address(house: House) -> None:
    user = namesake(house)
    customer = house.application.run(open_customer, OpenCustomer(user_id=user.id), actor=ADMIN)
    assert customer.figures.total_bookings == 1
