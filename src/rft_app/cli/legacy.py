"""``rft legacy …``: what the old system exported, brought in as history; and ``rft backfill …``."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import click

from rft_domain.catalogue.session import CAPACITY_LIMIT

from .bars import bars, size_of
from .place import Place, current_database, takes_place
from .show import echo_facts, echo_json, json_option

Told = Callable[[str, int], None]

dry_run_option = click.option("--dry-run", is_flag=True, help="Write nothing; the counts are those of the real run.")


@click.group()
def legacy() -> None:
    """Bring in what the old system exported, and take it back."""


@legacy.command("import")
@takes_place
@click.argument("file", type=click.File("rb"))
@dry_run_option
@click.option("--batch", metavar="NAME", help="What this import is called (else the file's name).")
@click.option(
    "--capacity",
    type=click.IntRange(1, CAPACITY_LIMIT),
    default=12,
    show_default=True,
    help="Seats of sessions made here: exports do not say.",
)
@json_option
def import_(place: Place, file: BinaryIO, dry_run: bool, batch: str | None, capacity: int, as_json: bool) -> None:
    """Bring in the old bookings in FILE, or from standard input for "-", as they were.

    Nothing is dropped: a line that cannot become a booking is kept in quarantine. A run that was killed goes on where
    it stopped when it is started again; importing a file again changes nothing.
    """
    from rft_adapters.postgres.legacy import ImportOptions  # noqa: PLC0415 - an extra
    from rft_adapters.system import SystemEntropy, system_clock  # noqa: PLC0415 - not for --help

    from ..legacy.running import import_lines  # noqa: PLC0415 - not for --help

    with current_database(place) as settings, progress(file, as_json) as told:
        options = ImportOptions(
            batch=batch or _name_of(file),
            now=system_clock(),
            linking=settings.user_centric_bookings,
            capacity=capacity,
            dry_run=dry_run,
        )
        counts = import_lines(settings.database.url or "", file, options, SystemEntropy(), told=told)
    show(counts, dry_run, as_json)


@legacy.command()
@takes_place
@click.argument("batch")
@json_option
def revert(place: Place, batch: str, as_json: bool) -> None:
    """Take BATCH back: every table is then as it was before it.

    Refused where something was changed since, which is then named. The audit trail keeps both. It is for the role that
    owns the schema: the service deletes no bookings and no people.
    """
    from rft_adapters.postgres.legacy import revert as take_back  # noqa: PLC0415 - an extra
    from rft_adapters.system import SystemEntropy, system_clock  # noqa: PLC0415 - not for --help

    with current_database(place, owner=True) as settings:
        counts = take_back(settings.database.url or "", batch, now=system_clock(), entropy=SystemEntropy())
    show({"batch": batch, **counts}, dry_run=False, as_json=as_json)


@legacy.command()
@click.argument("lines", type=click.IntRange(1))
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same lines.")
def generate(lines: int, seed: int) -> None:
    """Print LINES old bookings of made-up people, with the dirt of real exports, to try an import with."""
    from ..legacy.generating import generate as made_up  # noqa: PLC0415 - not for --help

    for line in made_up(lines, seed):
        sys.stdout.buffer.write(line)


@click.group()
def backfill() -> None:
    """Bring old records to what new ones have."""


@backfill.command("customers")
@takes_place
@dry_run_option
@json_option
def backfill_customers(place: Place, dry_run: bool, as_json: bool) -> None:
    """Link bookings without a customer: taken, or brought in, while user_centric_bookings was off.

    One customer per address, found or made. Bookings without an address stay as they are, and are counted.
    """
    from rft_adapters.postgres.legacy import backfill_customers as link  # noqa: PLC0415 - an extra
    from rft_adapters.system import SystemEntropy, system_clock  # noqa: PLC0415 - not for --help

    with current_database(place) as settings:
        counts = link(settings.database.url or "", now=system_clock(), entropy=SystemEntropy(), dry_run=dry_run)
    show(counts, dry_run, as_json)


def _name_of(file: BinaryIO) -> str:
    name = getattr(file, "name", "-")
    return Path(name).stem if isinstance(name, str) and name not in ("-", "<stdin>") else "standard-input"


def show(counts: Mapping[str, Any], dry_run: bool, as_json: bool) -> None:
    if as_json:
        echo_json({"dry_run": dry_run, **counts})
        return
    facts = [] if not dry_run else [("dry run", "nothing was written")]
    for name, value in counts.items():
        words = name.replace("_", " ")
        if isinstance(value, dict):
            facts += [(f"{words}: {code}", f"{count:,}") for code, count in value.items()]
        else:
            facts.append((words, f"{value:,}" if isinstance(value, int) else str(value or "none: all of it was there")))
    echo_facts(facts)


@contextmanager
def progress(file: BinaryIO, as_json: bool) -> Iterator[Told]:
    """A bar on a terminal; elsewhere a line for each phase. Both on standard error."""
    if not sys.stderr.isatty():
        phases: set[str] = set()

        def tell_plainly(phase: str, amount: int) -> None:
            if phase not in phases and not as_json:
                click.echo(phase, err=True)
            phases.add(phase)

        yield tell_plainly
        return
    with bars() as shown:
        reading = shown.add_task("reading", total=size_of(file))
        writing = shown.add_task("writing, lines", total=None)

        def tell(phase: str, amount: int) -> None:
            if phase != "resolving":
                shown.update(reading if phase == "reading" else writing, advance=amount)

        yield tell
