"""One unit of work over the state: collected writes, checked and applied together under the lock."""

from collections.abc import Iterator, Sequence
from types import TracebackType

from rft_domain.shared.changes import Pair
from rft_domain.shared.events import Event
from rft_domain.shared.ids import Entropy
from rft_domain.unit_of_work import UnitOfWork

from ..members import InvitingCustomerReader
from ..people import PeopleReader
from .belongings import MemoryBelongings
from .bookings import MemoryBookings, MemoryDiscounts, MemoryRosters
from .catalogue import MemoryCourses, MemorySessions
from .consents import MemoryConsents
from .customer_lists import MemoryCustomerReader
from .customers import MemoryCustomers
from .desk import MemoryDesk
from .duplicates import MemoryDuplicates
from .identity import MemoryInstructors, MemorySuperusers, MemoryUsers
from .insights import MemoryFiguresRecount, MemoryInsightReader, MemoryMonitorReader
from .log_in import MemoryAuthSessions, MemoryDevices, MemoryLogIns, MemoryResets
from .merges import MemoryMerges
from .notes import MemoryNotes
from .people import MemoryPersonReader
from .portal import MemoryDoorstep, MemoryPortalLinks, MemoryPortalSessions
from .privacy.erasures import MemoryErasures
from .privacy.personal_data import MemoryPersonalData
from .privacy.retention import MemoryRetention
from .proofs import MemoryCodes, MemoryInvitations, MemoryMembers, MemoryRegistrations
from .readers import (
    MemoryActivityReader,
    MemoryAuditReader,
    MemoryBookingReader,
    MemoryCatalogueReader,
    MemoryUserReader,
)
from .records import MemoryActivity, MemoryAudit, MemoryOutbox, MemoryReceipts
from .second_factors import MemorySecondFactors
from .segments import MemorySegments
from .sensitive import MemorySensitive
from .state import State
from .timeline import MemoryTimelineReader


class MemoryUnitOfWork:
    def __init__(self, state: State, entropy: Entropy) -> None:
        self._state = state
        self._news: list[Event] = []
        self._holds = 0
        self.entropy = entropy
        self.users = MemoryUsers(state, self._news)
        self.superusers = MemorySuperusers(state, self._hold)
        self.people = PeopleReader(self.users)
        self.customers = MemoryCustomers(state, self._news)
        self.merges = MemoryMerges(state, self._news)
        self.duplicates = MemoryDuplicates(state)
        self.belongings = MemoryBelongings(state, self.customers, self._hold)
        self.courses = MemoryCourses(state, self._news)
        self.sessions = MemorySessions(state, self._news)
        self.instructors = MemoryInstructors(state, self.sessions, self._hold)
        self.bookings = MemoryBookings(state, self._news)
        self.rosters = MemoryRosters(state, self._hold)
        self.discounts = MemoryDiscounts(state)
        self.desk = MemoryDesk(state, self.users, self.customers, self.courses, self.sessions, self.rosters)
        self.booking_reader = MemoryBookingReader(state)
        self.catalogue_reader = MemoryCatalogueReader(state)
        self.audit_reader = MemoryAuditReader(state)
        self.log_ins = MemoryLogIns(state, self._hold)
        self.auth_sessions = MemoryAuthSessions(state)
        self.devices = MemoryDevices(state)
        self.resets = MemoryResets(state)
        self.registrations = MemoryRegistrations(state)
        self.invitations = MemoryInvitations(state)
        self.codes = MemoryCodes(state, self._hold)
        self.members = MemoryMembers(state, self.users, self._hold)
        self.inviting_customers = InvitingCustomerReader(self.customers)
        self.consents = MemoryConsents(state, self._news)
        self.notes = MemoryNotes(state, self._news)
        self.sensitive = MemorySensitive(state, self._news)
        self.second_factors = MemorySecondFactors(state, self._news)
        self.customer_reader = MemoryCustomerReader(state)
        self.segments = MemorySegments(state)
        self.doorstep = MemoryDoorstep(state)
        self.portal_sessions = MemoryPortalSessions(state, self.doorstep)
        self.portal_links = MemoryPortalLinks(state)
        self.user_reader = MemoryUserReader(state)
        self.person_reader = MemoryPersonReader(state)
        self.insight_reader = MemoryInsightReader(state)
        self.monitor_reader = MemoryMonitorReader(state)
        self.recount = MemoryFiguresRecount(state, self._hold)
        self.activity_reader = MemoryActivityReader(state)
        self.timeline_reader = MemoryTimelineReader(state)
        self.activity = MemoryActivity(state)
        self.audit = MemoryAudit(state)
        self.outbox = MemoryOutbox(state)
        self.receipts = MemoryReceipts(state)
        self.personal_data = MemoryPersonalData(state, self._hold)
        self.retention = MemoryRetention(state, self._hold)
        self.erasures = MemoryErasures(state)

    def record(self, event: Event) -> None:
        self._news.append(event)

    def changed(self) -> Iterator[Pair]:
        for part in (
            self.users, self.customers, self.courses, self.sessions, self.bookings, self.rosters, self.discounts,
            self.consents, self.second_factors, self.sensitive, self.segments, self.recount, self.erasures,
            self.retention,
            self.merges, self.duplicates,
            self.notes,
        ):  # fmt: skip
            yield from part.changed()

    def news(self) -> Sequence[Event]:
        events = tuple(self._news)
        self._news.clear()
        return events

    def commit(self) -> None:
        parts = (
            # first: what the others write is written to what is left
            self.personal_data, self.retention, self.erasures,
            self.belongings, self.merges, self.duplicates,
            self.users, self.customers, self.courses, self.sessions, self.bookings, self.rosters, self.discounts,
            self.activity, self.audit, self.outbox, self.receipts, self.log_ins, self.auth_sessions,
            self.devices, self.resets, self.registrations, self.invitations, self.codes, self.consents,
            self.second_factors, self.portal_sessions, self.portal_links, self.sensitive, self.segments, self.recount,
            self.notes,
        )  # fmt: skip
        with self._state.lock:
            for part in parts:
                part.check()
            for part in parts:
                part.apply()

    def __enter__(self) -> "MemoryUnitOfWork":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._holds:
            self._holds -= 1
            self._state.lock.release()

    def _hold(self) -> None:
        """One lock for everything: whoever holds anything still holds all of it until the end."""
        self._state.lock.acquire()
        self._holds += 1


def _conforms(uow: MemoryUnitOfWork) -> UnitOfWork:
    return uow
