"""Registrations, invitations and codes: their tables, rows and repositories; and who is a member."""

from typing import Any

from sqlalchemy import Boolean, Column, Index, Table, Uuid, bindparam, select

from rft_domain.identity.errors import InvitationNotFound
from rft_domain.identity.invitation import Invitation
from rft_domain.identity.registration import Registration
from rft_domain.identity.user import User
from rft_domain.identity.verification import Channel, VerificationCode
from rft_domain.shared.email import Email
from rft_domain.shared.errors import NotFound
from rft_domain.shared.ids import CodeId, CustomerId, InvitationId, RegistrationId, UserId
from rft_domain.shared.phone import Phone

from .flush import ONE, Binds, Dml, Form, Part, Row, table_of
from .forms import inserting
from .identity import USERS, UserRepository
from .link import Link
from .metadata import METADATA, at, check, refers, text, whole, words
from .query import query

REGISTRATIONS = Table(
    "registrations",
    METADATA,
    Column("id", Uuid, primary_key=True),
    text("email"),
    text("email_identity"),
    text("first_name"),
    text("last_name"),
    text("password_hash"),
    text("token_hash", nullable=True),
    at("created_at"),
    at("expires_at"),
    at("used_at", nullable=True),
    schema="identity",
)
Index("uq_registrations_token_hash", REGISTRATIONS.c.token_hash, unique=True)
INVITATIONS = Table(
    "invitations",
    METADATA,
    Column("id", Uuid, primary_key=True),
    refers("customer_id", "customers.customers.id"),
    text("email"),
    text("email_identity"),
    text("first_name"),
    text("last_name"),
    Column("is_organizer", Boolean, nullable=False),
    refers("invited_by", "identity.users.id", nullable=True),
    text("token_hash", nullable=True),
    at("created_at"),
    at("expires_at"),
    at("accepted_at", nullable=True),
    at("revoked_at", nullable=True),
    check("one_end", "accepted_at IS NULL OR revoked_at IS NULL"),
    schema="identity",
)
_I = INVITATIONS.c
_STANDS = _I.accepted_at.is_(None) & _I.revoked_at.is_(None)
Index("uq_invitations_token_hash", _I.token_hash, unique=True)
Index("uq_invitations_standing", _I.customer_id, _I.email_identity, unique=True, postgresql_where=_STANDS)
CODES = Table(
    "verification_codes",
    METADATA,
    Column("id", Uuid, primary_key=True),
    refers("user_id", "identity.users.id"),
    text("channel"),
    text("target"),
    text("target_identity"),
    text("code_hash", nullable=True),
    whole("tries"),
    at("created_at"),
    at("expires_at"),
    at("used_at", nullable=True),
    text("replaced_email", nullable=True),
    words("channel", Channel),
    check("tries", "tries BETWEEN 0 AND 5"),
    schema="identity",
)
_C = CODES.c
Index("ix_verification_codes_user_id", _C.user_id, _C.channel, _C.created_at.desc(), _C.id.desc())


def _ending(table: Table, names: str, ends: str) -> Form:
    """The columns ``names`` of rows by ``id``; the guard fails where one of the instants ``ends`` is set already."""
    columns: tuple[Column[Any], ...] = tuple(table.c[name] for name in ("id", *names.split()))

    def build(binds: Binds) -> Dml:
        given = table_of(form, binds)
        mine = table.c.id == given.c.id
        for end in ends.split():
            mine = mine & table.c[end].is_(None)
        return table.update().values({name: given.c[name] for name in names.split()}).where(mine).returning(ONE)

    form = Form(table.name, columns, build)
    return form


_INSERT_REGISTRATION = inserting(REGISTRATIONS)
_SAVE_REGISTRATION = _ending(REGISTRATIONS, "token_hash used_at", "used_at")
_INSERT_INVITATION = inserting(INVITATIONS)
_SAVE_INVITATION = _ending(
    INVITATIONS,
    "first_name last_name is_organizer token_hash expires_at accepted_at revoked_at",
    "accepted_at revoked_at",
)
_INSERT_CODE = inserting(CODES)
_SAVE_CODE = _ending(CODES, "code_hash tries used_at replaced_email", "used_at")

