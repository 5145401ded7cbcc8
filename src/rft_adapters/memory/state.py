"""All that is committed: dicts of frozen values, and the look-ups beside them."""

from threading import RLock
from uuid import UUID

from rft_domain.activity.entry import ActivityEntry
from rft_domain.activity.seals import Seal
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.pricing import Discount
from rft_domain.bookings.roster import Roster
from rft_domain.catalogue.course import Course
from rft_domain.catalogue.session import Session
from rft_domain.customers.customer import Customer
from rft_domain.customers.merging.duplicates import DistinctPair, Duplicate
from rft_domain.customers.merging.merge import Merge
from rft_domain.customers.note import Note
from rft_domain.customers.preferences import ConsentChange, Preferences
from rft_domain.customers.segment import Segment
from rft_domain.customers.sensitive import SensitiveDetails
from rft_domain.identity.attempts import Attempts
from rft_domain.identity.auth_session import AuthSession, Device
from rft_domain.identity.invitation import Invitation
from rft_domain.identity.password_reset import PasswordReset
from rft_domain.identity.portal_link import PortalLink
from rft_domain.identity.portal_session import PortalSession
from rft_domain.identity.registration import Registration
from rft_domain.identity.second_factor import SecondFactor
from rft_domain.identity.user import User
from rft_domain.identity.verification import VerificationCode
from rft_domain.privacy.erasure import Erasure
from rft_domain.shared.audit import AuditRow
from rft_domain.shared.ids import (
    AuthSessionId,
    BookingId,
    CodeId,
    CourseId,
    CustomerId,
    DeviceId,
    DistinctPairId,
    DuplicateId,
    ErasureId,
    InvitationId,
    MergeId,
    NoteId,
    PortalLinkId,
    PortalSessionId,
    RegistrationId,
    ResetId,
    SegmentId,
    SessionId,
    UserId,
)
from rft_domain.shared.receipts import Receipt

from .queue import Posted


class State:
    """``lock`` is held while reading more than one value and while committing. ``merged`` counts the merges: whoever
    has read before one looks again.
    """

    def __init__(self) -> None:
        self.lock = RLock()
        self.clear()

    def clear(self) -> None:
        self.users: dict[UserId, User] = {}
        self.users_by_email: dict[str, UserId] = {}
        self.users_by_phone: dict[str, UserId] = {}
        self.attempts: dict[str, Attempts] = {}
        self.auth_sessions: dict[AuthSessionId, AuthSession] = {}
        self.auth_sessions_by_token: dict[str, AuthSessionId] = {}
        self.devices: dict[DeviceId, Device] = {}
        self.resets: dict[ResetId, PasswordReset] = {}
        self.registrations: dict[RegistrationId, Registration] = {}
        self.invitations: dict[InvitationId, Invitation] = {}
        self.codes: dict[CodeId, VerificationCode] = {}
        self.second_factors: dict[UserId, SecondFactor] = {}
        self.portal_sessions: dict[PortalSessionId, PortalSession] = {}
        self.portal_links: dict[PortalLinkId, PortalLink] = {}
        self.customers: dict[CustomerId, Customer] = {}
        self.customers_by_email: dict[str, CustomerId] = {}
        self.merges: dict[MergeId, Merge] = {}
        self.merged = 0
        self.duplicates: dict[DuplicateId, Duplicate] = {}
        self.distinct_pairs: dict[DistinctPairId, DistinctPair] = {}
        self.preferences: dict[CustomerId, Preferences] = {}
        self.consents: list[ConsentChange] = []
        self.notes: dict[NoteId, Note] = {}
        self.sensitive: dict[CustomerId, SensitiveDetails] = {}
        self.segments: dict[SegmentId, Segment] = {}
        self.courses: dict[CourseId, Course] = {}
        self.courses_by_code: dict[str, CourseId] = {}
        self.sessions: dict[SessionId, Session] = {}
        self.rosters: dict[SessionId, Roster] = {}
        self.bookings: dict[BookingId, Booking] = {}
        self.bookings_by_session: dict[SessionId, set[BookingId]] = {}
        self.references: dict[str, BookingId] = {}
        self.discounts: dict[str, Discount] = {}
        self.activity: list[ActivityEntry] = []
        self.audit: list[AuditRow] = []
        self.seals: list[Seal] = []
        self.outbox: dict[UUID, Posted] = {}
        self.receipts: dict[tuple[str, str], Receipt] = {}
        self.erasures: dict[ErasureId, Erasure] = {}

    def is_erased(self, customer_id: CustomerId) -> bool:
        customer = self.customers.get(customer_id)
        return customer is not None and customer.erased_at is not None

    def parts_of(self, customer_id: CustomerId) -> set[CustomerId]:
        """Who was merged into that customer."""
        return {one.id for one in self.customers.values() if one.merged_into == customer_id}
