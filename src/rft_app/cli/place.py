"""Which database a command works on: the one named, else the embedded server in the data folder."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from attrs import evolve, frozen

from rft_domain.shared.errors import Busy, Invalid

if TYPE_CHECKING:
    from rft_adapters.embedded import EmbeddedServer

    from ..application import Application
    from ..settings import Settings

F = TypeVar("F", bound=Callable[..., Any])


@frozen
class Place:
    """``database_url`` as typed, or ``None``: then the settings say, and last comes the embedded server."""

    database_url: str | None
    data_dir: Path | None


def takes_place(command: F) -> F:
    """Gives a command ``--database-url`` and ``--data-dir``, and their :class:`Place` as its first argument."""

    @wraps(command)
    def with_place(*args: Any, database_url: str | None, data_dir: Path | None, **options: Any) -> Any:
        return command(Place(database_url, data_dir), *args, **options)

    url = click.option(
        "--database-url", metavar="URL", help="postgresql://… of the server (else DATABASE_URL, else the embedded one)."
    )
    folder = click.option(
        "--data-dir",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="FOLDER",
        help="Where the embedded PostgreSQL keeps its data (else RFT_DATA_DIR, else the user's data folder).",
        envvar="RFT_DATA_DIR",
    )
    return url(folder(with_place))  # type: ignore[return-value]  # click hands the options over by keyword


@contextmanager
def database(place: Place) -> Iterator["tuple[Settings, EmbeddedServer | None]"]:
    """The settings with the database to use, for its owner, and the server that was started for it, if it is ours."""
    from rft_adapters.embedded import default_data_dir, embedded_server  # noqa: PLC0415 - not for --help

    from ..settings import load_settings  # noqa: PLC0415 - not for --help

    settings = load_settings()
    url = place.database_url or settings.database.url
    if url:
        _host(url)
        yield with_url(settings, url), None
        return
    with embedded_server(place.data_dir or default_data_dir()) as server:
        yield with_keys(with_url(settings, server.url()), server.data_dir), server


@contextmanager
def current_database(place: Place, *, upgrade: bool = False, owner: bool = False) -> Iterator["Settings"]:
    """As :func:`database`, for the service, with the schema at head; for the owner, if that was asked.

    Ours is brought there, and served as the role that owns nothing; another is brought there only if that was asked.
    """
    from rft_adapters.postgres import schema  # noqa: PLC0415 - an extra
    from rft_adapters.postgres.diagnosis import ask_log_in  # noqa: PLC0415 - an extra
    from rft_adapters.postgres.roles import APP  # noqa: PLC0415 - an extra

    with database(place) as (settings, server):
        url = settings.database.url or ""
        with reaching(url):
            status = schema.status(url)
        if status.pending:
            if not (server or upgrade):
                raise click.ClickException("the schema of this database is not up to date. Run: rft db upgrade")
            schema.upgrade(url)
        if not owner and server is not None:
            settings = with_url(settings, server.url(user=APP))
        elif not owner and not (log_in := ask_log_in(url)).serves:
            raise click.ClickException(f"{log_in.trouble}. {log_in.advice}, or as a role that was granted {APP}.")
        with _forgetting(settings):
            yield settings


@contextmanager
def _forgetting(settings: "Settings") -> Iterator[None]:
    """A command may change many customers at once, past every unit of work: what Redis keeps of them is forgotten."""
    try:
        yield
    finally:
        if settings.cache.profiles == "redis":
            from ..container import profile_cache  # noqa: PLC0415 - not for --help

            if (profiles := profile_cache(settings)) is not None:
                profiles.clear()


@contextmanager
def reaching(url: str) -> Iterator[None]:
    """What first speaks to the database says which one does not answer, and never its password."""
    try:
        yield
    except Busy:
        raise click.ClickException(f"busy: cannot reach the database at {_host(url)}") from None


def _host(url: str) -> str:
    """Raises :class:`Invalid` for what is no address of a database; it is not repeated, there may be a password."""
    from rft_adapters.postgres.server import host_of  # noqa: PLC0415 - an extra

    if (host := host_of(url)) is None:
        raise Invalid.at("/DATABASE_URL", "must be written postgresql://user@host/name (or in --database-url)")
    return host


@contextmanager
def open_house(place: Place) -> Iterator["Application"]:
    """The application for one command. It writes no logs: what was refused is told, and the audit trail has it."""
    from ..container import open_application  # noqa: PLC0415 - not for --help

    with current_database(place) as settings, open_application(settings) as application:
        yield evolve(application, runner=evolve(application.runner, observe=lambda row: None))


def with_keys(settings: "Settings", data_dir: Path) -> "Settings":
    """Keys, checkpoints and ledger in the folder of the embedded server, unless the settings name others."""
    from rft_adapters.keys import make_keys  # noqa: PLC0415 - not for --help

    from ..settings import Audit, Data, SecondFactor  # noqa: PLC0415 - not for --help

    if settings.audit.key_file is None:
        key_file = data_dir / "audit.key"
        make_keys(key_file)
        settings = evolve(settings, audit=Audit(key_file=key_file, checkpoints=data_dir / "audit-checkpoints"))
    if settings.cache.profiles == "redis" and settings.cache.key_file is None:
        key_file = data_dir / "profile-cache.key"
        make_keys(key_file)
        settings = evolve(settings, cache=evolve(settings.cache, key_file=key_file))
    if settings.erasure_file is None:
        settings = evolve(settings, erasure_file=data_dir / "erasures.jsonl")
    if settings.second_factor.key_file is None:
        key_file = data_dir / "second-factor.key"
        make_keys(key_file)
        settings = evolve(settings, second_factor=SecondFactor(key_file=key_file))
    if settings.data.key_file is None and settings.data.keys is None:
        key_file = data_dir / "data.key"
        make_keys(key_file)
        settings = evolve(settings, data=Data(key_file=key_file))
    return settings


def with_url(settings: "Settings", url: str) -> "Settings":
    return evolve(settings, memory=False, database=evolve(settings.database, url=url))
