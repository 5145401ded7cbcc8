"""The database roles: one for each kind of actor, one for the house, and the one that logs in (docs/decisions/0015).

Roles belong to the whole server, not to a database: they are made once, and outlive every schema.
"""

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from rft_domain.access.actor import ActorKind
from rft_domain.shared.errors import Conflict

APP = "rft_app"
"""Logs in. Owns nothing, inherits nothing, and sees nothing until it takes another role."""
HOUSE = "rft_house"
"""Carries out commands, delivers letters, seals: row-level security binds it too, with policies that let it pass."""


def role_of(kind: ActorKind) -> str:
    return f"rft_{kind.value}"


TAKEN = (HOUSE, *map(role_of, ActorKind))
"""What :data:`APP` may become."""

_CREATE = {APP: f"CREATE ROLE {APP} LOGIN NOINHERIT"} | {role: f"CREATE ROLE {role} NOLOGIN" for role in TAKEN}
_THERE = text("SELECT rolname FROM pg_roles WHERE rolname = ANY(:names)")
_JOINED = text("SELECT roleid::regrole::text FROM pg_auth_members WHERE member = to_regrole(:member)")
_ME = text(
    "SELECT rolsuper, current_setting('server_version_num')::int >= 160000 FROM pg_roles WHERE rolname = current_user"
)
_ABLE = text("SELECT role FROM unnest(CAST(:roles AS text[])) AS role WHERE pg_has_role(current_user, role, 'SET')")
_NOT_ALLOWED = "42501"
_BY_ANOTHER = ("42710", "23505", "XX000")  # it is there already, or another migration makes it at this moment


class RolesMissing(Conflict):
    """Who migrates may not make roles. Somebody who may runs :func:`script` first."""

    code = "roles-missing"
    message = "The roles of the service are missing, and the owner may not make them. Run what rft db roles prints."


def script() -> str:
    """What makes the roles, for somebody who may."""
    return "".join(f"{statement};\n" for statement in (*_CREATE.values(), *map(_joining, TAKEN)))


def ensure_roles(connection: Connection) -> None:
    """Makes those that are missing. Raises :class:`RolesMissing`.

    Always in one order: two databases of one server may be migrated at the same moment, and no lock is for both.
    """
    there = set(connection.execute(_THERE, {"names": list(_CREATE)}).scalars())
    for role, statement in _CREATE.items():
        if role not in there:
            _make(connection, statement)
    joined = set(connection.execute(_JOINED, {"member": APP}).scalars())
    for role in TAKEN:
        if role not in joined:
            _make(connection, _joining(role))
    _let_owner_take_them(connection)


def _joining(role: str) -> str:
    return f"GRANT {role} TO {APP}"


def _let_owner_take_them(connection: Connection) -> None:
    """So that an ordinary owner can serve too. It inherits nothing: what it does as itself stays bound (FORCE)."""
    is_superuser, has_options = connection.execute(_ME).one()
    if is_superuser or not has_options:
        return
    roles = (APP, *TAKEN)
    able = set(connection.execute(_ABLE, {"roles": list(roles)}).scalars())
    for role in roles:
        if role not in able:
            _make(connection, f"GRANT {role} TO CURRENT_USER WITH INHERIT FALSE, SET TRUE", needed=False)


def _make(connection: Connection, statement: str, *, needed: bool = True) -> None:
    try:
        with connection.begin_nested():
            connection.execute(text(statement))
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state == _NOT_ALLOWED and needed:
            raise RolesMissing() from None
        if state not in (_NOT_ALLOWED, *_BY_ANOTHER):
            raise
