"""``rft demo``: a running service on demo data, gone without a trace when stopped."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from attrs import evolve

from rft_domain.access.actor import SYSTEM

from .port import address_of, claim_port

if TYPE_CHECKING:
    from rft_adapters.embedded import EmbeddedServer

    from ..demo import DemoData

# nothing of it outlives the program
_FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0 finds a free one."
)
@click.option("--workers", type=click.IntRange(1, 256), default=2, show_default=True, help="Server processes.")
def demo(host: str, port: int, workers: int) -> None:
    """Run the service on demo data.

    Starts a PostgreSQL of its own, fills it with courses, sessions dated from today and bookings in every state, and
    prints the address once it answers. Ctrl-C stops it and removes all of it.
    """
    from rft_adapters.embedded import temporary_server, terminate_on_signals  # noqa: PLC0415 - not for --help
    from rft_adapters.keys import make_keys  # noqa: PLC0415 - not for --help
    from rft_adapters.postgres.roles import APP  # noqa: PLC0415 - an extra

    from ..http.server import ServeOptions, serve  # noqa: PLC0415 - an extra
    from ..trial import new_password  # noqa: PLC0415 - not for --help

    port = claim_port(host, port)
    password = new_password()
    click.echo("Starting PostgreSQL and filling in demo data …", err=True)
    with terminate_on_signals(), temporary_server(settings=_FAST) as server:
        audit_key, second_factor_key = server.data_dir / "audit.key", server.data_dir / "second-factor.key"
        data_key = server.data_dir / "data.key"
        for key_file in (audit_key, second_factor_key, data_key):
            make_keys(key_file)
        data = _filled(server, password, data_key)
        # in the server's folder, which is removed with it, however this program ends
        mail = server.data_dir / "mail"
        environment = {
            "RFT_DATABASE_URL": server.url(user=APP),
            "RFT_MEMORY": "false",
            "RFT_MAIL_KIND": "file",
            "RFT_MAIL_FOLDER": str(mail),
            "RFT_SMS_KIND": "file",
            "RFT_SMS_FOLDER": str(mail),
            "RFT_AUDIT_KEY_FILE": str(audit_key),
            "RFT_SECOND_FACTOR_KEY_FILE": str(second_factor_key),
            "RFT_DATA_KEY_FILE": str(data_key),
            "RFT_AUDIT_CHECKPOINTS": str(server.data_dir / "audit-checkpoints"),
            "RFT_ERASURE_FILE": str(server.data_dir / "erasures.jsonl"),
            "RFT_LOG_LEVEL": "warning",
        }
        address = address_of(host, port)

        def tell() -> None:
            click.echo(_welcome(address, password, str(mail), data))

        serve(
            ServeOptions(
                host=host,
                port=port,
                workers=workers,
                environment=environment,
                on_ready=tell,
                scratch=server.data_dir,
            )
        )
    click.echo("\nStopped. Nothing is left behind.", err=True)


def _filled(server: "EmbeddedServer", password: str, data_key: Path) -> "DemoData":
    from rft_adapters.postgres import schema  # noqa: PLC0415 - an extra
    from rft_adapters.postgres.roles import APP  # noqa: PLC0415 - an extra

    from ..container import open_application  # noqa: PLC0415 - not for --help
    from ..demo import fill  # noqa: PLC0415 - not for --help
    from ..log_in import make_superuser  # noqa: PLC0415 - not for --help
    from ..settings import Data, Settings  # noqa: PLC0415 - not for --help
    from ..trial import trial_superuser  # noqa: PLC0415 - not for --help
    from .place import with_url  # noqa: PLC0415 - not for --help

    schema.upgrade(server.url())
    settings = Settings(data=Data(key_file=data_key))
    with open_application(with_url(settings, server.url(user=APP))) as application:
        make_superuser(application, trial_superuser(password), actor=SYSTEM)
        return fill(evolve(application, runner=evolve(application.runner, observe=lambda row: None)))


def _welcome(address: str, password: str, mail: str, data: "DemoData") -> str:
    from ..trial import ADDRESS  # noqa: PLC0415 - not for --help

    return f"""
rft is running on demo data: {data.courses} courses, {data.sessions} sessions, {data.bookings} bookings.

  Address      {address}
  API docs     {address}/docs
  Sessions     {address}/api/sessions?available=true
  Superuser    {ADDRESS}
  Password     {password}  (new with every start)
  Letters      {mail}

Book a seat:

  curl -X POST {address}/api/sessions/{data.open_session_id}/bookings \\
    -H 'Content-Type: application/json' -H 'Idempotency-Key: my-first-booking-01' \\
    -d '{{"contact": {{"email": "ana.silva@example.org", "first_name": "Ana", "last_name": "Silva"}},
         "attendees": [{{"first_name": "Ana", "last_name": "Silva"}}]}}'

Log in; the token of the answer goes into "Authorization: Bearer …":

  curl -X POST {address}/api/auth/login -H 'Content-Type: application/json' \\
    -d '{{"email": "{ADDRESS}", "password": "{password}"}}'

Ctrl-C stops it and leaves nothing behind.
"""
