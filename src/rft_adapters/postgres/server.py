"""Reaching the server: the address as people write it, and what every connection is set to."""

from psycopg import ProgrammingError, RawCursor
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from .connection import Connection
from .link import Pool
from .settings import StoreSettings


def conninfo(url: str) -> str:
    """libpq's form of ``postgresql://…``, also as SQLAlchemy writes it (``postgresql+psycopg://…``).

    Several hosts and options in the query string are libpq's own (PostgreSQL manual, 34.1.1.2).
    """
    return make_conninfo(url.replace("postgresql+psycopg://", "postgresql://", 1), application_name="rft")


def host_of(url: str) -> str | None:
    """Where ``url`` leads; ``None`` where it is no address of a database."""
    if not url.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
        return None
    try:
        return str(conninfo_to_dict(conninfo(url)).get("host") or "this machine")
    except ProgrammingError:
        return None


def connection_pool(url: str, settings: StoreSettings, role: str) -> Pool:
    """Closed as yet; its connections are ``role``. Of limits, what the address says for itself has the last word."""
    given = conninfo_to_dict(conninfo(url))
    limits = {
        "TimeZone": "UTC",
        "lock_timeout": _milliseconds(settings.lock_timeout),
        "statement_timeout": _milliseconds(settings.statement_timeout),
        "idle_in_transaction_session_timeout": _milliseconds(settings.idle_in_transaction_timeout),
    }
    ours = " ".join(f"-c {name}={value}" for name, value in limits.items())
    given["options"] = f"{ours} {given.get('options') or ''} -c role={role}"
    given.setdefault("connect_timeout", settings.connect_timeout)
    return Pool(
        make_conninfo("", **given),
        connection_class=Connection,
        kwargs={
            "autocommit": True,
            "prepare_threshold": settings.prepare_threshold,
            "cursor_factory": RawCursor,
        },
        min_size=min(2, settings.pool_size),
        max_size=settings.pool_size,
        timeout=settings.connection_timeout,
        max_idle=settings.idle_timeout,
        open=False,
        name=role,
    )


def _milliseconds(seconds: float) -> str:
    return f"{round(seconds * 1000)}ms"