_REGISTRATION = select(*REGISTRATIONS.columns)
_REGISTRATION_BY_ID = query(_REGISTRATION.where(REGISTRATIONS.c.id == bindparam("id")))
_REGISTRATION_BY_TOKEN = query(_REGISTRATION.where(REGISTRATIONS.c.token_hash == bindparam("token_hash")))
_INVITATION = select(*INVITATIONS.columns)
_INVITATION_BY_ID = query(_INVITATION.where(_I.id == bindparam("id")))
_INVITATION_BY_TOKEN = query(_INVITATION.where(_I.token_hash == bindparam("token_hash")))
_INVITATIONS = query(
    _INVITATION.where(_I.customer_id == bindparam("customer_id"), _STANDS).order_by(_I.created_at.desc(), _I.id.desc())
)
_CODE_BY_ID = query(select(*CODES.columns).where(_C.id == bindparam("id")))
_HOLD_LATEST = query(
    select(*CODES.columns)
    .where(_C.user_id == bindparam("user_id"), _C.channel == bindparam("channel"))
    .order_by(_C.created_at.desc(), _C.id.desc())
    .limit(1)
    .with_for_update()
)
_MEMBERS = query(
    select(*USERS.columns)
    .where(USERS.c.customer_id == bindparam("customer_id"))
    .order_by(USERS.c.created_at, USERS.c.id)
)
# in one order, so that nobody waits for each other
_HOLD_MEMBERS = query(
    select(*USERS.columns)
    .where(USERS.c.customer_id == bindparam("customer_id"))
    .order_by(USERS.c.id)
    .with_for_update(key_share=True)
)
DROP_OVER = tuple(
    query(table.delete().where(table.c.expires_at < bindparam("before")).returning(table.c.id))
    for table in (REGISTRATIONS, INVITATIONS, CODES)
)


def _registration_row(one: Registration) -> Row:
    return (
        one.id,
        one.email.typed,
        one.email.identity,
        one.first_name,
        one.last_name,
        one.password_hash,
        one.token_hash,
        one.created_at,
        one.expires_at,
        one.used_at,
    )


def _registration(row: Row) -> Registration:
    return Registration(
        id=RegistrationId(row[0]),
        email=Email(row[1], row[2]),
        first_name=row[3],
        last_name=row[4],
        password_hash=row[5],
        token_hash=row[6],
        created_at=row[7],
        expires_at=row[8],
        used_at=row[9],
    )


def _invitation_row(one: Invitation) -> Row:
    return (
        one.id,
        one.customer_id,
        one.email.typed,
        one.email.identity,
        one.first_name,
        one.last_name,
        one.is_organizer,
        one.invited_by,
        one.token_hash,
        one.created_at,
        one.expires_at,
        one.accepted_at,
        one.revoked_at,
    )


def _invitation(row: Row) -> Invitation:
    return Invitation(
        id=InvitationId(row[0]),
        customer_id=CustomerId(row[1]),
        email=Email(row[2], row[3]),
        first_name=row[4],
        last_name=row[5],
        is_organizer=row[6],
        invited_by=UserId(row[7]) if row[7] else None,
        token_hash=row[8],
        created_at=row[9],
        expires_at=row[10],
        accepted_at=row[11],
        revoked_at=row[12],
    )


def _code_row(one: VerificationCode) -> Row:
    target = one.target
    typed, identity = (target.typed, target.identity) if isinstance(target, Email) else (target.e164, target.e164)
    return (
        one.id,
        one.user_id,
        one.channel.value,
        typed,
        identity,
        one.code_hash,
        one.tries,
        one.created_at,
        one.expires_at,
        one.used_at,
        one.replaced.typed if one.replaced else None,
    )


def _code(row: Row) -> VerificationCode:
    channel = Channel(row[2])
    return VerificationCode(
        id=CodeId(row[0]),
        user_id=UserId(row[1]),
        channel=channel,
        target=Email(row[3], row[4]) if channel is Channel.EMAIL else Phone(row[3]),
        code_hash=row[5],
        tries=row[6],
        created_at=row[7],
        expires_at=row[8],
        used_at=row[9],
        replaced=Email(row[10], row[10].lower()) if row[10] else None,
    )


