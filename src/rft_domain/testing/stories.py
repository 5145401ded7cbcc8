"""A story: some days of business, drawn by Hypothesis. What is refused on the way is part of it."""

from collections.abc import Callable
from contextlib import suppress

from attrs import define, field
from hypothesis import strategies as st

from ..access.actor import ADMIN, ANONYMOUS, SYSTEM
from ..bookings.booking import Booking
from ..bookings.use_cases.cancel_attendee import CancelAttendee, cancel_attendee
from ..bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from ..bookings.use_cases.confirm_booking import ConfirmBooking, confirm_booking
from ..bookings.use_cases.create_booking import create_booking
from ..bookings.use_cases.move_booking import MoveBooking, move_booking
from ..catalogue.session import Session
from ..catalogue.use_cases.change_session import ChangeSession, change_session
from ..customers.use_cases.open_customer import OpenCustomer, open_customer
from ..identity.user import User
from ..shared.errors import RftError, StaleWrite
from .scenes import a_booking, a_course, a_session, a_user, wanted
from .world import World

PEOPLE = ("ana@example.org", "Ana@Example.org", "bob@example.org", "cyd@example.org")
_PLACE = st.integers(0, 7)


@define
class Story:
    world: World
    data: st.DataObject
    sessions: list[Session] = field(factory=list)
    users: list[User] = field(factory=list)
    bookings: list[Booking] = field(factory=list)

    def number(self, at_least: int = 0, at_most: int = 7) -> int:
        return self.data.draw(st.integers(at_least, at_most))

    def address(self) -> str:
        return self.data.draw(st.sampled_from(PEOPLE))

    def session(self) -> Session:
        return self.sessions[self.data.draw(_PLACE) % len(self.sessions)]

    def booking(self) -> Booking:
        if not self.bookings:
            self.book()
        return self.bookings[self.data.draw(_PLACE) % len(self.bookings)]

    def book(self) -> None:
        options = {"provisional": self.data.draw(st.booleans()), "linked": self.data.draw(_PLACE) != 7}
        made = a_booking(self.world, self.session().id, self.address(), self.number(1, 3), SYSTEM, **options)
        self.bookings.append(made)

    def book_at_once(self) -> None:
        """Two units of work, open at the same time, for one customer perhaps."""
        self.rivals(self.address(), self.address())

    def rivals(self, *addresses: str) -> None:
        with self.world.open() as first, self.world.open() as second:
            for uow, address in zip((first, second), addresses, strict=True):
                command = wanted(self.session().id, address, 1)
                self.bookings.append(self.world.carry_out(create_booking, command, uow, ANONYMOUS))
            first.commit()
            try:
                second.commit()
            except StaleWrite:
                self.bookings.pop()

    def confirm(self) -> None:
        self.world.do(confirm_booking, ConfirmBooking(booking_id=self.booking().id))

    def cancel(self) -> None:
        self.world.do(cancel_booking, CancelBooking(booking_id=self.booking().id))

    def move(self) -> None:
        self.world.do(move_booking, MoveBooking(booking_id=self.booking().id, session_id=self.session().id))

    def leave(self) -> None:
        booking = self.booking()
        attendee = booking.attendees[self.number() % len(booking.attendees)]
        self.world.do(cancel_attendee, CancelAttendee(booking_id=booking.id, attendee_id=attendee.id))

    def resize(self) -> None:
        session = self.session()
        command = ChangeSession(session_id=session.id, terms=session.terms, capacity=self.number(1, 9))
        self.world.do(change_session, command, ADMIN)

    def register(self) -> None:
        self.users.append(a_user(self.world, self.address()))

    def open(self) -> None:
        if self.users:
            self.world.do(open_customer, OpenCustomer(user_id=self.users[self.number() % len(self.users)].id))


# a use case that comes to these stories by a line here is part of every law that is told by them
CHAPTERS: tuple[Callable[[Story], None], ...] = (
    Story.book,
    Story.book_at_once,
    Story.confirm,
    Story.cancel,
    Story.move,
    Story.leave,
    Story.resize,
    Story.register,
    Story.open,
)


def tell(world: World, data: st.DataObject, most: int = 8) -> Story:
    """Up to ``most`` things happen, between two sessions and some people."""
    course = a_course(world, "FA-1")
    story = Story(world, data)
    story.sessions = [a_session(world, 4, course.id), a_session(world, 8, course.id, 8, price=course.terms.price * 2)]
    for chapter in data.draw(st.lists(st.sampled_from(CHAPTERS), min_size=1, max_size=most)):
        world.clock.pass_by(minutes=1, microseconds=1)
        with suppress(RftError):
            chapter(story)
    return story
