"""Log-in: attempts, sessions, devices and resets; their tables, rows and repositories."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, DateTime, Index, Integer, Table, Text, Uuid, bindparam, case, func, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from rft_domain.identity.attempts import Attempts
from rft_domain.identity.auth_session import AuthSession, Device
from rft_domain.identity.errors import AuthSessionNotFound
from rft_domain.identity.marks import marked, marks_key
from rft_domain.identity.password_reset import PasswordReset
from rft_domain.identity.user import User
from rft_domain.shared.ids import AuthSessionId, DeviceId, ResetId, UserId

from .flush import ONE, Binds, Dml, Form, Part, Row, table_of
from .forms import inserting, replacing
from .identity import USERS
from .identity import from_row as user_from_row
from .link import Link
from .metadata import METADATA, at, check, refers, text, whole
from .query import query

ATTEMPTS = Table(
    "log_in_attempts",
    METADATA,
    Column("key", Text, primary_key=True),
    whole("count"),
    at("last_at"),
    at("locked_until", nullable=True),
    check("count", "count >= 0"),
    schema="identity",
)
AUTH_SESSIONS = Table(
    "auth_sessions",
    METADATA,
    Column("id", Uuid, primary_key=True),
    refers("user_id", "identity.users.id"),
    text("token_hash"),
    at("created_at"),
    at("last_seen_at"),
    at("expires_at"),
    at("revoked_at", nullable=True),
    text("ip", nullable=True),
    text("user_agent", nullable=True),
    schema="identity",
)
Index("uq_auth_sessions_token_hash", AUTH_SESSIONS.c.token_hash, unique=True)
Index("ix_auth_sessions_user_id", AUTH_SESSIONS.c.user_id, postgresql_where=AUTH_SESSIONS.c.revoked_at.is_(None))
DEVICES = Table(
    "devices",
    METADATA,
    Column("id", Uuid, primary_key=True),
    refers("user_id", "identity.users.id"),
    text("token_hash"),
    at("created_at"),
    schema="identity",
)
Index("uq_devices_token_hash", DEVICES.c.token_hash, unique=True)
RESETS = Table(
    "password_resets",
    METADATA,
    Column("id", Uuid, primary_key=True),
    refers("user_id", "identity.users.id"),
    text("token_hash"),
    at("created_at"),
    at("expires_at"),
    at("used_at", nullable=True),
    schema="identity",
)
Index("uq_password_resets_token_hash", RESETS.c.token_hash, unique=True)

_A, _S, _R, _U = ATTEMPTS.c, AUTH_SESSIONS.c, RESETS.c, USERS.c


def _marking() -> Form:
    """What is given, and the rest as it is; nothing where there is no such user."""
    columns: tuple[Column[Any], ...] = (
        Column("id", Uuid),
        Column("failed", Integer),
        Column("locked", DateTime(timezone=True)),
        Column("logged_in", DateTime(timezone=True)),
    )

    def build(binds: Binds) -> Dml:
        given = table_of(form, binds)
        changes = {
            "failed_login_count": func.coalesce(given.c.failed, _U.failed_login_count),
            "locked_until": case((given.c.failed.is_(None), _U.locked_until), else_=given.c.locked),
            "last_login_at": func.coalesce(given.c.logged_in, _U.last_login_at),
        }
        return USERS.update().values(changes).where(_U.id == given.c.id).returning(ONE)

    form = Form("users", columns, build, guarded=False)
    return form


def _setting(table: Table, name: str) -> Form:
    """An instant that is set once: the guard fails where it is set already."""
    columns: tuple[Column[Any], ...] = (Column("id", Uuid), Column(name, DateTime(timezone=True)))

    def build(binds: Binds) -> Dml:
        given = table_of(form, binds)
        mine = (table.c.id == given.c.id) & table.c[name].is_(None)
        return table.update().values({name: given.c[name]}).where(mine).returning(ONE)

    form = Form(table.name, columns, build)
    return form


_REPLACE_ATTEMPTS, _MARK = replacing(ATTEMPTS), _marking()
_INSERT_SESSION, _REVOKE = inserting(AUTH_SESSIONS), _setting(AUTH_SESSIONS, "revoked_at")
_INSERT_DEVICE = inserting(DEVICES)
_INSERT_RESET, _USE_RESET = inserting(RESETS), _setting(RESETS, "used_at")

_new = insert(ATTEMPTS).values(key=bindparam("key"), count=bindparam("none"), last_at=bindparam("now"))
# the update changes nothing: it locks the row, whether it was there or not
_HOLD = query(_new.on_conflict_do_update(index_elements=["key"], set_={"key": _new.excluded.key}).returning(*_A))
_ATTEMPTS_OF = query(select(*ATTEMPTS.columns).where(_A.key == func.any(bindparam("keys", type_=ARRAY(Text)))))
_BY_TOKEN = query(
    select(*AUTH_SESSIONS.columns, *USERS.columns)
    .select_from(AUTH_SESSIONS.join(USERS, _U.id == _S.user_id))
    .where(_S.token_hash == bindparam("token_hash"))
)
_SESSION = query(select(*AUTH_SESSIONS.columns).where(_S.id == bindparam("id")))
_OF_USER = query(
    select(*AUTH_SESSIONS.columns)
    .where(_S.user_id == bindparam("user_id"), _S.revoked_at.is_(None))
    .order_by(_S.created_at.desc(), _S.id.desc())
)
_DEVICE = query(select(*DEVICES.columns).where(DEVICES.c.token_hash == bindparam("token_hash")))
_RESET = query(select(*RESETS.columns).where(_R.token_hash == bindparam("token_hash")))
NOTE_SEEN = query(
    AUTH_SESSIONS.update()
    .values(last_seen_at=func.greatest(_S.last_seen_at, bindparam("at")))
    .where(_S.id == bindparam("session_id"))
    .returning(ONE)
)

FORGET_LOG_INS = tuple(
    query(table.delete().where(column < bindparam(name)).returning(ONE))
    for table, column, name in (
        (ATTEMPTS, _A.last_at, "attempts_before"),
        (AUTH_SESSIONS, _S.expires_at, "ended_before"),
        (RESETS, _R.expires_at, "ended_before"),
        (DEVICES, DEVICES.c.created_at, "devices_before"),
    )
)


def session_row(session: AuthSession) -> Row:
    return (
        session.id,
        session.user_id,
        session.token_hash,
        session.created_at,
        session.last_seen_at,
        session.expires_at,
        session.revoked_at,
        session.ip,
        session.user_agent,
    )


def session_from_row(row: Row) -> AuthSession:
    return AuthSession(
        id=AuthSessionId(row[0]),
        user_id=UserId(row[1]),
        token_hash=row[2],
        created_at=row[3],
        last_seen_at=row[4],
        expires_at=row[5],
        revoked_at=row[6],
        ip=row[7],
        user_agent=row[8],
    )


def with_marks(link: Link, users: Sequence[User]) -> tuple[User, ...]:
    """In one read. Those without attempts stay as they are."""
    keys = {user.id: marks_key(user) for user in users}
    found = {row[0]: _attempts(row) for row in link.rows(_ATTEMPTS_OF, {"keys": list(keys.values())})} if keys else {}
    return tuple(marked(user, found.get(keys[user.id])) for user in users)


def _attempts(row: Row) -> Attempts:
    return Attempts(key=row[0], count=row[1], last_at=row[2], locked_until=row[3])


class LogInRepository:
    """The identity slice's ``LogIns``."""

    __slots__ = ("_link", "_marks", "_saved")

    def __init__(self, link: Link) -> None:
        self._link = link
        self._saved: dict[str, Attempts] = {}
        self._marks: list[Row] = []

    def hold(self, key: str, now: datetime) -> Attempts:
        return _attempts(self._link.held_rows(_HOLD, {"key": key, "none": 0, "now": now})[0])

    def save(self, attempts: Attempts) -> None:
        self._saved[attempts.key] = attempts

    def mark(self, user_id: UserId, attempts: Attempts | None, logged_in_at: datetime | None) -> None:
        count, locked = (attempts.count, attempts.locked_until) if attempts is not None else (None, None)
        self._marks.append((user_id, count, locked, logged_in_at))

    def parts(self) -> list[Part]:
        saved, marks = self._saved, self._marks
        self._saved, self._marks = {}, []
        rows = [(one.key, one.count, one.last_at, one.locked_until) for one in saved.values()]
        return [(_REPLACE_ATTEMPTS, rows), (_MARK, marks)]


