"""``rft keys …``: the master keys of sensitive fields, and what is sealed with them."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from .bars import bars
from .place import Place, current_database, takes_place
from .show import echo_facts, echo_json, json_option

if TYPE_CHECKING:
    from rft_adapters.postgres.data_keys import Batch, PostgresDataKeys

_RIVALS = 20


@click.group()
def keys() -> None:
    """Look after the keys of sensitive fields."""


@keys.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def new(file: Path) -> None:
    """Write a new master key into FILE, the newest: it seals from then on.

    FILE is made where it is not there. Restart the service, so that it has the key, and then run "rft keys rotate".
    Keep a copy somewhere else: without it nobody can read what was sealed.
    """
    from rft_adapters.keys import add_key  # noqa: PLC0415 - not for --help

    try:
        key_id = add_key(file)
    except OSError as error:
        raise click.ClickException(f"cannot write {file} ({error.strerror})") from None
    click.echo(f"{key_id} is the newest key of {file}")


@keys.command()
@takes_place
@json_option
def status(place: Place, as_json: bool) -> None:
    """Say under which master keys the data keys are, and whether they open."""
    with _data_keys(place) as (data_keys, current):
        counted, bad, plain = data_keys.counted(), data_keys.unopenable(), data_keys.plain()
    if as_json:
        echo_json({"newest": current, "data_keys": counted, "unopenable": bad, "plain": plain})
        return
    under = [(f"Under {key_id}", f"{count:,}") for key_id, count in counted.items()]
    echo_facts([("Newest", current), *under, ("Unopenable", f"{bad:,}"), ("Not sealed", f"{plain:,}")])


@keys.command()
@takes_place
@click.option("--batch", type=click.IntRange(1, 2_000), default=500, show_default=True, help="Data keys at once.")
@json_option
def rotate(place: Place, batch: int, as_json: bool) -> None:
    """Wrap every data key by the newest master key.

    The service goes on meanwhile. Interrupted, run it again: what is done by then stays done. Older master keys may go
    when "rft keys status" shows no data key under them. The exit code is 1 where some do not open.
    """
    with _data_keys(place) as (data_keys, current):
        total = sum(count for key_id, count in data_keys.counted().items() if key_id != current)

        def step(after: UUID) -> "Batch":
            return data_keys.rewrap(after=after, limit=batch)

        done, refused = _all(step, total, "wrapped", as_json)
    _tell({"newest": current, "rewrapped": done, "unopenable": refused}, as_json)


@keys.command("seal-old")
@takes_place
@click.option("--batch", type=click.IntRange(1, 1_000), default=200, show_default=True, help="Attendees at once.")
@json_option
def seal_old(place: Place, batch: int, as_json: bool) -> None:
    """Seal what attendees need where it was written before there was sealing.

    As "rft keys rotate" it goes on beside the service, and where it was interrupted. Afterwards VACUUM FULL
    bookings.attendees rewrites the files in which the old texts are still to be found, as they are in older backups.
    """
    with _data_keys(place) as (data_keys, _):
        total = data_keys.plain()

        def step(after: UUID) -> "Batch":
            return _beside_rivals(lambda: data_keys.seal_plain(after=after, limit=batch))

        done, _ = _all(step, total, "sealed", as_json)
    _tell({"sealed": done}, as_json)


@contextmanager
def _data_keys(place: Place) -> "Iterator[tuple[PostgresDataKeys, str]]":
    """With the id of the newest master key. Raises :class:`DataKeyMissing`."""
    from rft_adapters.postgres.settings import StoreSettings  # noqa: PLC0415 - an extra
    from rft_adapters.postgres.store import open_store  # noqa: PLC0415 - an extra
    from rft_adapters.system import SystemEntropy  # noqa: PLC0415 - not for --help
    from rft_domain.shared.sealing import DataKeyMissing  # noqa: PLC0415 - not for --help

    from ..container import master_keys  # noqa: PLC0415 - not for --help

    with current_database(place) as settings:
        if (masters := master_keys(settings)) is None:
            raise DataKeyMissing()
        url, small = settings.database.url or "", StoreSettings(pool_size=1)
        with open_store(url, small, entropy=SystemEntropy(), masters=masters) as store:
            yield store.data_keys, masters.current


def _all(step: "Callable[[UUID], Batch]", total: int, verb: str, as_json: bool) -> tuple[int, int]:
    """Batch after batch; how many were done, and how many refused."""
    from rft_adapters.postgres.data_keys import NOBODY  # noqa: PLC0415 - an extra

    done, refused, after = 0, 0, NOBODY
    with _progress(total, verb, as_json) as told:
        while (batch := step(after)).last is not None:
            done, refused, after = done + batch.done, refused + batch.refused, batch.last
            told(done)
    return done, refused


def _beside_rivals(step: "Callable[[], Batch]") -> "Batch":
    """A booking that seals first for the same customer is met again with its key."""
    from rft_domain.shared.errors import StaleWrite  # noqa: PLC0415 - not for --help

    for _ in range(_RIVALS):
        try:
            return step()
        except StaleWrite:
            continue
    return step()


@contextmanager
def _progress(total: int, verb: str, as_json: bool) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, a line for every batch elsewhere; both on standard error."""
    if as_json or not sys.stderr.isatty():
        yield (lambda done: None) if as_json else lambda done: click.echo(f"{done:,} of {total:,} {verb}", err=True)
        return
    with bars() as progress:
        task = progress.add_task(verb, total=total)
        yield lambda done: progress.update(task, completed=done)


def _tell(facts: dict[str, str | int], as_json: bool) -> None:
    if as_json:
        echo_json(facts)
    else:
        words = {name: value if isinstance(value, str) else f"{value:,}" for name, value in facts.items()}
        echo_facts([(name.capitalize(), word) for name, word in words.items()])
    if facts.get("unopenable"):
        click.get_current_context().exit(1)
