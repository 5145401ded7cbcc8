"""All slices' ports on one borrowed connection. What is saved is collected, and written at commit."""

from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Protocol
from uuid import UUID

from rft_domain.shared.changes import Pair
from rft_domain.shared.errors import StaleWrite
from rft_domain.shared.events import Event
from rft_domain.shared.ids import Entropy
from rft_domain.unit_of_work import UnitOfWork

from ..members import InvitingCustomerReader
from ..people import PeopleReader
from ..sealing import MasterKeys
from .activity import ActivityWriter, AuditWriter
from .activity_reader import PostgresActivityReader
from .audit_reader import PostgresAuditReader
from .belongings import BelongingsRepository
from .booking_reader import PostgresBookingReader
from .bookings import BookingRepository
from .catalogue import CourseRepository, InstructorRepository, SessionRepository
from .catalogue_reader import PostgresCatalogueReader
from .consents import ConsentRepository
from .customer_reader import PostgresCustomerReader
from .customers import CustomerRepository
from .desk import DeskReader
from .destruction import DESTROY
from .discounts import DiscountRepository
from .duplicates import DuplicateRepository
from .erasures import ErasureRepository
from .figures import FiguresLedger
from .flush import Part, statements
from .identity import SuperuserRepository, UserRepository
from .insight_reader import PostgresInsightReader
from .key_ring import KeyRing
from .link import Link
from .living import HOLD, living, written_about
from .log_in import AuthSessionRepository, DeviceRepository, LogInRepository, ResetRepository
from .merges import MergeRepository
from .monitor_reader import PostgresMonitorReader
from .notes import NoteRepository
from .outbox import OutboxWriter
from .person_reader import PostgresPersonReader
from .personal_data import PostgresPersonalData
from .portal import DoorstepReader, PortalLinkRepository, PortalSessionRepository
from .proofs import CodeRepository, InvitationRepository, MemberReader, RegistrationRepository
from .receipts import ReceiptRepository
from .recount import PostgresFiguresRecount
from .retention import PostgresRetention
from .rosters import RosterRepository
from .second_factors import SecondFactorRepository
from .segments import SegmentRepository
from .sensitive import SensitiveRepository
from .timeline_reader import PostgresTimelineReader
from .user_reader import PostgresUserReader


class Writer(Protocol):
    def parts(self) -> list[Part]:
        """What was saved since the last call, as parts of one statement; some may have no rows."""
        ...


