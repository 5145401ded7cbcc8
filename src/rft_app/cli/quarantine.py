"""``rft legacy quarantine …``: the lines that could not become bookings, and how they come in after all."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

import click

from rft_domain.shared.errors import Invalid

from .legacy import show
from .place import Place, current_database, takes_place
from .show import echo_json, echo_table, json_option

if TYPE_CHECKING:
    from rft_adapters.postgres.legacy import Quarantined

MENDS = {
    "amount-missing": "say what was to be paid: finalAmount, or totalAmount",
    "amount-negative": "write the amount as it was, not below nothing",
    "amount-unreadable": "write the amount as 75.00",
    "conflict": "decide: another line or booking has this id or reference; give one of them its own",
    "invalid": "mend the fields named",
    "no-participants": "name who attends",
    "not-an-object": "export the line again",
    "not-json": "export the line again: it was cut off or is broken",
    "not-utf-8": "export the line again, in UTF-8",
    "session-cancelled": "name the session that was held: this one was cancelled",
    "session-date-unreadable": "write the date as 2023-05-17T09:00:00",
    "session-unknown": "name course, date and venue, or a session that is there",
    "status-unknown": "write pending, confirmed, completed, cancelled or no_show",
}

_MOST_LINES = 2**31 - 1
_batch = click.option("--batch", metavar="NAME", help="Only of this batch.")
_reason = click.option("--reason", metavar="CODE", help="Only for this reason.")


@click.group()
def quarantine() -> None:
    """Look at the lines that could not become bookings, mend them, and load them."""


@quarantine.command("list")
@takes_place
@_batch
@_reason
@click.option("--mended", is_flag=True, help="Also those that came in since.")
@json_option
def list_(place: Place, batch: str | None, reason: str | None, mended: bool, as_json: bool) -> None:
    """List the lines by number, with why each is here and what would mend it."""
    from rft_adapters.postgres.legacy import quarantined  # noqa: PLC0415 - an extra

    with current_database(place) as settings:
        found = list(quarantined(settings.database.url or "", batch=batch, reason=reason, mended=mended))
    if as_json:
        echo_json({"items": [_told(one) for one in found]})
        return
    rows = [[one.batch, str(one.line), one.reason, " ".join(one.fields), MENDS.get(one.reason, "")] for one in found]
    echo_table(("batch", "line", "reason", "fields", "mend it"), rows)


def _told(one: "Quarantined") -> dict[str, object]:
    return {
        "batch": one.batch,
        "line": one.line,
        "reason": one.reason,
        "fields": one.fields,
        "mend": MENDS.get(one.reason),
        "mended_by": one.mended_by,
    }


@quarantine.command("show")
@takes_place
@click.argument("batch")
@click.argument("line", type=click.IntRange(1, _MOST_LINES))
@json_option
def show_(place: Place, batch: str, line: int, as_json: bool) -> None:
    """Print LINE of BATCH as it was written, to the byte."""
    from rft_adapters.postgres.legacy import quarantined  # noqa: PLC0415 - an extra

    with current_database(place) as settings:
        found = list(quarantined(settings.database.url or "", batch=batch, line=line, mended=True))
    if not found:
        raise click.ClickException("this line is not in quarantine")
    if as_json:
        echo_json(_told(found[0]) | _written(found[0]))
    else:
        sys.stdout.buffer.write(found[0].raw + b"\n")


def _written(one: "Quarantined") -> dict[str, str]:
    """Text, with what is not UTF-8 as ``\\xff``."""
    return {"raw": one.raw.decode(errors="backslashreplace")}


@quarantine.command()
@takes_place
@click.argument("batch")
@_reason
@json_option
def export(place: Place, batch: str, reason: str | None, as_json: bool) -> None:
    """Print the lines of BATCH to mend: the number, a tab, and the line as it was written."""
    from rft_adapters.postgres.legacy import quarantined  # noqa: PLC0415 - an extra

    with current_database(place) as settings:
        found = quarantined(settings.database.url or "", batch=batch, reason=reason)
        if as_json:
            echo_json({"items": [_told(one) | _written(one) for one in found]})
            return
        for one in found:
            sys.stdout.buffer.write(b"%d\t%s\n" % (one.line, one.raw))


@quarantine.command()
@takes_place
@click.argument("batch")
@click.argument("file", type=click.File("rb"))
@json_option
def retry(place: Place, batch: str, file: BinaryIO, as_json: bool) -> None:
    """Load the mended lines in FILE, as "export" printed them, under the numbers they have in BATCH.

    They come in as a batch of their own. What is not mended yet stays in quarantine.
    """
    from rft_adapters.postgres.legacy import ImportOptions  # noqa: PLC0415 - an extra
    from rft_adapters.system import SystemEntropy, system_clock  # noqa: PLC0415 - not for --help

    from ..legacy.running import import_mended  # noqa: PLC0415 - not for --help

    with current_database(place) as settings:
        options = ImportOptions(
            batch=f"{batch}-mended", now=system_clock(), linking=settings.user_centric_bookings, mends=batch
        )
        counts = import_mended(settings.database.url or "", _numbered(file), options, SystemEntropy())
    show(counts, dry_run=False, as_json=as_json)


def _numbered(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    for place, written in enumerate(file, 1):
        number, tab, raw = written.partition(b"\t")
        if not tab or not number.isdigit() or len(number) > 10 or not 1 <= int(number) <= _MOST_LINES:
            raise Invalid.at("/FILE", f"line {place} must be a number, a tab, and the mended line")
        yield int(number), raw
