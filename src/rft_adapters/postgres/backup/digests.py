"""A table in two numbers: its rows, and a digest that does not depend on their order.

The digest is the sum of the SHA-256 of every row as COPY writes it, modulo 2**256: a row more, less or changed shows,
and rows that are there twice do not cancel out.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import IO, Any

import psycopg
from attrs import frozen

from ..roles import HOUSE
from .errors import BoundByRowSecurity

_MODULUS = 1 << 256
_COPY = re.compile(rb"COPY (.+?)(?: \(.*\))? FROM stdin;\n")
_END = b"\\.\n"

_TABLES = """
    SELECT format('%I.%I', n.nspname, c.relname),
        (SELECT string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
            AND d.deptype = 'e')
    ORDER BY 1"""

# nothing but a policy that lets this role see every row, and none that takes rows away again
_HIDDEN = """
    SELECT count(*) FROM pg_class c WHERE c.relrowsecurity AND c.relkind = 'r' AND (
        EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND NOT p.polpermissive)
        OR NOT EXISTS (
            SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd IN ('*', 'r')
                AND (p.polroles = '{0}' OR to_regrole(%(role)s)::oid = ANY(p.polroles))
                AND pg_get_expr(p.polqual, p.polrelid) = 'true'
        ))"""
_ME = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
_BOUND = "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND row_security_active(oid)"
_MAY_BECOME = "SELECT coalesce((SELECT pg_has_role(current_user, oid, %s) FROM pg_roles WHERE rolname = %s), false)"

Connection = psycopg.Connection[Any]
Told = Callable[[str, int, int], None]
"""Is told the step, how many of its parts are done, and of how many."""


def untold(step: str, done: int, of: int) -> None: ...


@frozen
class Digest:
    """``value`` in hex."""

    rows: int
    value: str


def digest_of(rows: Iterable[bytes]) -> Digest:
    count, total = 0, 0
    for row in rows:
        count += 1
        total += int.from_bytes(sha256(row).digest())
    return Digest(count, f"{total % _MODULUS:064x}")


def digests(connection: Connection, step: str, told: Told = untold) -> dict[str, Digest]:
    """Of every table of the database, as the connection sees it."""
    tables = connection.execute(_TABLES).fetchall()
    found = {}
    for place, (table, columns) in enumerate(tables):
        told(step, place, len(tables))
        with connection.cursor().copy(f"COPY {table} ({columns}) TO STDOUT".encode()) as rows:
            found[table] = digest_of(bytes(row) for row in rows)
    told(step, len(tables), len(tables))
    return found


def dumped(lines: IO[bytes]) -> dict[str, Digest]:
    """Of every table in the script that ``pg_restore --data-only`` writes."""
    found = {}
    for line in lines:
        if copy := _COPY.fullmatch(line):
            found[copy[1].decode()] = digest_of(iter(lines.readline, _END))
    return found


def different(one: Mapping[str, Digest], other: Mapping[str, Digest]) -> list[str]:
    """The tables that are not the same in both."""
    return sorted(table for table in one.keys() | other.keys() if one.get(table) != other.get(table))


def reading_role(connection: Connection) -> str | None:
    """The role that sees every row: ``None`` where the one that is logged in does, else the house.

    Raises :class:`BoundByRowSecurity` where neither does: what is read would lack rows without a word.
    """
    if connection.execute(_BOUND).fetchone() == (0,):
        return None
    require_sight(connection)
    if connection.execute(_HIDDEN, {"role": HOUSE}).fetchone() != (0,):
        raise BoundByRowSecurity()
    return HOUSE


def require_sight(connection: Connection) -> None:
    """Raises :class:`BoundByRowSecurity` for a role that would see no rows once the tables are guarded."""
    kind = "SET" if connection.info.server_version >= 160_000 else "MEMBER"
    [(sees_all,)] = connection.execute(_ME).fetchall()
    [(may,)] = connection.execute(_MAY_BECOME, [kind, HOUSE]).fetchall()
    if not (sees_all or may):
        raise BoundByRowSecurity()