class PostgresUnitOfWork:
    """``rft_domain.unit_of_work.UnitOfWork``. Left without a commit, it leaves no trace."""

    def __init__(
        self, link: Link, entropy: Entropy, masters: MasterKeys | None = None, *, keys_link: Link | None = None
    ) -> None:
        """``keys_link`` reads the data keys, where ``link`` may not."""
        self._link = link
        self._keys_link = keys_link
        self._news: list[Event] = []
        told = self._news.extend
        self.entropy = entropy
        self.users = UserRepository(link, told)
        self.superusers = SuperuserRepository(link, self.users)
        figures = FiguresLedger()
        self.customers = CustomerRepository(link, told, figures)
        self.key_ring = KeyRing(keys_link or link, masters, self._was_made)
        self.merges = MergeRepository(link, told)
        self.duplicates = DuplicateRepository(link, self.customers)
        self.belongings = BelongingsRepository(link, self.customers)
        self.people = PeopleReader(self.users)
        self.courses = CourseRepository(link, told)
        self.sessions = SessionRepository(link, told)
        self.instructors = InstructorRepository(link)
        self.bookings = BookingRepository(link, told, self.key_ring)
        self.rosters = RosterRepository(link)
        self.desk = DeskReader(link, self.users, self.customers, self.key_ring)
        self.discounts = DiscountRepository(link)
        self.booking_reader = PostgresBookingReader(link, self.key_ring)
        self.catalogue_reader = PostgresCatalogueReader(link)
        self.audit_reader = PostgresAuditReader(link)
        self.log_ins = LogInRepository(link)
        self.auth_sessions = AuthSessionRepository(link)
        self.devices = DeviceRepository(link)
        self.resets = ResetRepository(link)
        self.registrations = RegistrationRepository(link)
        self.invitations = InvitationRepository(link)
        self.codes = CodeRepository(link)
        self.members = MemberReader(link, self.users)
        self.inviting_customers = InvitingCustomerReader(self.customers)
        self.consents = ConsentRepository(link, told)
        self.notes = NoteRepository(link, told, self.key_ring)
        self.sensitive = SensitiveRepository(link, told, self.key_ring, DESTROY)
        self.second_factors = SecondFactorRepository(link, told)
        self.customer_reader = PostgresCustomerReader(link)
        self.segments = SegmentRepository(link)
        self.doorstep = DoorstepReader(link)
        self.portal_sessions = PortalSessionRepository(link)
        self.portal_links = PortalLinkRepository(link)
        self.user_reader = PostgresUserReader(link)
        self.person_reader = PostgresPersonReader(link)
        self.insight_reader = PostgresInsightReader(link)
        self.monitor_reader = PostgresMonitorReader(link)
        self.recount = PostgresFiguresRecount(link)
        self.activity_reader = PostgresActivityReader(link)
        self.timeline_reader = PostgresTimelineReader(link, self.key_ring)
        self.activity = ActivityWriter()
        self.audit = AuditWriter()
        self.outbox = OutboxWriter()
        self.receipts = ReceiptRepository(link)
        self.personal_data = PostgresPersonalData(link)
        self.retention = PostgresRetention(link)
        self.erasures = ErasureRepository(link)
        # The order of the flush. A rival for the same key or address meets us before anything else is locked;
        # what many write at once comes last: the figures of a customer, then the seats of a session.
        self._writers: tuple[Writer, ...] = (
            self.receipts,
            self.customers,
            self.merges,
            self.duplicates,
            self.users,
            self.log_ins,
            self.auth_sessions,
            self.devices,
            self.resets,
            self.registrations,
            self.invitations,
            self.codes,
            self.consents,
            self.notes,
            self.sensitive,
            self.second_factors,
            self.segments,
            self.courses,
            self.sessions,
            self.discounts,
            self.bookings,
            self.key_ring,  # behind all that seal
            self.portal_sessions,
            self.portal_links,
            self.activity,
            self.audit,
            self.outbox,
            self.erasures,
            figures,
            self.rosters,
        )
        self._recorded = (
            self.users, self.customers, self.courses, self.sessions, self.bookings, self.rosters, self.discounts,
            self.consents, self.second_factors, self.sensitive, self.segments, self.recount, self.erasures,
            self.retention,
            self.merges, self.duplicates,
            self.notes,
        )  # fmt: skip
        link.before_read = self._flush

    @property
    def round_trips(self) -> int:
        """To the server and back, so far."""
        return self._link.trips + (self._keys_link.trips if self._keys_link else 0)

    def record(self, event: Event) -> None:
        self._news.append(event)

    def changed(self) -> Iterable[Pair]:
        return [pair for port in self._recorded for pair in port.changed()]

    def news(self) -> Sequence[Event]:
        told = tuple(self._news)
        self._news.clear()
        return told

    def commit(self) -> None:
        self._link.write(statements(self._parts()), commit=True)

    def __enter__(self) -> "PostgresUnitOfWork":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._link.close()
        if self._keys_link is not None:
            self._keys_link.close()

    def _was_made(self, subject_id: UUID) -> bool:
        return self.customers.was_made(subject_id) or self.bookings.was_made(subject_id)

    def _flush(self) -> None:
        """A read that needs the server must see what was saved here; use cases read first, so this is rare."""
        if parts := self._parts():
            self._link.write(statements(parts), commit=False)

    def _parts(self) -> list[Part]:
        parts = [part for writer in self._writers for part in writer.parts() if part[1]]
        if self._link.writes_as_house:
            return living(parts, but=self.belongings.held)
        self._hold_whom_they_are_about(parts)
        return parts

    def _hold_whom_they_are_about(self, parts: list[Part]) -> None:
        """As the house: who writes as their actor locks nobody. What else they write are aggregates with versions,
        which a merge and an erasure count up.
        """
        if (ids := written_about(parts)) and len(self._link.held_rows(HOLD, {"ids": ids})) < len(ids):
            raise StaleWrite(what="customers")


def _conforms(uow: PostgresUnitOfWork) -> UnitOfWork:
    return uow
