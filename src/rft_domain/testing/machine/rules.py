"""The state machine: every rule is one operation, by anybody, on anything that may or may not be there."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar

from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from ...access.actor import ANONYMOUS, ActorKind
from ...bookings.attendee import Attendance
from ...bookings.booking import Booking
from ...bookings.contact import AttendeeDetails, Contact
from ...bookings.pricing import Discount
from ...bookings.use_cases.cancel_attendee import CancelAttendee, cancel_attendee
from ...bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from ...bookings.use_cases.complete_booking import CompleteBooking, complete_booking
from ...bookings.use_cases.confirm_booking import ConfirmBooking, confirm_booking
from ...bookings.use_cases.create_booking import CreateBooking, create_booking
from ...bookings.use_cases.create_discount import CreateDiscount, create_discount
from ...bookings.use_cases.mark_attendance import MarkAttendance, mark_attendance
from ...bookings.use_cases.move_booking import MoveBooking, move_booking
from ...bookings.use_cases.substitute_attendee import SubstituteAttendee, substitute_attendee
from ...catalogue.course import CourseTerms
from ...catalogue.session import SessionStatus
from ...catalogue.use_cases.change_session import ChangeSession, change_session
from ...catalogue.use_cases.create_course import CreateCourse, create_course
from ...catalogue.use_cases.create_session import CreateSession, create_session
from ...customers.profile import Profile
from ...customers.use_cases.change_profile import ChangeProfile, change_profile
from ...customers.use_cases.open_customer import OpenCustomer, open_customer
from ...identity.use_cases.assign_role import AssignRole, assign_role
from ...identity.use_cases.change_user import ChangeUser, change_user
from ...identity.use_cases.deactivate_user import DeactivateUser, deactivate_user
from ...identity.use_cases.reactivate_user import ReactivateUser, reactivate_user
from ...identity.use_cases.register_user import RegisterUser, register_user
from ...identity.user import Role, UserDetails
from ...shared.email import Email
from ...shared.ids import AttendeeId, BookingId, CourseId, CustomerId, SessionId, UserId
from ...shared.money import Money
from ..law import SEEDS, Law, promise_of
from ..scenes import session_terms
from ..strategies import attendees, contacts, money, names, phones, rates
from ..world import Subject, new_world
from . import bookings, catalogue, people
from .drive import LAST_PLACE, Drive, who
from .model import Model, Refused
from .portrait import booking_row, contact_row, pence, person_row, points

_ADDRESSES = ("ana@example.org", "ANA@example.org", "Zoë@example.org", "zoe\u0308@Example.org", "bob@example.org")
PLACE = st.integers(0, LAST_PLACE)
OFFICE = st.sampled_from((ActorKind.ADMIN, ActorKind.SYSTEM, ActorKind.SUPERUSER))
ANYBODY = st.sampled_from(ActorKind)
MOSTLY_OFFICE = OFFICE | OFFICE | OFFICE | OFFICE | ANYBODY
TEACHER = st.sampled_from((None, None, None, 0, 1, 2, LAST_PLACE))
ADDRESS = st.sampled_from(_ADDRESSES).map(Email.parse)
CODE = st.sampled_from(("SPRING", "EARLY"))
CHOICE = st.booleans()
STATUS = st.just(SessionStatus.SCHEDULED) | st.sampled_from(SessionStatus)


class Machine(RuleBasedStateMachine):
    subject: ClassVar[Subject]

    @initialize(seed=SEEDS)
    def begin(self, seed: int) -> None:
        world = new_world(self.subject, seed)
        self.drive = Drive(world, Model(world.clock.now))
        self.add_course(ActorKind.ADMIN, "FA-1", "First aid", Money.of(75), Decimal("0.2"))
        self.schedule(ActorKind.ADMIN, None, 0, 14, 1, None)
        self.schedule(ActorKind.ADMIN, None, 0, 3, 2, 2550)
        self.add_discount(ActorKind.ADMIN, "SPRING", Decimal("0.125"), 48)
        contact = Contact(email=Email.parse("Ana@example.org"), first_name="Ana", last_name="Silva")
        person = AttendeeDetails(first_name="Ana", last_name="Silva")
        self.book(ActorKind.SYSTEM, 0, 0, contact, person, 2, None, "provisional")
        self.book(ActorKind.ANONYMOUS, 0, 1, contact, person, 1, "SPRING", "")

    def do(self, use_case: Any, command: Any, actor: Any, check: Any, **facts: Any) -> Any:
        """``check`` is the oracle's side, ``facts`` its arguments."""
        expected = partial(check, self.drive.model, who(actor), **facts)
        return self.drive.step(partial(self.drive.world.do, use_case, command, actor), expected)

    @rule(hours=st.integers(0, 60), micros=st.integers(0, 10**6))
    def time_passes(self, hours: int, micros: int) -> None:
        self.drive.model.now = self.drive.world.clock.pass_by(hours=hours, microseconds=micros)

    @rule(kind=MOSTLY_OFFICE, code=st.sampled_from(("A", "B")), title=names(), price=money(20_000), vat=rates())
    def add_course(self, kind: ActorKind, code: str, title: str, price: Any, vat: Any) -> None:
        terms = CourseTerms(code=code, title=title, price=price, vat_rate=vat)
        facts = {"code": code, "title": title, "pence": pence(price), "vat": points(vat), "active": True}
        actor = self.drive.actor(kind, 1)
        self.do(create_course, CreateCourse(terms=terms), actor, catalogue.create_course, **facts)

    @rule(
        kind=MOSTLY_OFFICE,
        teacher=TEACHER,
        course=PLACE,
        capacity=st.sampled_from((1, 2, 4, 14)),
        in_days=st.integers(0, 4),
        own=st.none() | st.integers(0, 9999),
    )
    def schedule(
        self, kind: ActorKind, teacher: int | None, course: int, capacity: int, in_days: int, own: int | None
    ) -> None:
        world, course_id = self.drive.world, CourseId(self.drive.nth(self.drive.model.courses, course))
        price = Money.of(Decimal(own) / 100) if own is not None else None
        teachers = self._teachers(teacher)
        terms = session_terms(world, course_id, in_days, price=price, instructor_ids=teachers)
        facts = {"starts": terms.period.starts_at, "ends": terms.period.ends_at, "capacity": capacity, "pence": own}
        check = partial(catalogue.create_session, course=course_id, instructors=teachers)
        command = CreateSession(terms=terms, capacity=capacity)
        self.do(create_session, command, self.drive.actor(kind, 1), check, **facts)

    def _teachers(self, place: int | None) -> frozenset[UserId]:
        return frozenset({UserId(self.drive.nth(self.drive.model.users, place))} if place is not None else ())

    @rule(kind=MOSTLY_OFFICE, place=PLACE, capacity=st.integers(1, 15) | st.just(15), status=STATUS, who=TEACHER)
    def alter_session(self, kind: ActorKind, place: int, capacity: int, status: SessionStatus, who: int | None) -> None:
        session = SessionId(self.drive.nth(self.drive.model.sessions, place))
        with self.drive.world.open() as uow:
            here = session in self.drive.model.sessions
            terms = uow.sessions.get(session).terms if here else session_terms(self.drive.world, CourseId(session))
        terms = evolve(terms, instructor_ids=self._teachers(who))
        command = ChangeSession(session_id=session, terms=terms, capacity=capacity, status=status)
        facts = {"session": session, "capacity": capacity, "instructors": terms.instructor_ids}
        actor = self.drive.actor(kind, 1)
        self.do(change_session, command, actor, catalogue.change_session, **facts, status=status.value)

    @rule(kind=MOSTLY_OFFICE, code=CODE, rate=rates(1), hours=st.integers(0, 90))
    def add_discount(self, kind: ActorKind, code: str, rate: Any, hours: int) -> None:
        until = self.drive.model.now + timedelta(hours=hours)
        command = CreateDiscount(discount=Discount(code=code, rate=rate, valid_until=until))
        facts = {"code": code, "rate": points(rate), "until": until}
        self.do(create_discount, command, self.drive.actor(kind, 1), catalogue.create_discount, **facts)

    @rule(kind=MOSTLY_OFFICE, email=ADDRESS, first=names(), phone=st.none() | phones(), role=st.sampled_from(Role))
    def register(self, kind: ActorKind, email: Email, first: str, phone: Any, role: Role) -> None:
        command = RegisterUser(email=email, first_name=first, last_name="Byrne", phone=phone, role=role)
        facts = {"email": email.typed, "first": first, "last": "Byrne", "phone": phone and phone.e164}
        self.do(register_user, command, self.drive.actor(kind, 1), people.register, **facts, role=role.value)

    @rule(kind=MOSTLY_OFFICE, place=PLACE, role=st.sampled_from(Role))
    def give_role(self, kind: ActorKind, place: int, role: Role) -> None:
        user = UserId(self.drive.nth(self.drive.model.users, place))
        actor = self.drive.actor(kind, 1)
        self.do(assign_role, AssignRole(user_id=user, role=role), actor, people.assign_role, user=user, role=role.value)

    @rule(kind=MOSTLY_OFFICE, place=PLACE, first=names(), phone=st.none() | phones(), version=st.none() | PLACE)
    def edit_user(self, kind: ActorKind, place: int, first: str, phone: Any, version: int | None) -> None:
        user = UserId(self.drive.nth(self.drive.model.users, place))
        details = UserDetails(first_name=first, last_name="Byrne", phone=phone, is_organizer=place % 2 == 0)
        command = ChangeUser(user_id=user, details=details, version=version)
        facts = {"first": first, "last": "Byrne", "phone": phone and phone.e164, "organizer": place % 2 == 0}
        actor = self.drive.actor(kind, 1)
        self.do(change_user, command, actor, people.change_user, user=user, version=version, **facts)

    @rule(kind=MOSTLY_OFFICE, place=PLACE, active=CHOICE)
    def set_active(self, kind: ActorKind, place: int, active: bool) -> None:
        user, actor = UserId(self.drive.nth(self.drive.model.users, place)), self.drive.actor(kind, 1)
        facts = {"user": user, "active": active}
        if active:
            self.do(reactivate_user, ReactivateUser(user_id=user), actor, people.set_active, **facts)
        else:
            self.do(deactivate_user, DeactivateUser(user_id=user), actor, people.set_active, **facts)

    @rule(kind=ANYBODY | OFFICE, by=PLACE, place=PLACE)
    def open_own(self, kind: ActorKind, by: int, place: int) -> None:
        user = UserId(self.drive.nth(self.drive.model.users, place))
        self.do(open_customer, OpenCustomer(user_id=user), self.drive.actor(kind, by), people.open_customer, user=user)

    @rule(kind=ANYBODY | OFFICE, by=PLACE, place=PLACE, city=st.none() | names(), version=st.none() | PLACE)
    def edit_profile(self, kind: ActorKind, by: int, place: int, city: str | None, version: int | None) -> None:
        customer = CustomerId(self.drive.nth(self.drive.model.customers, place))
        old = self.drive.model.customers.get(customer)
        with self.drive.world.open() as uow:
            profile = uow.customers.get(customer).profile if old else Profile(first_name="N", last_name="N")
        command = ChangeProfile(customer_id=customer, profile=evolve(profile, city=city), version=version)
        facts = {"customer": customer, "changes": {"city": city}, "version": version}
        self.do(change_profile, command, self.drive.actor(kind, by), people.change_profile, **facts)

    @rule(
        kind=ANYBODY | OFFICE | st.just(ActorKind.ANONYMOUS),
        by=PLACE,
        place=PLACE,
        contact=contacts(ADDRESS),
        first=attendees() | st.builds(AttendeeDetails, first_name=names(), last_name=names(), email=ADDRESS),
        seats=st.sampled_from((1, 1, 2, 3, 6, 12)),
        code=st.none() | CODE,
        extra=st.sampled_from(("", "", "provisional", "allow_past", "unlinked")),
    )
    def book(
        self, kind: ActorKind, by: int, place: int, contact: Contact, first: Any, seats: int, code: Any, extra: str
    ) -> None:
        session = SessionId(self.drive.nth(self.drive.model.sessions, place))
        group = (*(AttendeeDetails(first_name=f"N{n}", last_name="N") for n in range(1, seats)), first)
        command = _booking(session, contact, group, code, extra)
        self.do(create_booking, command, self.drive.actor(kind, by), _check_booking(command))

    @rule(place=PLACE, contact=contacts(ADDRESS), key=st.sampled_from(("a" * 16, "b" * 16)), again=CHOICE)
    def book_once(self, place: int, contact: Contact, key: str, again: bool) -> None:
        """With an idempotency key: a new one, a replay, or the key of another request."""
        drive, earlier = self.drive, self.drive.answers.get((ANONYMOUS.scope, key))
        session = SessionId(drive.nth(drive.model.sessions, place))
        command = _booking(session, contact, (AttendeeDetails(first_name="N", last_name="N"),), None, "")
        if earlier and again:
            command = earlier[0]
        once = partial(drive.world.do_once, create_booking, command, ANONYMOUS, key, Booking)
        expected = partial(_check_booking(command), drive.model, who(ANONYMOUS))
        if earlier is None:
            if (made := drive.step(lambda: once().value, expected)) is not None:
                drive.answers[ANONYMOUS.scope, key] = (command, booking_row(made))
        elif _request(command) == _request(earlier[0]):
            replayed = drive.step(once, lambda: lambda made: None)
            assert replayed is not None
            assert booking_row(replayed.value) == earlier[1]
        else:
            drive.step(once, _refused("idempotency-key-reused"))

    @rule(kind=MOSTLY_OFFICE, by=PLACE, place=PLACE, complete=CHOICE)
    def confirm_or_complete(self, kind: ActorKind, by: int, place: int, complete: bool) -> None:
        booking, actor = BookingId(self.drive.nth(self.drive.model.bookings, place)), self.drive.actor(kind, by)
        if complete:
            command = CompleteBooking(booking_id=booking)
            self.do(complete_booking, command, actor, bookings.complete, booking=booking)
        else:
            self.do(confirm_booking, ConfirmBooking(booking_id=booking), actor, bookings.confirm, booking=booking)

    @rule(kind=ANYBODY | OFFICE, by=PLACE, place=PLACE)
    def cancel(self, kind: ActorKind, by: int, place: int) -> None:
        booking = BookingId(self.drive.nth(self.drive.model.bookings, place))
        command = CancelBooking(booking_id=booking)
        self.do(cancel_booking, command, self.drive.actor(kind, by), bookings.cancel, booking=booking)

    @rule(kind=ANYBODY | OFFICE, by=PLACE, place=PLACE, onto=PLACE)
    def move(self, kind: ActorKind, by: int, place: int, onto: int) -> None:
        booking = BookingId(self.drive.nth(self.drive.model.bookings, place))
        session = SessionId(self.drive.nth(self.drive.model.sessions, onto))
        command = MoveBooking(booking_id=booking, session_id=session)
        self.do(move_booking, command, self.drive.actor(kind, by), bookings.move, booking=booking, session=session)

    def _attendee(self, place: int, seat: int) -> dict[str, Any]:
        booking = self.drive.nth(self.drive.model.bookings, place)
        return {"booking": BookingId(booking), "attendee": AttendeeId(self.drive.attendee(booking, seat))}

    @rule(kind=ANYBODY | OFFICE, by=PLACE, place=PLACE, seat=PLACE, person=attendees())
    def substitute(self, kind: ActorKind, by: int, place: int, seat: int, person: AttendeeDetails) -> None:
        named = self._attendee(place, seat)
        command = SubstituteAttendee(booking_id=named["booking"], attendee_id=named["attendee"], details=person)
        actor, row = self.drive.actor(kind, by), person_row(person)
        self.do(substitute_attendee, command, actor, bookings.substitute, **named, person=row)

    @rule(kind=ANYBODY | OFFICE, by=PLACE, place=PLACE, seat=PLACE)
    def leave(self, kind: ActorKind, by: int, place: int, seat: int) -> None:
        named = self._attendee(place, seat)
        command = CancelAttendee(booking_id=named["booking"], attendee_id=named["attendee"])
        self.do(cancel_attendee, command, self.drive.actor(kind, by), bookings.leave, **named)

    @rule(kind=ANYBODY | OFFICE, by=PLACE, place=PLACE, seat=PLACE, came=st.sampled_from(Attendance))
    def mark(self, kind: ActorKind, by: int, place: int, seat: int, came: Attendance) -> None:
        named = self._attendee(place, seat)
        command = MarkAttendance(booking_id=named["booking"], attendee_id=named["attendee"], attendance=came)
        self.do(mark_attendance, command, self.drive.actor(kind, by), bookings.mark, **named, attendance=came.value)


