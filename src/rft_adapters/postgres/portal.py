"""The portal without log-in: what opens it, its sessions and mailed links; tables, rows and repositories."""

from typing import Any

from sqlalchemy import Column, DateTime, Index, Table, Text, Uuid, bindparam, func, literal_column, or_, select

from rft_domain.bookings.booking import BookingStatus
from rft_domain.customers.customer import CustomerStatus
from rft_domain.identity.errors import PortalLinkNotFound, PortalSessionNotFound
from rft_domain.identity.portal_link import LinkPurpose, PortalLink
from rft_domain.identity.portal_ports import Found
from rft_domain.identity.portal_session import PortalSession
from rft_domain.shared.email import Email
from rft_domain.shared.ids import BookingId, CustomerId, PortalLinkId, PortalSessionId

from .bookings import BOOKINGS
from .customers import CUSTOMERS
from .flush import ONE, Binds, Dml, Form, Part, Row, table_of
from .forms import inserting
from .link import Link
from .metadata import METADATA, at, refers, text
from .query import query

PORTAL_SESSIONS = Table(
    "portal_sessions",
    METADATA,
    Column("id", Uuid, primary_key=True),
    refers("customer_id", "customers.customers.id"),
    refers("booking_id", "bookings.bookings.id"),
    text("token_hash"),
    at("created_at"),
    at("expires_at"),
    at("proven_until", nullable=True),
    at("revoked_at", nullable=True),
    schema="identity",
)
Index("uq_portal_sessions_token_hash", PORTAL_SESSIONS.c.token_hash, unique=True)
Index(
    "ix_portal_sessions_customer_id",
    PORTAL_SESSIONS.c.customer_id,
    postgresql_where=PORTAL_SESSIONS.c.revoked_at.is_(None),
)
PORTAL_LINKS = Table(
    "portal_links",
    METADATA,
    Column("id", Uuid, primary_key=True),
    refers("session_id", "identity.portal_sessions.id", nullable=True),
    refers("customer_id", "customers.customers.id"),
    refers("booking_id", "bookings.bookings.id", nullable=True),
    text("new_email", nullable=True),
    text("new_email_identity", nullable=True),
    text("token_hash", nullable=True),
    at("created_at"),
    at("expires_at"),
    at("used_at", nullable=True),
    text("replaced_email", nullable=True),
    schema="identity",
)
Index("uq_portal_links_token_hash", PORTAL_LINKS.c.token_hash, unique=True)
Index("ix_portal_links_customer_id", PORTAL_LINKS.c.customer_id, PORTAL_LINKS.c.created_at)

_B, _C, _S, _L = BOOKINGS.c, CUSTOMERS.c, PORTAL_SESSIONS.c, PORTAL_LINKS.c
_ACTIVE = _C.status == CustomerStatus.ACTIVE.value