class RegistrationRepository:
    """The identity slice's ``Registrations``."""

    __slots__ = ("_added", "_link", "_saved")

    def __init__(self, link: Link) -> None:
        self._link = link
        self._added: dict[RegistrationId, Registration] = {}
        self._saved: dict[RegistrationId, Registration] = {}

    def get(self, registration_id: RegistrationId) -> Registration:
        rows = self._link.rows(_REGISTRATION_BY_ID, {"id": registration_id})
        if not rows:
            raise NotFound()
        return _registration(rows[0])

    def by_token(self, token_hash: str) -> Registration | None:
        rows = self._link.rows(_REGISTRATION_BY_TOKEN, {"token_hash": token_hash})
        return _registration(rows[0]) if rows else None

    def add(self, registration: Registration) -> None:
        self._added[registration.id] = registration

    def save(self, registration: Registration) -> None:
        (self._added if registration.id in self._added else self._saved)[registration.id] = registration

    def parts(self) -> list[Part]:
        added, saved = self._added, self._saved
        self._added, self._saved = {}, {}
        changed = [(one.id, one.token_hash, one.used_at) for one in saved.values()]
        return [(_INSERT_REGISTRATION, list(map(_registration_row, added.values()))), (_SAVE_REGISTRATION, changed)]


class InvitationRepository:
    """The identity slice's ``Invitations``."""

    __slots__ = ("_added", "_link", "_saved")

    def __init__(self, link: Link) -> None:
        self._link = link
        self._added: dict[InvitationId, Invitation] = {}
        self._saved: dict[InvitationId, Invitation] = {}

    def get(self, invitation_id: InvitationId) -> Invitation:
        rows = self._link.rows(_INVITATION_BY_ID, {"id": invitation_id})
        if not rows:
            raise InvitationNotFound()
        return _invitation(rows[0])

    def by_token(self, token_hash: str) -> Invitation | None:
        rows = self._link.rows(_INVITATION_BY_TOKEN, {"token_hash": token_hash})
        return _invitation(rows[0]) if rows else None

    def of_customer(self, customer_id: CustomerId) -> tuple[Invitation, ...]:
        return tuple(map(_invitation, self._link.rows(_INVITATIONS, {"customer_id": customer_id})))

    def add(self, invitation: Invitation) -> None:
        self._added[invitation.id] = invitation

    def save(self, invitation: Invitation) -> None:
        (self._added if invitation.id in self._added else self._saved)[invitation.id] = invitation

    def parts(self) -> list[Part]:
        added, saved = self._added, self._saved
        self._added, self._saved = {}, {}
        changed = [
            (
                one.id,
                one.first_name,
                one.last_name,
                one.is_organizer,
                one.token_hash,
                one.expires_at,
                one.accepted_at,
                one.revoked_at,
            )
            for one in saved.values()
        ]
        return [(_INSERT_INVITATION, list(map(_invitation_row, added.values()))), (_SAVE_INVITATION, changed)]


class CodeRepository:
    """The identity slice's ``Codes``."""

    __slots__ = ("_added", "_link", "_saved")

    def __init__(self, link: Link) -> None:
        self._link = link
        self._added: dict[CodeId, VerificationCode] = {}
        self._saved: dict[CodeId, VerificationCode] = {}

    def get(self, code_id: CodeId) -> VerificationCode:
        rows = self._link.rows(_CODE_BY_ID, {"id": code_id})
        if not rows:
            raise NotFound()
        return _code(rows[0])

    def hold_latest(self, user_id: UserId, channel: Channel) -> VerificationCode | None:
        rows = self._link.held_rows(_HOLD_LATEST, {"user_id": user_id, "channel": channel.value})
        return _code(rows[0]) if rows else None

    def add(self, code: VerificationCode) -> None:
        self._added[code.id] = code

    def save(self, code: VerificationCode) -> None:
        (self._added if code.id in self._added else self._saved)[code.id] = code

    def parts(self) -> list[Part]:
        added, saved = self._added, self._saved
        self._added, self._saved = {}, {}
        changed = [
            (one.id, one.code_hash, one.tries, one.used_at, one.replaced.typed if one.replaced else None)
            for one in saved.values()
        ]
        return [(_INSERT_CODE, list(map(_code_row, added.values()))), (_SAVE_CODE, changed)]


class MemberReader:
    """The identity slice's ``Members``."""

    __slots__ = ("_link", "_users")

    def __init__(self, link: Link, users: UserRepository) -> None:
        self._link, self._users = link, users

    def of(self, customer_id: CustomerId) -> tuple[User, ...]:
        return tuple(map(self._users.read, self._link.rows(_MEMBERS, {"customer_id": customer_id})))

    def hold(self, customer_id: CustomerId) -> tuple[User, ...]:
        rows = self._link.held_rows(_HOLD_MEMBERS, {"customer_id": customer_id})
        self._users.forget()
        return tuple(sorted(map(self._users.read, rows), key=lambda user: (user.created_at, user.id)))
