"""A small training provider in memory, for tests of the app."""

from datetime import UTC, datetime, timedelta
from itertools import count

from rft_adapters.crypto import CHEAP, Argon2Passwords
from rft_adapters.erasure_ledger import ListLedger
from rft_adapters.memory import MemoryStore
from rft_adapters.system import SystemEntropy
from rft_adapters.totp import TotpAuthenticator
from rft_adapters.vault import Vault
from rft_app.application import Application
from rft_domain.access.actor import ADMIN, ANONYMOUS, Actor
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.contact import AttendeeDetails, Contact
from rft_domain.bookings.use_cases.create_booking import CreateBooking, create_booking
from rft_domain.catalogue.course import CourseTerms
from rft_domain.catalogue.session import Session, SessionTerms
from rft_domain.catalogue.use_cases.create_course import CreateCourse, create_course
from rft_domain.catalogue.use_cases.create_session import CreateSession, create_session
from rft_domain.reactions import react
from rft_domain.shared.email import Email
from rft_domain.shared.money import Money
from rft_domain.shared.period import Period
from rft_domain.shared.runner import Runner
from rft_domain.unit_of_work import UnitOfWork

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class House:
    def __init__(self) -> None:
        self.clock, self._codes = Clock(), count()
        self.store = MemoryStore(SystemEntropy())
        runner: Runner[Actor, UnitOfWork] = Runner(
            open_unit_of_work=self.store.unit_of_work, clock=self.clock, react=react
        )
        self.application = Application(
            store=self.store,
            runner=runner,
            clock=self.clock,
            entropy=SystemEntropy(),
            passwords=Argon2Passwords(CHEAP),
            authenticator=TotpAuthenticator(Vault({"first": bytes(32)}, "second factors")),
            user_centric_bookings=True,
            ledger=ListLedger(),
        )

    def session(self, *, seats: int = 12, in_days: int = 10) -> Session:
        code = f"C{next(self._codes)}"
        terms = CourseTerms(code=code, title="Emergency First Aid at Work", price=Money.of(75))
        course = self.application.run(create_course, CreateCourse(terms=terms), actor=ADMIN)
        starts_at = self.clock() + timedelta(days=in_days)
        period = Period(starts_at, starts_at + timedelta(hours=7))
        session_terms = SessionTerms(course_id=course.id, period=period, venue="1 Park Row, Leeds")
        return self.application.run(create_session, CreateSession(terms=session_terms, capacity=seats), actor=ADMIN)

    def booking(self, session: Session) -> Booking:
        email = Email.parse("Ana.Silva@example.org")
        command = CreateBooking(
            session_id=session.id,
            contact=Contact(email=email, first_name="Ana", last_name="Silva"),
            attendees=(AttendeeDetails(first_name="Ana", last_name="Silva", email=email),),
        )
        return self.application.run(create_booking, command, actor=ANONYMOUS)