class AuthSessionRepository:
    """The identity slice's ``AuthSessions``."""

    __slots__ = ("_added", "_link", "_revoked")

    def __init__(self, link: Link) -> None:
        self._link = link
        self._added: list[Row] = []
        self._revoked: list[Row] = []

    def by_token(self, token_hash: str) -> tuple[AuthSession, User] | None:
        rows = self._link.rows(_BY_TOKEN, {"token_hash": token_hash})
        if not rows:
            return None
        width = len(AUTH_SESSIONS.columns)
        return session_from_row(rows[0][:width]), user_from_row(rows[0][width:])

    def of_user(self, user_id: UserId) -> tuple[AuthSession, ...]:
        return tuple(map(session_from_row, self._link.rows(_OF_USER, {"user_id": user_id})))

    def get(self, session_id: AuthSessionId) -> AuthSession:
        rows = self._link.rows(_SESSION, {"id": session_id})
        if not rows:
            raise AuthSessionNotFound()
        return session_from_row(rows[0])

    def add(self, session: AuthSession) -> None:
        self._added.append(session_row(session))

    def revoke(self, session: AuthSession) -> None:
        self._revoked.append((session.id, session.revoked_at))

    def parts(self) -> list[Part]:
        added, revoked = self._added, self._revoked
        self._added, self._revoked = [], []
        return [(_INSERT_SESSION, added), (_REVOKE, revoked)]