# The booking at that place of the index, or the next one: whether the reference is there makes no difference to what is
# read, and what else must be true is asked of the same row, whatever is.
_nearest = (
    select(_B.id, _B.reference, _B.customer_id, _B.status, _B.contact_email_identity)
    .where(_B.reference >= bindparam("reference"))
    .order_by(_B.reference)
    .limit(literal_column("1"))  # not a parameter: the plan must know that it is one row
    .subquery("nearest")
)
_opens = (
    (_nearest.c.reference == bindparam("reference")) & (_nearest.c.status != BookingStatus.CANCELLED.value) & _ACTIVE
)
_has_address = or_(_nearest.c.contact_email_identity == bindparam("email"), _C.email_identity == bindparam("email"))
_parts = CUSTOMERS.alias("parts")
# of those who were merged into the customer; counted whatever the rest says, so that it always takes its time
_had_address = (
    select(func.count())
    .select_from(_parts)
    .where(_parts.c.merged_into == _nearest.c.customer_id, _parts.c.email_identity == bindparam("email"))
    .scalar_subquery()
)
FIND = query(
    select(_nearest.c.customer_id, _nearest.c.id, _opens, _has_address, _had_address).select_from(
        _nearest.outerjoin(CUSTOMERS, _C.id == _nearest.c.customer_id)
    )
)
_ADDRESS = query(select(_C.email, _C.email_identity).where(_C.id == bindparam("id"), _ACTIVE, _C.merged_into.is_(None)))
_SESSION = query(select(*PORTAL_SESSIONS.columns).where(_S.id == bindparam("id")))
_SESSION_BY_TOKEN = query(
    select(*PORTAL_SESSIONS.columns)
    .select_from(PORTAL_SESSIONS.join(CUSTOMERS, _C.id == _S.customer_id))
    .where(_S.token_hash == bindparam("token_hash"), _ACTIVE)
)
_OF_CUSTOMER = query(
    select(*PORTAL_SESSIONS.columns)
    .where(_S.customer_id == bindparam("customer_id"), _S.revoked_at.is_(None))
    .order_by(_S.id)
)
_LINK = query(select(*PORTAL_LINKS.columns).where(_L.id == bindparam("id")))
_LINK_BY_TOKEN = query(select(*PORTAL_LINKS.columns).where(_L.token_hash == bindparam("token_hash")))

# as PortalLink.purpose says it
_PURPOSES = {
    LinkPurpose.NEW_EMAIL: _L.new_email.is_not(None),
    LinkPurpose.WAY_IN: _L.new_email.is_(None) & _L.booking_id.is_not(None),
    LinkPurpose.STEP_UP: _L.new_email.is_(None) & _L.booking_id.is_(None),
}
_NEWER = {
    purpose: query(
        select(_L.id)
        .where(_L.customer_id == bindparam("customer_id"), _L.created_at > bindparam("created_at"), has_it)
        .limit(literal_column("1"))
    )
    for purpose, has_it in _PURPOSES.items()
}


def _changing(table: Table, *changed: "Column[Any]", unless: str) -> Form:
    """These columns, where ``unless`` is not set yet."""
    columns: tuple[Column[Any], ...] = (Column("id", Uuid), *changed)

    def build(binds: Binds) -> Dml:
        given = table_of(form, binds)
        mine = (table.c.id == given.c.id) & table.c[unless].is_(None)
        return table.update().values({c.name: given.c[c.name] for c in changed}).where(mine).returning(ONE)

    form = Form(table.name, columns, build)
    return form


def _instant(name: str) -> "Column[Any]":
    return Column(name, DateTime(timezone=True))


_INSERT_SESSION, _INSERT_LINK = inserting(PORTAL_SESSIONS), inserting(PORTAL_LINKS)
_SAVE_SESSION = _changing(PORTAL_SESSIONS, _instant("proven_until"), _instant("revoked_at"), unless="revoked_at")
_SAVE_LINK = _changing(
    PORTAL_LINKS, Column("token_hash", Text), _instant("used_at"), Column("replaced_email", Text), unless="used_at"
)


class DoorstepReader:
    """The portal's ``Doorstep``."""

    __slots__ = ("_link",)

    def __init__(self, link: Link) -> None:
        self._link = link

    def find(self, reference: str, email: str) -> Found | None:
        rows = self._link.rows(FIND, {"reference": reference, "email": email})
        if not rows:
            return None
        customer_id, booking_id, opens, has_address, had_address = rows[0]
        if not (opens and (has_address or had_address)):
            return None
        return Found(customer_id=CustomerId(customer_id), booking_id=BookingId(booking_id))

    def address(self, customer_id: CustomerId) -> Email | None:
        rows = self._link.rows(_ADDRESS, {"id": customer_id})
        return Email(rows[0][0], rows[0][1]) if rows else None


