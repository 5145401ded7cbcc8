"""A training provider over either store, with everything that leaves it: letters and text messages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import pytest
from attrs import evolve

from rft_adapters.crypto import CHEAP, Argon2Passwords
from rft_adapters.memory import MemoryStore
from rft_adapters.system import SystemEntropy
from rft_app.application import Application, Store
from rft_app.log_in import PasswordLogIn, actor_of, log_in
from rft_app.proofs import AddressProof, NewAccount, prove_address, register
from rft_app.worker import Worker
from rft_domain.access.actor import ADMIN, ANONYMOUS, Actor
from rft_domain.activity.queries import AuditFilter, ListAudit, list_audit
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.contact import AttendeeDetails, Contact
from rft_domain.bookings.queries import ListBookings, list_bookings
from rft_domain.bookings.use_cases.create_booking import CreateBooking, create_booking
from rft_domain.catalogue.course import CourseTerms
from rft_domain.catalogue.session import SessionTerms
from rft_domain.catalogue.use_cases.create_course import CreateCourse, create_course
from rft_domain.catalogue.use_cases.create_session import CreateSession, create_session
from rft_domain.identity.user import User
from rft_domain.reactions import react
from rft_domain.shared.audit import Origin
from rft_domain.shared.email import Email
from rft_domain.shared.ids import UserId
from rft_domain.shared.mail import Letter
from rft_domain.shared.money import Money
from rft_domain.shared.period import Period
from rft_domain.shared.runner import Runner, UseCase
from rft_domain.shared.sms import TextMessage
from rft_domain.unit_of_work import UnitOfWork
from tests.app.house import Clock
from tests.stores import emptying, postgres_store

T = TypeVar("T")
ANA, BEN = "Ana.Silva@example.org", "ben@example.org"
PASSWORD, ANOTHER = "a long walk along the canal", "a short swim in cold water"
ORIGIN = Origin(ip="203.0.113.7", user_agent="Mozilla/5.0")


class Box:
    """Where letters, or text messages, arrive."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def send(self, one: Letter | TextMessage) -> None:
        self.sent.append(one)


class Office:
    def __init__(self, store: Store) -> None:
        self.store, self.clock, self.letters, self.texts = store, Clock(), Box(), Box()
        runner: Runner[Actor, UnitOfWork] = Runner(open_unit_of_work=store.unit_of_work, clock=self.clock, react=react)
        self.application = Application(
            store=store,
            runner=runner,
            clock=self.clock,
            entropy=SystemEntropy(),
            passwords=Argon2Passwords(CHEAP, patience=60),
        )
        self.worker = Worker(application=self.application, mail=self.letters, sms=self.texts)

    def do(self, use_case: UseCase[Any, Actor, UnitOfWork, T], command: Any, actor: Actor = ADMIN) -> T:
        return self.application.run(use_case, command, actor=actor)

    def see(self, query_function: UseCase[Any, Actor, UnitOfWork, T], query: Any, actor: Actor = ADMIN) -> T:
        return self.application.read(query_function, query, actor=actor)

    def later(self, **time: int) -> None:
        self.clock.now += timedelta(**time)

    def booking(self, address: str = ANA) -> Booking:
        now = self.clock()
        course = self.do(
            create_course, CreateCourse(terms=CourseTerms(code=self._code(), title="T", price=Money.of(75)))
        )
        period = Period(now + timedelta(days=9), now + timedelta(days=9, hours=6))
        terms = SessionTerms(course_id=course.id, period=period, venue="1 Park Row, Leeds")
        session = self.do(create_session, CreateSession(terms=terms, capacity=9))
        contact = Contact(email=Email.parse(address), first_name="Ana", last_name="Silva")
        attendees = (AttendeeDetails(first_name="Ana", last_name="Silva"),)
        command = CreateBooking(session_id=session.id, contact=contact, attendees=attendees)
        return self.do(create_booking, command, ANONYMOUS)

    def _code(self) -> str:
        return f"C{SystemEntropy().bits(40)}"

    def user(self, address: str) -> User | None:
        with self.store.unit_of_work() as uow:
            return uow.users.by_email(Email.parse(address))

    def known(self, address: str) -> User:
        user = self.user(address)
        assert user is not None
        return user

    def register(self, address: str = ANA, password: str = PASSWORD) -> None:
        wanted = NewAccount(email=Email.parse(address), first_name="Ana", last_name="Silva", password=password)
        register(self.application, wanted, actor=ANONYMOUS, origin=ORIGIN)
        self.worker.deliver_due()

    def token(self) -> str:
        """That of the latest letter."""
        [line] = [line for line in self.letters.sent[-1].body.splitlines() if line.startswith("Code:")]
        return str(line.split()[1])

    def prove(self, token: str, password: str = PASSWORD) -> User:
        return prove_address(
            self.application, AddressProof(token=token, password=password), actor=ANONYMOUS, origin=ORIGIN
        )

    def account(self, address: str = ANA, password: str = PASSWORD) -> User:
        self.register(address, password)
        return self.prove(self.token(), password)

    def enter(self, address: str = ANA, password: str = PASSWORD) -> Actor:
        """Who somebody is after logging in."""
        wanted = PasswordLogIn(email=Email.parse(address), password=password)
        return actor_of(self.application, log_in(self.application, wanted, actor=ANONYMOUS, origin=ORIGIN).token)

    def history(self, actor: Actor) -> list[UUID]:
        return [booking.id for booking in self.see(list_bookings, ListBookings(), actor).items]

    def audited(self) -> list[Any]:
        return list(self.see(list_audit, ListAudit(wanted=AuditFilter()), ADMIN).items)

    def messages(self) -> int:
        return self.worker.deliver_due()

    def member(self, user_id: UserId, **changes: Any) -> None:
        """Changes of a user that staff make by hand."""
        with self.store.unit_of_work() as uow:
            user = uow.users.get(user_id)
            uow.users.save(evolve(user, **changes, version=user.version + 1))
            uow.commit()

    def everything(self) -> str:
        """All that is stored, as text."""
        state = getattr(self.store, "state", None)
        if state is not None:
            return repr({name: value for name, value in vars(state).items() if name != "lock"})
        from rft_adapters.postgres.query import query  # noqa: PLC0415 - for one store only
        from rft_adapters.postgres.tables import METADATA  # noqa: PLC0415 - the same

        with self.store.unit_of_work() as uow:
            link = uow._link  # type: ignore[attr-defined]  # the connection of this unit of work
            return repr([link.rows(query(table.select()), {}) for table in METADATA.sorted_tables])


@contextmanager
def opened(kind: str, request: pytest.FixtureRequest) -> Iterator[Office]:
    if kind == "memory":
        yield Office(MemoryStore(SystemEntropy()))
        return
    url = request.getfixturevalue("migrated_url")
    with emptying(url) as empty, postgres_store(url) as store:
        empty()
        yield Office(store)
