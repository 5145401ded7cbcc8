"""Restore a backup into an empty database, and compare every table with what the manifest says."""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import psycopg
from attrs import frozen

from rft_domain.shared.errors import Invalid

from .. import schema
from ..errors import translate
from .digests import Told, different, digests, reading_role, require_sight, untold
from .errors import NotEmpty, RestoreDiffers
from .manifest import DUMP, Manifest, read_manifest
from .take import connected
from .tools import Tools, copied, reaching, running, tools_for

CHECKING, RESTORING, COMPARING = "checking the file", "restoring", "comparing with the manifest"

_ANYTHING = """
    SELECT count(*) FROM pg_namespace n LEFT JOIN pg_class c ON c.relnamespace = n.oid
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
            AND d.deptype = 'e')
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND (c.oid IS NOT NULL OR n.nspname <> 'public')"""
_SCHEMAS = """
    SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')"""


@frozen(kw_only=True)
class Restored:
    """``revision`` of the schema after it was brought up to date."""

    manifest: Manifest
    revision: str


def restore(url: str, file: Path, told: Told = untold) -> Restored:
    """What ``file`` holds into the empty database at ``url``: the same rows in every table, then the schema at head.

    The roles of row-level security are made first, without passwords. Raises :class:`Invalid` for what is no backup
    of ours, or damaged, or of a newer schema; :class:`NotEmpty`; :class:`RolesMissing`; :class:`ToolFailed` and
    :class:`RestoreDiffers`, and then the database is as empty as it was.
    """
    manifest = read_manifest(file)
    schema.require_known(manifest.revision)
    tools = _tools(url, manifest)
    told(CHECKING, 0, 1)
    _undamaged(file, manifest)
    schema.make_roles(url)
    with connected(url) as connection:
        require_sight(connection)
    told(RESTORING, 0, 1)
    _load(tools, url, file)
    try:
        _compare(url, manifest, told)
    except BaseException:
        _empty(url)
        raise
    schema.upgrade(url)
    with _owner(url) as connection:
        connection.execute("ANALYZE")
    return Restored(manifest=manifest, revision=schema.head())


def _tools(url: str, manifest: Manifest) -> Tools:
    with connected(url) as connection:
        if connection.execute(_ANYTHING).fetchone() != (0,):
            raise NotEmpty()
        newest = max(connection.info.server_version, manifest.server_version)
    return tools_for(newest // 10000)


def _undamaged(file: Path, manifest: Manifest) -> None:
    whole = sha256()
    with suppress(BadZipFile, KeyError, OSError), ZipFile(file) as archive, archive.open(DUMP) as member:
        copied(member, whole.update)
    if whole.hexdigest() != manifest.dump_sha256:
        raise Invalid.at("/FILE", "is damaged: it is not what was written when the backup was taken")


def _load(tools: Tools, url: str, file: Path) -> None:
    """In one transaction: all of it or nothing. Whoever restores owns what is restored."""
    where, environment = reaching(url)
    arguments = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-password", "--dbname", where)
    with (
        ZipFile(file) as archive,
        archive.open(DUMP) as member,
        running(tools, "pg_restore", *arguments, environment=environment, feed=True) as process,
    ):
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None  # running() pipes both
        assert stdout is not None
        with suppress(BrokenPipeError):
            copied(member, stdin.write)
            stdin.close()
        stdout.read()


def _compare(url: str, manifest: Manifest, told: Told) -> None:
    with connected(url) as connection:
        role = reading_role(connection)
    with connected(url, role) as connection:
        there = digests(connection, COMPARING, told)
    if wrong := different(manifest.tables, there):
        raise RestoreDiffers(f"What was restored is not what was backed up, and was removed again: {', '.join(wrong)}.")


def _owner(url: str) -> "psycopg.Connection[tuple[str, ...]]":
    where, environment = reaching(url)
    try:
        return psycopg.connect(where, password=environment.get("PGPASSWORD"), connect_timeout=5, autocommit=True)
    except psycopg.Error as error:
        raise translate(error, unknown_if_lost=False) from None


def _empty(url: str) -> None:
    with _owner(url) as connection:
        for (name,) in connection.execute(_SCHEMAS).fetchall():
            connection.execute(f'DROP SCHEMA "{name}" CASCADE'.encode())
