"""A unit of work as a plain value, so that one port of it can be swapped and the rest kept."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from attrs import evolve, frozen

from ..activity.entry import ActivityLog
from ..activity.queries import ActivityReader, AuditReader
from ..activity.timeline import TimelineReader
from ..bookings.ports import Bookings, Desk, Discounts, Rosters
from ..bookings.queries import BookingReader
from ..catalogue.ports import Courses, Instructors, Sessions
from ..catalogue.queries import CatalogueReader
from ..customers.finding import CustomerReader
from ..customers.merging.duplicates import Duplicates
from ..customers.merging.ports import Belongings, Merges
from ..customers.ports import Consents, Customers, Notes, People, Sensitive
from ..customers.segment_ports import Segments
from ..identity.portal_ports import Doorstep, PortalLinks, PortalSessions
from ..identity.ports import AuthSessions, Devices, LogIns, Resets, SecondFactors, Superusers, Users
from ..identity.proof_ports import Codes, Invitations, InvitingCustomers, Members, Registrations
from ..identity.queries import UserReader
from ..insights.monitor import MonitorReader
from ..insights.people import PersonReader
from ..insights.queries import InsightReader
from ..insights.recount import FiguresRecount
from ..privacy.ports import Erasures, PersonalData, Retention
from ..shared.audit import AuditLog
from ..shared.changes import Pair
from ..shared.events import Event
from ..shared.ids import Entropy
from ..shared.outbox import Outbox
from ..shared.receipts import Receipts
from ..unit_of_work import UnitOfWork

Open = Callable[[], AbstractContextManager[UnitOfWork]]


@frozen(kw_only=True)
class Ports:
    """Every member of :class:`UnitOfWork`; swap one with :func:`attrs.evolve`."""

    users: Users
    superusers: Superusers
    log_ins: LogIns
    auth_sessions: AuthSessions
    devices: Devices
    resets: Resets
    registrations: Registrations
    invitations: Invitations
    codes: Codes
    members: Members
    inviting_customers: InvitingCustomers
    consents: Consents
    notes: Notes
    sensitive: Sensitive
    second_factors: SecondFactors
    doorstep: Doorstep
    portal_sessions: PortalSessions
    portal_links: PortalLinks
    user_reader: UserReader
    person_reader: PersonReader
    insight_reader: InsightReader
    monitor_reader: MonitorReader
    recount: FiguresRecount
    customers: Customers
    customer_reader: CustomerReader
    segments: Segments
    merges: Merges
    belongings: Belongings
    duplicates: Duplicates
    people: People
    courses: Courses
    sessions: Sessions
    instructors: Instructors
    bookings: Bookings
    rosters: Rosters
    desk: Desk
    discounts: Discounts
    booking_reader: BookingReader
    catalogue_reader: CatalogueReader
    audit_reader: AuditReader
    activity: ActivityLog
    activity_reader: ActivityReader
    timeline_reader: TimelineReader
    audit: AuditLog
    outbox: Outbox
    receipts: Receipts
    personal_data: PersonalData
    erasures: Erasures
    retention: Retention
    entropy: Entropy
    record: Callable[[Event], None]
    changed: Callable[[], Iterable[Pair]]
    news: Callable[[], Sequence[Event]]
    commit: Callable[[], None]


def ports_of(uow: UnitOfWork) -> Ports:
    return Ports(
        users=uow.users,
        superusers=uow.superusers,
        log_ins=uow.log_ins,
        auth_sessions=uow.auth_sessions,
        devices=uow.devices,
        resets=uow.resets,
        registrations=uow.registrations,
        invitations=uow.invitations,
        codes=uow.codes,
        members=uow.members,
        inviting_customers=uow.inviting_customers,
        consents=uow.consents,
        notes=uow.notes,
        sensitive=uow.sensitive,
        second_factors=uow.second_factors,
        doorstep=uow.doorstep,
        portal_sessions=uow.portal_sessions,
        portal_links=uow.portal_links,
        user_reader=uow.user_reader,
        person_reader=uow.person_reader,
        insight_reader=uow.insight_reader,
        monitor_reader=uow.monitor_reader,
        recount=uow.recount,
        customers=uow.customers,
        customer_reader=uow.customer_reader,
        segments=uow.segments,
        merges=uow.merges,
        belongings=uow.belongings,
        duplicates=uow.duplicates,
        people=uow.people,
        courses=uow.courses,
        sessions=uow.sessions,
        instructors=uow.instructors,
        bookings=uow.bookings,
        rosters=uow.rosters,
        desk=uow.desk,
        discounts=uow.discounts,
        booking_reader=uow.booking_reader,
        catalogue_reader=uow.catalogue_reader,
        audit_reader=uow.audit_reader,
        activity=uow.activity,
        activity_reader=uow.activity_reader,
        timeline_reader=uow.timeline_reader,
        audit=uow.audit,
        outbox=uow.outbox,
        receipts=uow.receipts,
        personal_data=uow.personal_data,
        erasures=uow.erasures,
        retention=uow.retention,
        entropy=uow.entropy,
        record=uow.record,
        changed=uow.changed,
        news=uow.news,
        commit=uow.commit,
    )


def with_entropy(open_unit_of_work: Open, entropy: Entropy) -> Open:
    """The same adapter with ids and chance that can be replayed."""

    @contextmanager
    def opened() -> Iterator[UnitOfWork]:
        with open_unit_of_work() as uow:
            yield evolve(ports_of(uow), entropy=entropy)

    return opened
