"""Look-ups in the portal that fail, of all the pairs that must not be told apart.

The known ones are of a booking's reference with another customer's address.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import cycle
from random import Random

from rft_adapters.system import SystemEntropy
from rft_app.application import Application, Store
from rft_app.portal import Typed, look_up
from rft_domain.access.actor import ADMIN, ANONYMOUS, Actor
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.contact import AttendeeDetails, Contact
from rft_domain.bookings.reference import Reference
from rft_domain.bookings.use_cases.create_booking import CreateBooking, create_booking
from rft_domain.catalogue.course import CourseTerms
from rft_domain.catalogue.session import CAPACITY_LIMIT, SessionTerms
from rft_domain.catalogue.use_cases.create_course import CreateCourse, create_course
from rft_domain.catalogue.use_cases.create_session import CreateSession, create_session
from rft_domain.identity.errors import LookUpRefused
from rft_domain.reactions import react
from rft_domain.shared.audit import Origin
from rft_domain.shared.email import Email
from rft_domain.shared.ids import SessionId
from rft_domain.shared.money import Money
from rft_domain.shared.period import Period
from rft_domain.shared.runner import Runner
from rft_domain.unit_of_work import UnitOfWork
from tests.app.house import Clock
from tests.timing.log_ins import Room, Wrong
from tests.timing.measure import AGAIN, PLANTED, SAME, Call, Now, late

UNKNOWN_REFERENCE, UNKNOWN_ADDRESS, UNKNOWN_BOTH = "unknown reference", "unknown address", "both unknown"
PEOPLE = 500
_ORIGIN = Origin(request_id="timing", ip="203.0.113.7", user_agent="Mozilla/5.0")


def look_ups(store: Store, now: Now) -> dict[str, Callable[[], Call]]:
    """For every kind, what prepares its next look-up. All pairs are well-formed, and none is right."""
    runner: Runner[Actor, UnitOfWork] = Runner(open_unit_of_work=store.unit_of_work, clock=Clock(), react=react)
    application = Application(
        store=store, runner=runner, clock=runner.clock, entropy=SystemEntropy(), passwords=Wrong(), limiter=Room()
    )
    session_id = _session(application)
    known = [(str(_book(application, session_id, n).reference), f"p{n:05}@example.org") for n in range(PEOPLE)]
    others = [(str(Reference.random(SystemEntropy())), f"q{n:05}@example.org") for n in range(PEOPLE)]
    shifted = [*known[1:], known[0]]
    pairs = {
        SAME: [(one[0], other[1]) for one, other in zip(known, shifted, strict=True)],
        UNKNOWN_REFERENCE: [(other[0], one[1]) for one, other in zip(known, others, strict=True)],
        UNKNOWN_ADDRESS: [(one[0], other[1]) for one, other in zip(known, others, strict=True)],
        UNKNOWN_BOTH: others,
    }
    pairs |= {AGAIN: pairs[SAME], PLANTED: pairs[SAME]}
    return {kind: _looking(application, kind, of_kind, now) for kind, of_kind in pairs.items()}


def _looking(application: Application, kind: str, pairs: list[tuple[str, str]], now: Now) -> Callable[[], Call]:
    turns = cycle(Random().sample(pairs, len(pairs)))

    def prepare() -> Call:
        reference, email = next(turns)
        typed = Typed(reference=reference, email=email, place="203.0.113.7")

        def look() -> None:
            with suppress(LookUpRefused):
                look_up(application, typed, actor=ANONYMOUS, origin=_ORIGIN)

        return late(look, now) if kind == PLANTED else look

    return prepare


def _session(application: Application) -> SessionId:
    terms = CourseTerms(code="EFAW", title="Emergency First Aid at Work", price=Money.of(75))
    course = application.run(create_course, CreateCourse(terms=terms), actor=ADMIN)
    starts_at = application.clock() + timedelta(days=10)
    period = Period(starts_at, starts_at + timedelta(hours=7))
    where = SessionTerms(course_id=course.id, period=period, venue="1 Park Row, Leeds")
    return application.run(create_session, CreateSession(terms=where, capacity=CAPACITY_LIMIT), actor=ADMIN).id


def _book(application: Application, session_id: SessionId, number: int) -> Booking:
    email = Email.parse(f"p{number:05}@example.org")
    contact = Contact(email=email, first_name="Ana", last_name="Silva")
    attendee = AttendeeDetails(first_name="Ana", last_name="Silva", email=email)
    command = CreateBooking(session_id=session_id, contact=contact, attendees=(attendee,))
    return application.run(create_booking, command, actor=ANONYMOUS)
