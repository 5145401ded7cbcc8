"""The schema's migrations: up, down, status. They travel in the wheel."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from attrs import frozen
from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError

from rft_domain.shared.errors import Conflict, Invalid

from .errors import translate
from .roles import ensure_roles
from .server import conninfo

VERSION_TABLE, VERSION_SCHEMA = "alembic_version", "shared"
_ONE_AT_A_TIME = 7_240_001  # any number, as long as every version of this program uses the same


class NotTheOwner(Conflict):
    """The role of the service owns nothing: it migrates nothing either."""

    code = "not-the-owner"
    message = "This role does not own the schema: migrate as the one that does."


@frozen(kw_only=True)
class MigrationStatus:
    """``current`` is ``None`` on an empty database; ``pending`` are the revisions still to come, in order."""

    current: str | None
    head: str
    pending: tuple[str, ...]


def upgrade(url: str, revision: str = "head") -> None:
    """To ``revision``. Programs that start together wait for each other, and the later ones find it done.

    Raises :class:`RolesMissing`, and :class:`NotTheOwner`.
    """
    with _owner(), _alone(url) as connection:
        ensure_roles(connection)
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {VERSION_SCHEMA}"))
        with _known_revisions():
            command.upgrade(_config(connection), revision)


def downgrade(url: str, revision: str) -> None:
    """To ``revision``; ``base`` leaves nothing behind but the server's roles. What the tables held is gone."""
    with _owner(), _alone(url) as connection:
        if _current(connection) is None:
            return
        with _known_revisions():
            command.downgrade(_config(connection), revision)
        if _current(connection) is None:
            connection.execute(text(f"DROP TABLE {VERSION_SCHEMA}.{VERSION_TABLE}"))
            connection.execute(text(f"DROP SCHEMA {VERSION_SCHEMA}"))


def status(url: str) -> MigrationStatus:
    """Raises :class:`Busy` where the server cannot be reached."""
    with _connected(url) as connection:
        current = _current(connection)
    with _known_revisions():
        steps = [step.revision for step in _scripts().iterate_revisions(head(), current or "base")]
    return MigrationStatus(current=current, head=head(), pending=tuple(reversed(steps)))


def make_roles(url: str) -> None:
    """The roles of row-level security, where they are missing. Raises :class:`RolesMissing`."""
    with _alone(url) as connection:
        ensure_roles(connection)


def require_known(revision: str) -> None:
    """Raises :class:`Invalid` for a revision of a newer program."""
    with _known_revisions():
        _scripts().get_revision(revision)


@lru_cache(maxsize=1)
def head() -> str:
    """The newest revision that this program knows."""
    found = _scripts().get_current_head()
    if found is None:
        raise LookupError("the migrations are missing from this installation")
    return found


def migration_context(connection: Connection) -> MigrationContext:
    options = {"version_table": VERSION_TABLE, "version_table_schema": VERSION_SCHEMA}
    return MigrationContext.configure(connection, opts=options)


def _current(connection: Connection) -> str | None:
    return migration_context(connection).get_current_revision()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", f"{__package__}:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


@contextmanager
def _known_revisions() -> Iterator[None]:
    """Raises :class:`Invalid` for a revision this program does not know: mistyped, or of a newer program's schema."""
    try:
        yield
    except (CommandError, RevisionError):
        raise Invalid.at("/revision", "is no revision that this program knows") from None


@contextmanager
def _owner() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == "42501":
            raise NotTheOwner() from None
        raise


@contextmanager
def _alone(url: str) -> Iterator[Connection]:
    """In one transaction, and nobody else migrates meanwhile. The lock goes with the transaction."""
    with _connected(url) as connection, connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
        yield connection


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    def connect() -> psycopg.Connection:
        try:
            return psycopg.connect(conninfo(url), connect_timeout=2)
        except psycopg.Error as error:
            raise translate(error, unknown_if_lost=False) from None

    engine = create_engine("postgresql+psycopg://", creator=connect, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