class DeviceRepository:
    """The identity slice's ``Devices``."""

    __slots__ = ("_added", "_link")

    def __init__(self, link: Link) -> None:
        self._link = link
        self._added: list[Row] = []

    def by_token(self, token_hash: str) -> Device | None:
        rows = self._link.rows(_DEVICE, {"token_hash": token_hash})
        if not rows:
            return None
        row = rows[0]
        return Device(id=DeviceId(row[0]), user_id=UserId(row[1]), token_hash=row[2], created_at=row[3])

    def add(self, device: Device) -> None:
        self._added.append((device.id, device.user_id, device.token_hash, device.created_at))

    def parts(self) -> list[Part]:
        added, self._added = self._added, []
        return [(_INSERT_DEVICE, added)]


class ResetRepository:
    """The identity slice's ``Resets``."""

    __slots__ = ("_added", "_link", "_used")

    def __init__(self, link: Link) -> None:
        self._link = link
        self._added: list[Row] = []
        self._used: list[Row] = []

    def by_token(self, token_hash: str) -> PasswordReset | None:
        rows = self._link.rows(_RESET, {"token_hash": token_hash})
        return _reset_from_row(rows[0]) if rows else None

    def add(self, reset: PasswordReset) -> None:
        row = (reset.id, reset.user_id, reset.token_hash, reset.created_at, reset.expires_at, reset.used_at)
        self._added.append(row)

    def use(self, reset: PasswordReset) -> None:
        self._used.append((reset.id, reset.used_at))

    def parts(self) -> list[Part]:
        added, used = self._added, self._used
        self._added, self._used = [], []
        return [(_INSERT_RESET, added), (_USE_RESET, used)]


def _reset_from_row(row: Row) -> PasswordReset:
    return PasswordReset(
        id=ResetId(row[0]),
        user_id=UserId(row[1]),
        token_hash=row[2],
        created_at=row[3],
        expires_at=row[4],
        used_at=row[5],
    )