class PortalSessionRepository:
    """The portal's ``PortalSessions``."""

    __slots__ = ("_added", "_link", "_saved")

    def __init__(self, link: Link) -> None:
        self._link = link
        self._added: list[Row] = []
        self._saved: list[Row] = []

    def by_token(self, token_hash: str) -> PortalSession | None:
        rows = self._link.rows(_SESSION_BY_TOKEN, {"token_hash": token_hash})
        return _session_from_row(rows[0]) if rows else None

    def get(self, session_id: PortalSessionId) -> PortalSession:
        rows = self._link.rows(_SESSION, {"id": session_id})
        if not rows:
            raise PortalSessionNotFound()
        return _session_from_row(rows[0])

    def of_customer(self, customer_id: CustomerId) -> tuple[PortalSession, ...]:
        return tuple(map(_session_from_row, self._link.rows(_OF_CUSTOMER, {"customer_id": customer_id})))

    def add(self, session: PortalSession) -> None:
        self._added.append(
            (
                session.id,
                session.customer_id,
                session.booking_id,
                session.token_hash,
                session.created_at,
                session.expires_at,
                session.proven_until,
                session.revoked_at,
            )
        )

    def save(self, session: PortalSession) -> None:
        self._saved.append((session.id, session.proven_until, session.revoked_at))

    def parts(self) -> list[Part]:
        added, saved = self._added, self._saved
        self._added, self._saved = [], []
        return [(_INSERT_SESSION, added), (_SAVE_SESSION, saved)]


def _session_from_row(row: Row) -> PortalSession:
    return PortalSession(
        id=PortalSessionId(row[0]),
        customer_id=CustomerId(row[1]),
        booking_id=BookingId(row[2]),
        token_hash=row[3],
        created_at=row[4],
        expires_at=row[5],
        proven_until=row[6],
        revoked_at=row[7],
    )


class PortalLinkRepository:
    """The portal's ``PortalLinks``."""

    __slots__ = ("_added", "_link", "_saved")

    def __init__(self, link: Link) -> None:
        self._link = link
        self._added: list[Row] = []
        self._saved: list[Row] = []

    def get(self, link_id: PortalLinkId) -> PortalLink:
        rows = self._link.rows(_LINK, {"id": link_id})
        if not rows:
            raise PortalLinkNotFound()
        return _link_from_row(rows[0])

    def by_token(self, token_hash: str) -> PortalLink | None:
        rows = self._link.rows(_LINK_BY_TOKEN, {"token_hash": token_hash})
        return _link_from_row(rows[0]) if rows else None

    def is_latest(self, link: PortalLink) -> bool:
        named = {"customer_id": link.customer_id, "created_at": link.created_at}
        return not self._link.rows(_NEWER[link.purpose], named)

    def add(self, link: PortalLink) -> None:
        email = link.new_email
        self._added.append(
            (
                link.id,
                link.session_id,
                link.customer_id,
                link.booking_id,
                email.typed if email else None,
                email.identity if email else None,
                link.token_hash,
                link.created_at,
                link.expires_at,
                link.used_at,
                link.replaced.typed if link.replaced else None,
            )
        )

    def save(self, link: PortalLink) -> None:
        replaced = link.replaced.typed if link.replaced else None
        self._saved.append((link.id, link.token_hash, link.used_at, replaced))

    def parts(self) -> list[Part]:
        added, saved = self._added, self._saved
        self._added, self._saved = [], []
        return [(_INSERT_LINK, added), (_SAVE_LINK, saved)]


def _link_from_row(row: Row) -> PortalLink:
    return PortalLink(
        id=PortalLinkId(row[0]),
        session_id=PortalSessionId(row[1]) if row[1] else None,
        customer_id=CustomerId(row[2]),
        booking_id=BookingId(row[3]) if row[3] else None,
        new_email=Email(row[4], row[5]) if row[4] else None,
        token_hash=row[6],
        created_at=row[7],
        expires_at=row[8],
        used_at=row[9],
        replaced=Email(row[10], row[10].lower()) if row[10] else None,
    )