def _booking(session: SessionId, contact: Contact, group: Any, code: str | None, extra: str) -> CreateBooking:
    return CreateBooking(
        session_id=session,
        contact=contact,
        attendees=group,
        discount_code=code,
        provisional=extra == "provisional",
        allow_past=extra == "allow_past",
        linked=extra != "unlinked",
    )


def _request(command: CreateBooking) -> Any:
    """To the letter: an address in other capitals is another request."""
    return command.session_id, contact_row(command.contact)


def _check_booking(command: CreateBooking) -> Any:
    return partial(
        bookings.create,
        session=command.session_id,
        contact=contact_row(command.contact),
        people=[person_row(details) for details in command.attendees],
        code=command.discount_code,
        provisional=command.provisional,
        past=command.allow_past,
        linked=command.linked,
    )


def _refused(code: str) -> Any:
    def check() -> Any:
        raise Refused(code)

    return check


def agrees_with_the_oracle(subject: Subject, how: settings, count: Any) -> None:
    """Any sequence of operations, refused ones included, leaves the adapter in the state that a plain model of the
    business expects, and refuses what it refuses, by the same code.
    """

    class Counted(Machine):
        def teardown(self) -> None:
            count()

    Counted.subject = subject
    Counted.TestCase.settings = how
    run_state_machine_as_test(Counted, settings=how)


MACHINE = Law(id="M1", promise=promise_of(agrees_with_the_oracle), needs=None, try_out=agrees_with_the_oracle)
