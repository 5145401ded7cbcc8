"""``rft backup`` and ``rft restore``."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .bars import bars
from .erased_again import erase_again, erased_again_fact
from .place import Place, database, reaching, takes_place
from .show import echo_facts, echo_json, json_option
from .types import INSTANT

if TYPE_CHECKING:
    from ..settings import Settings

Told = Callable[[str, int, int], None]


@click.command()
@takes_place
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--base", is_flag=True, help="Copy the embedded server's files, for point-in-time recovery.")
@json_option
def backup(place: Place, target: Path, base: bool, as_json: bool) -> None:
    """Back up the database to the file TARGET, or with --base to the folder TARGET.

    The file is read back and compared with the database before it counts: every table, every row, of one snapshot.
    Nothing is replaced, and nothing is left behind where it fails. Key files and the ledger of erasures are kept apart:
    what else to keep is told at the end.
    """
    if base:
        _back_up_files(place, target, as_json)
        return
    from rft_adapters.postgres.backup import take  # noqa: PLC0415 - an extra

    with database(place) as (settings, _), _progress(as_json) as told:
        with reaching(settings.database.url or ""):
            manifest = take(settings.database.url or "", target, told)
        keep = kept_apart(settings)
    if as_json:
        tables = {table: {"rows": one.rows, "digest": one.value} for table, one in sorted(manifest.tables.items())}
        told_of = {"file": str(target), "revision": manifest.revision, "taken_at": manifest.taken_at}
        echo_json({**told_of, "rows": manifest.rows, "tables": tables, "keep": keep})
        return
    facts = [
        ("Backup", str(target)),
        ("Of", manifest.taken_at.isoformat(timespec="seconds")),
        ("Schema", manifest.revision),
        ("Holds", f"{manifest.rows:,} rows in {len(manifest.tables)} tables, as in the database"),
    ]
    echo_facts([*facts, *(("Keep too", name) for name in keep)])


def _back_up_files(place: Place, target: Path, as_json: bool) -> None:
    from rft_adapters.postgres.backup.base import take_base  # noqa: PLC0415 - an extra

    with database(place) as (settings, server), _progress(as_json) as told:
        if server is None:
            raise click.ClickException(_OWN_SERVER)
        manifest = take_base(server, target, told)
        keep = kept_apart(settings)
    if as_json:
        told_of = {"folder": str(target), "revision": manifest.revision, "taken_at": manifest.taken_at}
        echo_json({**told_of, "wal": manifest.wal, "keep": keep})
        return
    facts = [
        ("Base", str(target)),
        ("From", manifest.taken_at.isoformat(timespec="milliseconds")),
        ("Log", manifest.wal),
    ]
    echo_facts([*facts, *(("Keep too", name) for name in keep)])


@click.command()
@takes_place
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--to", type=INSTANT, metavar="INSTANT", help="Of a base backup: recover to this instant (2026-03-02T09:30:00Z)."
)
@click.option(
    "--wal",
    type=click.Path(file_okay=False, path_type=Path),
    help="Of a base backup: where the archived log is now, if it was moved.",
)
@json_option
def restore(place: Place, source: Path, to: datetime | None, wal: Path | None, as_json: bool) -> None:
    """Restore the backup SOURCE into an empty database.

    A file goes into the empty database of --database-url or --data-dir: every table is compared with what the file says
    of itself, and an older schema is brought up to date. A folder of "rft backup --base" makes a new data folder
    (--data-dir) and replays the archived log up to --to, or all of it. Where it fails, what was restored is removed.
    """
    if source.is_dir():
        _recover(place, source, to, wal, as_json)
        return
    if to is not None or wal is not None:
        raise click.UsageError("--to and --wal are for base backups, which are folders")
    from rft_adapters.postgres.backup import restore as restore_file  # noqa: PLC0415 - an extra

    with database(place) as (settings, _), _progress(as_json) as told, reaching(settings.database.url or ""):
        restored = restore_file(settings.database.url or "", source, told)
        # inside: another start of the embedded server would do it with whatever has come in between
        erased = erase_again(place)
    manifest = restored.manifest
    if as_json:
        told_of = {"taken_at": manifest.taken_at, "from_revision": manifest.revision, "revision": restored.revision}
        again = None if erased is None else erased.again
        echo_json({**told_of, "rows": manifest.rows, "tables": len(manifest.tables), "erased_again": again})
        return
    facts = [
        ("Restored", manifest.taken_at.isoformat(timespec="seconds")),
        ("Holds", f"{manifest.rows:,} rows in {len(manifest.tables)} tables, as backed up"),
        ("Schema", restored.revision),
        erased_again_fact(erased),
    ]
    echo_facts(facts)


def _recover(place: Place, source: Path, to: datetime | None, wal: Path | None, as_json: bool) -> None:
    from rft_adapters.embedded import default_data_dir  # noqa: PLC0415 - not for --help
    from rft_adapters.postgres.backup.base import recover  # noqa: PLC0415 - an extra

    from ..settings import load_settings  # noqa: PLC0415 - not for --help

    settings = load_settings()
    if place.database_url or (place.data_dir is None and settings.database.url):
        raise click.ClickException(_OWN_SERVER)
    folder = place.data_dir or default_data_dir()
    with _progress(as_json) as told:
        recovered = recover(source, folder, to=to, wal=wal, told=told)
        _warn_of_keys(settings, folder)  # what follows is such a command
        erased = erase_again(Place(None, folder))
    if as_json:
        again = None if erased is None else erased.again
        told_of = {"last_change": recovered.last_change, "revision": recovered.revision, "erased_again": again}
        echo_json({"data_dir": str(folder), **told_of})
        return
    last = recovered.last_change
    facts = [
        ("Recovered", str(folder)),
        ("Last change", last.isoformat(timespec="milliseconds") if last else "none since the copy was made"),
        ("Schema", recovered.revision),
        erased_again_fact(erased),
    ]
    echo_facts(facts)


def _warn_of_keys(settings: "Settings", folder: Path) -> None:
    """The next command would make new ones, which open nothing that is there."""
    elsewhere = {
        "data.key": settings.data.key_file or settings.data.keys,
        "audit.key": settings.audit.key_file,
        "second-factor.key": settings.second_factor.key_file,
    }
    missing = [name for name, other in elsewhere.items() if other is None and not (folder / name).exists()]
    if missing:
        click.echo(f"Warning: copy {', '.join(missing)} into {folder} before anything runs there.", err=True)


_OWN_SERVER = (
    "base backups are for the embedded server. How to recover a server of your own to a point in time: "
    "docs/how-to/back-up-and-restore.md"
)


def kept_apart(settings: "Settings") -> list[str]:
    """What no backup of the database holds, and nobody can do without."""
    files = (
        settings.data.key_file,
        settings.audit.key_file,
        settings.audit.checkpoints,
        settings.second_factor.key_file,
        settings.erasure_file,
    )
    return [str(path.absolute()) for path in files if path is not None]


@contextmanager
def _progress(as_json: bool) -> Iterator[Told]:
    """A bar on a terminal, a line for each step elsewhere; both on standard error."""
    if as_json and not sys.stderr.isatty():
        yield lambda step, done, of: None
        return
    if not sys.stderr.isatty():
        yield _told_plainly()
        return
    with bars() as progress:
        task = progress.add_task("starting", total=None)
        yield lambda step, done, of: progress.update(
            task, description=step, completed=done, total=of if of > 1 else None
        )


def _told_plainly() -> Told:
    said: list[str] = []

    def tell(step: str, done: int, of: int) -> None:
        if step not in said:
            said.append(step)
            click.echo(f"{step} …", err=True)

    return tell
