"""Users: their table, their rows and their repository."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, Column, ColumnElement, Index, Table, Uuid, bindparam, cast, literal_column, select

from rft_domain.identity.errors import UserNotFound
from rft_domain.identity.queries import searched_user
from rft_domain.identity.user import NOBODY, Role, User, UserStatus
from rft_domain.shared.changes import Pair
from rft_domain.shared.email import Email
from rft_domain.shared.ids import CustomerId, UserId
from rft_domain.shared.phone import Phone

from .flush import Part, Row
from .forms import inserting, updating
from .identity_map import IdentityMap, News
from .link import Link
from .metadata import METADATA, at, check, found_by, refers, text, whole, words
from .query import query

USERS = Table(
    "users",
    METADATA,
    Column("id", Uuid, primary_key=True),
    text("email"),
    text("email_identity"),
    text("phone", nullable=True),
    text("password_hash", nullable=True),
    text("first_name"),
    text("last_name"),
    text("role"),
    Column("is_organizer", Boolean, nullable=False),
    Column("email_verified", Boolean, nullable=False),
    Column("phone_verified", Boolean, nullable=False),
    text("status"),
    refers("customer_id", "customers.customers.id", nullable=True),
    at("last_login_at", nullable=True),
    whole("failed_login_count"),
    at("locked_until", nullable=True),
    at("created_at"),
    at("updated_at"),
    refers("created_by", "identity.users.id", nullable=True),
    whole("version"),
    found_by("searched"),
    at("erased_at", nullable=True),
    words("role", Role),
    words("status", UserStatus),
    check("failed_login_count", "failed_login_count >= 0"),
    schema="identity",
)
Index("uq_users_email_identity", USERS.c.email_identity, unique=True)
Index("uq_users_phone", USERS.c.phone, unique=True, postgresql_where=USERS.c.phone.is_not(None))
Index("ix_users_role", USERS.c.role)
Index("ix_users_status_role", USERS.c.status, USERS.c.role)
Index("ix_users_created_at", USERS.c.created_at.desc(), USERS.c.id)
Index("ix_users_customer_id", USERS.c.customer_id)
Index("ix_users_blank", USERS.c.id, postgresql_where=USERS.c.searched.is_(None))


def to_row(user: User) -> Row:
    return (
        user.id,
        user.email.typed,
        user.email.identity,
        user.phone.e164 if user.phone else None,
        user.password_hash,
        user.first_name,
        user.last_name,
        user.role.value,
        user.is_organizer,
        user.email_verified,
        user.phone_verified,
        user.status.value,
        user.customer_id,
        user.last_login_at,
        user.failed_login_count,
        user.locked_until,
        user.created_at,
        user.updated_at,
        user.created_by,
        user.version,
        searched_user(user),
        user.erased_at,
    )


def from_row(row: Row) -> User:
    return User(
        id=UserId(row[0]),
        email=Email(row[1], row[2]),
        phone=Phone(row[3]) if row[3] else None,
        password_hash=row[4],
        first_name=row[5],
        last_name=row[6],
        role=Role(row[7]),
        is_organizer=row[8],
        email_verified=row[9],
        phone_verified=row[10],
        status=UserStatus(row[11]),
        customer_id=CustomerId(row[12]) if row[12] else None,
        last_login_at=row[13],
        failed_login_count=row[14],
        locked_until=row[15],
        created_at=row[16],
        updated_at=row[17],
        created_by=UserId(row[18]) if row[18] else None,
        version=row[19],
        erased_at=row[21],
    )


def _constant(column: "Column[Any]", value: object) -> "ColumnElement[Any]":
    """Of ours, never of a caller."""
    text = "NULL" if value is None else "'" + str(value).replace("'", "''") + "'"
    return cast(literal_column(text), column.type).label(column.name)


_INSERT = inserting(USERS)
_INSERT_UNLESS_KNOWN = inserting(USERS, unless="email_identity")
_UPDATE = updating(USERS)
_ALL = select(*USERS.columns)
_BY_ID = query(_ALL.where(USERS.c.id == bindparam("id")))
_BY_EMAIL = query(_ALL.where(USERS.c.email_identity == bindparam("email")))
# always one row, so that its coming takes no time that its absence would not
_BY_EMAIL_OR_NOBODY = query(
    _ALL.add_columns(literal_column("0").label("rank"))
    .where(USERS.c.email_identity == bindparam("email"))
    .union_all(select(*map(_constant, USERS.columns, to_row(NOBODY)), literal_column("1")))
    .order_by("rank")
    .limit(1)
)
_BY_PHONE = query(_ALL.where(USERS.c.phone == bindparam("phone")))
_HOLD_SUPERUSERS = query(
    select(USERS.c.id)
    .where(USERS.c.role == Role.SUPERUSER.value, USERS.c.status == UserStatus.ACTIVE.value)
    .order_by(USERS.c.id)
    .with_for_update(key_share=True)
)


class UserRepository:
    """The identity slice's ``Users``."""

    __slots__ = ("_known", "_link", "_unless_known")

    def __init__(self, link: Link, news: News) -> None:
        self._link = link
        self._known: IdentityMap[User] = IdentityMap(news)
        self._unless_known: set[UserId] = set()

    def get(self, user_id: UserId) -> User:
        return self._known.get(user_id) or self._one(self._link.rows(_BY_ID, {"id": user_id}))

    def by_email(self, email: Email) -> User | None:
        return self._one_or_none(self._link.rows(_BY_EMAIL, {"email": email.identity}))

    def by_email_or_nobody(self, email: Email) -> User:
        return from_row(self._link.rows(_BY_EMAIL_OR_NOBODY, {"email": email.identity})[0])

    def by_phone(self, phone: Phone) -> User | None:
        return self._one_or_none(self._link.rows(_BY_PHONE, {"phone": phone.e164}))

    def add(self, user: User) -> None:
        self._known.add(user)

    def add_unless_known(self, user: User) -> None:
        self._unless_known.add(user.id)
        self._known.add(user)

    def save(self, user: User) -> None:
        self._known.save(user)

    def read(self, row: Row) -> User:
        """From a row that another query brought along."""
        return self._known.read(from_row(row))

    def forget(self) -> None:
        self._known.forget()

    def changed(self) -> Iterable[Pair]:
        return self._known.changed()

    def parts(self) -> list[Part]:
        added, saved = self._known.take()
        if not added and not saved:
            return []
        unless_known = [to_row(user) for user in added if user.id in self._unless_known]
        plainly = [to_row(user) for user in added if user.id not in self._unless_known]
        updates = [(*to_row(each.value), each.expected) for each in saved]
        return [(_INSERT, plainly), (_INSERT_UNLESS_KNOWN, unless_known), (_UPDATE, updates)]

    def _one(self, rows: list[Row]) -> User:
        if not rows:
            raise UserNotFound()
        return self.read(rows[0])

    def _one_or_none(self, rows: list[Row]) -> User | None:
        return self.read(rows[0]) if rows else None


class SuperuserRepository:
    """The identity slice's ``Superusers``."""

    __slots__ = ("_link", "_users")

    def __init__(self, link: Link, users: UserRepository) -> None:
        self._link, self._users = link, users

    def hold(self) -> frozenset[UserId]:
        held = frozenset(UserId(row[0]) for row in self._link.held_rows(_HOLD_SUPERUSERS, {}))
        self._users.forget()
        return held
