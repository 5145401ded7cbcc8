"""``rft db …``: the schema, up, down, and where it is."""

from pathlib import Path

import click
from attrs import asdict

from .place import Place, current_database, database, reaching, takes_place
from .show import echo_facts, echo_json, echo_table, json_option


@click.group()
def db() -> None:
    """Bring the schema up or down, or say where it is."""


@db.command()
@takes_place
@json_option
def upgrade(place: Place, as_json: bool) -> None:
    """Bring the schema to the newest revision."""
    from rft_adapters.postgres import schema  # noqa: PLC0415 - an extra

    with database(place) as (settings, _):
        with reaching(settings.database.url or ""):
            schema.upgrade(settings.database.url or "")
        _show(settings.database.url or "", as_json)


@db.command()
@takes_place
@click.argument("revision")
@json_option
def downgrade(place: Place, revision: str, as_json: bool) -> None:
    """Bring the schema down to REVISION; "base" removes all of it.

    What the removed tables held is gone.
    """
    from rft_adapters.postgres import schema  # noqa: PLC0415 - an extra

    with database(place) as (settings, _):
        with reaching(settings.database.url or ""):
            schema.downgrade(settings.database.url or "", revision)
        _show(settings.database.url or "", as_json)


@db.command()
def roles() -> None:
    """Print the SQL that makes the roles of the service.

    "rft db upgrade" makes them itself where the owner of the schema may; elsewhere an administrator of the server runs
    this once. It is safe for every database of that server.
    """
    from rft_adapters.postgres.roles import script  # noqa: PLC0415 - an extra

    click.echo(script(), nl=False)


@db.command()
@takes_place
@json_option
def status(place: Place, as_json: bool) -> None:
    """Say which revision the schema is at, and what is still to come."""
    with database(place) as (settings, _):
        _show(settings.database.url or "", as_json)


@db.command()
@takes_place
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@json_option
def archive(place: Place, folder: Path, as_json: bool) -> None:
    """Have the embedded server archive its log to FOLDER, for point-in-time recovery.

    From its next start on, whoever starts it. Give it another disk than the data's. What is older than the oldest base
    backup that you keep, you may remove from there; rft does not.
    """
    from rft_adapters.embedded import archive_to, default_data_dir  # noqa: PLC0415 - not for --help

    from ..settings import load_settings  # noqa: PLC0415 - not for --help

    if place.database_url or (place.data_dir is None and load_settings().database.url):
        raise click.ClickException("a server of your own is told so in its own settings: archive_mode, archive_command")
    archive_to((place.data_dir or default_data_dir()).expanduser().resolve(), folder)
    if as_json:
        echo_json({"wal": str(folder.expanduser().resolve())})
        return
    click.echo("From its next start on, the embedded PostgreSQL archives its log there. Then: rft backup --base FOLDER")


@db.command()
@takes_place
@json_option
def explain(place: Place, as_json: bool) -> None:
    """Say which indexes the queries use that they are there for, and which were never used.

    Plans are for any parameter, and nothing is run: the report holds no word of a row. "few rows": the index is used as
    soon as reading the whole table costs more. Indexes that keep rows unique are needed whether they are read or not.
    """
    from rft_adapters.postgres.explain import explain as explain_at  # noqa: PLC0415 - an extra

    with current_database(place) as settings:
        report = explain_at(settings.database.url or "")
    if as_json:
        never = [index.name for index in report.never_used]
        plans, indexes = ([asdict(one) for one in kind] for kind in (report.plans, report.indexes))
        echo_json({"since": report.since, "plans": plans, "indexes": indexes, "never_used": never})
        return
    rows = [(plan.what, plan.index, plan.verdict, ", ".join(plan.chosen) or "none") for plan in report.plans]
    echo_table(("query", "index", "verdict", "in its plan"), rows)
    since = f" since {report.since.isoformat(timespec='seconds')}" if report.since else ""
    click.echo(f"Never used{since}:")
    unused = [(one.name, one.table, f"{one.rows:,}", "unique" if one.unique else "") for one in report.never_used]
    echo_table(("index", "table", "rows", ""), unused)


def _show(url: str, as_json: bool) -> None:
    from rft_adapters.postgres import schema  # noqa: PLC0415 - an extra

    with reaching(url):
        found = schema.status(url)
    if as_json:
        echo_json({"current": found.current, "head": found.head, "pending": found.pending})
        return
    echo_facts(
        [
            ("Schema", found.current or "(empty)"),
            ("Newest", found.head),
            ("To come", ", ".join(found.pending) or "nothing"),
        ]
    )
