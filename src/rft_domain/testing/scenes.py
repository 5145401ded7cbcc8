"""Short ways to set the stage: a course, a session, a user, a booking."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from ..access.actor import ANONYMOUS, SYSTEM, Actor, ActorKind
from ..bookings.booking import Booking
from ..bookings.contact import AttendeeDetails, Contact
from ..bookings.use_cases.create_booking import CreateBooking, create_booking
from ..catalogue.course import Course, CourseTerms
from ..catalogue.session import Session, SessionTerms
from ..catalogue.use_cases.create_course import CreateCourse, create_course
from ..catalogue.use_cases.create_session import CreateSession, create_session
from ..identity.use_cases.register_user import RegisterUser, register_user
from ..identity.user import Role, User
from ..shared.email import Email
from ..shared.ids import CourseId, CustomerId, SessionId, UserId
from ..shared.money import Money
from ..shared.period import Period
from .world import World

ADDRESS = "ana.silva@example.org"


def a_course(world: World, code: str = "FA-1", price: str = "75.00", **terms: Any) -> Course:
    title = terms.pop("title", "First aid at work")
    command = CreateCourse(terms=CourseTerms(code=code, title=title, price=Money.of(price), **terms))
    return world.do(create_course, command)


def session_terms(world: World, course_id: CourseId, in_days: int = 7, **terms: Any) -> SessionTerms:
    starts_at = world.clock.now + timedelta(days=in_days)
    period = Period(starts_at, starts_at + timedelta(hours=6))
    return SessionTerms(course_id=course_id, period=period, venue=terms.pop("venue", "1 High Street, Leeds"), **terms)


def a_session(
    world: World, capacity: int = 20, course_id: CourseId | None = None, in_days: int = 7, **terms: Any
) -> Session:
    """Of a course of its own, unless one is named."""
    if course_id is None:
        course_id = a_course(world, f"C{world.entropy.bits(64)}").id
    command = CreateSession(terms=session_terms(world, course_id, in_days, **terms), capacity=capacity)
    return world.do(create_session, command)


def a_user(world: World, address: str = ADDRESS, role: Role = Role.CUSTOMER, **more: Any) -> User:
    names = {"first_name": "Ana", "last_name": "Silva"}
    return world.do(register_user, RegisterUser(email=Email.parse(address), role=role, **(names | more)), SYSTEM)


def wanted(session_id: SessionId, address: str = ADDRESS, seats: int = 1, **options: Any) -> CreateBooking:
    email = Email.parse(address)
    people = tuple(AttendeeDetails(first_name=f"Guest {n}", last_name="Silva") for n in range(1, seats + 1))
    contact = Contact(email=email, first_name="Ana", last_name="Silva", company=options.pop("company", None))
    return CreateBooking(session_id=session_id, contact=contact, attendees=people, **options)


def a_booking(
    world: World,
    session_id: SessionId,
    address: str = ADDRESS,
    seats: int = 1,
    actor: Actor | None = None,
    **options: Any,
) -> Booking:
    """By anybody, or by the system where only staff may."""
    staff = options.get("provisional") or options.get("allow_past")
    who = actor or (SYSTEM if staff else ANONYMOUS)
    return world.do(create_booking, wanted(session_id, address, seats, **options), who)


def member(user_id: UserId | None, customer_id: CustomerId | None, kind: ActorKind = ActorKind.CUSTOMER) -> Actor:
    return Actor(kind=kind, user_id=user_id, customer_id=customer_id)


def ids(things: Sequence[Any]) -> list[UUID]:
    return [thing.id for thing in things]
