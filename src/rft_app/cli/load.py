"""``rft bookings load``: old bookings, one by one, through the real use case."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from textwrap import wrap
from time import monotonic
from typing import BinaryIO

import click

from rft_domain.catalogue.session import CAPACITY_LIMIT
from rft_domain.shared.errors import Busy

from ..loading import LoadOptions, Report, rehearsal
from ..loading import load as load_lines
from ..loading.sessions import DEFAULT_CAPACITY, Making
from .bars import bars, size_of
from .place import Place, open_house, takes_place
from .show import echo_json, json_option

Told = Callable[[Report, bytes], None]
_TELL_EVERY = 1000

_MEANINGS = {
    "amount-negative": "an amount is below nothing",
    "amount-unreadable": "an amount cannot be read",
    "amounts-do-not-add-up": "total less discount is not the final amount",
    "conflict": "another booking has this id or reference",
    "course-code-taken": "the code for the course is another course's",
    "course-price-unknown": "the course is new, and the line has no total",
    "invalid": "a field breaks a rule",
    "left-as-booked": "booked, but could not be cancelled or completed",
    "no-participants": "nobody attends",
    "no-usable-address": "the contact has no usable e-mail address",
    "not-an-object": "not a JSON object",
    "not-json": "not JSON; cut off?",
    "not-utf-8": "not UTF-8",
    "participant-email-unreadable": "booked without a participant's e-mail address",
    "phone-unreadable": "booked without the contact's phone number",
    "price-differs": "costs something else by today's rules",
    "session-date-unreadable": "the session's date cannot be read",
    "session-full": "not enough seats left, and the session is not this load's to enlarge",
    "session-past": "the session has started; --past books it",
    "session-unknown": "the session is not there, and may not or cannot be made",
    "status-unknown": "the status word is not known",
}


@click.command()
@takes_place
@click.argument("file", type=click.File("rb"))
@click.option("--past", is_flag=True, help="Also book sessions that have started; the audit trail shows it.")
@click.option("--dry-run", is_flag=True, help="Write nothing; the counts are those of the real run.")
@click.option("--no-create", is_flag=True, help="Make no sessions or courses: they must be there.")
@click.option(
    "--capacity",
    type=click.IntRange(1, CAPACITY_LIMIT),
    default=DEFAULT_CAPACITY,
    show_default=True,
    help="Seats that sessions made here have at least.",
)
@json_option
def load(
    place: Place, file: BinaryIO, past: bool, dry_run: bool, no_create: bool, capacity: int, as_json: bool
) -> None:
    """Load old bookings from FILE, or from standard input for "-".

    FILE has one JSON object a line: a payload of the old flow or an exported old booking. Each is booked through the
    same use case as any other. What cannot be booked is reported with its line number and skipped; the exit code is 0
    when the file was read to its end. Loading a file again books nothing twice.

    Sessions made here, and past ones that an earlier load made, grow with what the lines book; no others do.
    """
    options = LoadOptions(past=past, making=Making(allowed=not no_create, capacity=capacity))
    started = monotonic()
    with open_house(place) as application, _progress(file, as_json) as told:
        stage = rehearsal(application) if dry_run else None
        try:
            report = (
                load_lines(file, stage.application, options, fetch=stage.fetch, told=told)
                if stage
                else load_lines(file, application, options, told=told)
            )
        except Busy as away:
            raise click.ClickException(
                f"{away.code}: the database is away. Load the file again: nothing is booked twice."
            ) from None
    if as_json:
        echo_json(_summary(report, dry_run))
    else:
        _print(report, dry_run, monotonic() - started)


@contextmanager
def _progress(file: BinaryIO, as_json: bool) -> Iterator[Told]:
    """A bar on a terminal, a line for every thousand elsewhere; both on standard error."""
    if not sys.stderr.isatty():
        yield _tell_plainly if not as_json else lambda report, raw: None
        return
    with bars() as progress:
        task = progress.add_task("starting", total=size_of(file))

        def tell(report: Report, raw: bytes) -> None:
            progress.update(task, advance=len(raw), description=_so_far(report))

        yield tell


def _tell_plainly(report: Report, raw: bytes) -> None:
    if report.lines % _TELL_EVERY == 0:
        click.echo(_so_far(report), err=True)


def _so_far(report: Report) -> str:
    skipped = sum(map(len, report.skipped.values()))
    return f"{report.lines:,} lines: {report.booked:,} booked, {report.already_there:,} there, {skipped:,} skipped"


def _summary(report: Report, dry_run: bool) -> dict[str, object]:
    reported = sorted((line, code) for code, lines in report.skipped.items() for line in lines)
    return {
        "dry_run": dry_run,
        "lines": report.lines,
        "blank": report.blank,
        "booked": report.booked,
        "already_there": report.already_there,
        "skipped": {code: len(lines) for code, lines in sorted(report.skipped.items())},
        "warned": {code: len(lines) for code, lines in sorted(report.warned.items())},
        "courses_made": report.courses_made,
        "sessions_made": report.sessions_made,
        "sessions_enlarged": report.sessions_enlarged,
        "skipped_lines": [
            {"line": line, "reason": code, "fields": report.fields.get(line, ())} for line, code in reported
        ],
        "warned_lines": dict(sorted(report.warned.items())),
    }


def _print(report: Report, dry_run: bool, seconds: float) -> None:
    for title, found in (("Skipped", report.skipped), ("Warned", report.warned)):
        for code, lines in sorted(found.items()):
            click.echo(f"{title}: {code} ({_MEANINGS.get(code, 'refused')}), {len(lines):,} {_lines(len(lines))}")
            for row in wrap(", ".join(map(str, lines)), width=96, initial_indent="  ", subsequent_indent="  "):
                click.echo(row)
    rows = [
        ("lines read", report.lines),
        ("booked", report.booked),
        ("already there", report.already_there),
        *((f"skipped: {code}", len(lines)) for code, lines in sorted(report.skipped.items())),
        ("blank", report.blank),
        ("courses made", report.courses_made),
        ("sessions made", report.sessions_made),
        ("sessions enlarged", report.sessions_enlarged),
    ]
    width = max(len(name) for name, _ in rows)
    click.echo(f"{'Dry run, nothing was written' if dry_run else 'Loaded'} ({seconds:.1f} s)")
    for name, number in rows:
        click.echo(f"  {name:<{width}}  {number:>8,}")


def _lines(count: int) -> str:
    return "line" if count == 1 else "lines"
