"""``rft serve`` and ``rft worker``: the service, and the delivery of its mail."""

import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click
from attrs import evolve

from .place import Place, current_database, takes_place
from .port import address_of, claim_port


@click.command()
@takes_place
@click.option("--memory", is_flag=True, help="No database: one process, and everything is gone when it ends.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0 finds a free one."
)
@click.option("--workers", type=click.IntRange(1, 256), help="Server processes.  [default: one for each core]")
@click.option("--upgrade", is_flag=True, help="Bring the schema of --database-url to the newest revision first.")
def serve(place: Place, memory: bool, host: str, port: int, workers: int | None, upgrade: bool) -> None:
    """Run the service.

    The first superuser is made by "rft users create-superuser"; with --memory one is made and told. Mail goes out by
    RFT_MAIL_KIND (console, file or smtp); while that is not set, letters wait. Stops on Ctrl-C and SIGTERM, after
    answering what it has begun.
    """
    from rft_adapters.embedded import terminate_on_signals  # noqa: PLC0415 - not for --help

    from ..http import server  # noqa: PLC0415 - granian is not for --help

    port = claim_port(host, port)
    if not memory and workers != 1:
        _refuse_a_cache_of_many()
    with terminate_on_signals(), _environment(place, memory=memory, upgrade=upgrade) as environment:
        options = server.ServeOptions(
            host=host,
            port=port,
            memory=memory,
            environment=environment,
            on_ready=lambda: click.echo(f"rft answers on {address_of(host, port)}"),
        )
        server.serve(options if workers is None else evolve(options, workers=workers))


def _refuse_a_cache_of_many() -> None:
    """A process does not hear of what another changes: somebody would read back what they have just replaced."""
    from ..settings import load_settings  # noqa: PLC0415 - not for --help

    if load_settings().cache.profiles == "process":
        raise click.ClickException(
            "RFT_CACHE_PROFILES=process is for one process alone: rft serve --workers 1, or RFT_CACHE_PROFILES=redis"
        )


def _told_superuser() -> str:
    from ..trial import ADDRESS, new_password  # noqa: PLC0415 - not for --help

    password = new_password()
    click.echo(f"Superuser {ADDRESS}, password {password}")
    return password


@contextmanager
def _environment(place: Place, *, memory: bool, upgrade: bool) -> Iterator[Mapping[str, str]]:
    """What the server's processes must know beyond the environment they inherit."""
    from ..http.server import SUPERUSER  # noqa: PLC0415 - granian is not for --help

    if memory:
        yield {"RFT_MEMORY": "true", SUPERUSER: _told_superuser()}
        return
    with current_database(place, upgrade=upgrade) as settings:
        _warn_of_log_in(settings.database.url or "")
        files = {
            "RFT_AUDIT_KEY_FILE": settings.audit.key_file,
            "RFT_AUDIT_CHECKPOINTS": settings.audit.checkpoints,
            "RFT_SECOND_FACTOR_KEY_FILE": settings.second_factor.key_file,
            "RFT_DATA_KEY_FILE": settings.data.key_file,
            "RFT_CACHE_KEY_FILE": settings.cache.key_file,
            "RFT_ERASURE_FILE": settings.erasure_file,
        }
        yield {
            "RFT_DATABASE_URL": settings.database.url or "",
            "RFT_MEMORY": "false",
            **{name: str(path.absolute()) for name, path in files.items() if path},
        }


def _warn_of_log_in(url: str) -> None:
    from rft_adapters.postgres.diagnosis import ask_log_in  # noqa: PLC0415 - an extra

    if (log_in := ask_log_in(url)).trouble is not None:
        click.echo(f"Warning: {log_in.trouble}. {log_in.advice}: see rft doctor.", err=True)


@click.command()
@takes_place
def worker(place: Place) -> None:
    """Deliver mail and seal the audit trail, and nothing else.

    The processes of "rft serve" do so too; any number may run side by side. Stops on Ctrl-C and SIGTERM, after the
    letter in hand.
    """
    from ..container import open_container  # noqa: PLC0415 - not for --help
    from ..logs import configure_logs  # noqa: PLC0415 - not for --help

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: stop.set())
    with current_database(place) as settings, open_container(settings) as container:
        configure_logs(settings.log_level)
        sealing = "" if container.sealer() is None else ", and seals the audit trail"
        click.echo(f"rft delivers mail{sealing}", err=True)
        container.worker().run(stop)
