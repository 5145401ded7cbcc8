"""``rft privacy …``: what is known of one person, handed out and erased; and what is kept no longer."""

import os
from pathlib import Path
from uuid import UUID

import click

from rft_domain.access.actor import SYSTEM
from rft_domain.privacy.erasure import Erasure
from rft_domain.privacy.errors import LedgerMissing
from rft_domain.privacy.queries import ExportPerson, ListErasures, list_erasures
from rft_domain.privacy.use_cases.erase_customer import EraseCustomer
from rft_domain.privacy.use_cases.erase_user import EraseUser
from rft_domain.shared.ids import CustomerId, UserId

from .. import privacy as use
from ..http.privacy.showing import erasure_answer, erasures_answer, reapplied_answer, retention_answer
from .place import Place, current_database, database, open_house, takes_place
from .show import echo_facts, echo_json, echo_table, json_option


@click.group()
def privacy() -> None:
    """Hand out and erase what is known of one person; let go what is kept no longer."""


@privacy.command()
@takes_place
@click.argument("customer_id", type=click.UUID)
@click.option("--to", "file", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The zip to write.")
@json_option
def export(place: Place, customer_id: UUID, file: Path, as_json: bool) -> None:
    """Write everything that is kept about one customer to a zip: data.json, and index.html to read."""
    with open_house(place) as application:
        whole = use.export(application, ExportPerson(customer_id=CustomerId(customer_id)), actor=SYSTEM)
    with open(file, "wb", opener=_for_us_alone) as target:
        target.write(whole)
    if as_json:
        echo_json({"file": str(file), "bytes": len(whole)})
        return
    click.echo(f"{file}: {len(whole)} bytes")


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@privacy.command("erase-customer")
@takes_place
@click.argument("customer_id", type=click.UUID)
@click.option("--with-bookings-ahead", is_flag=True, help="Bookings that are still ahead go on, without names.")
@click.option("--with-members", is_flag=True, help="All members of the customer are erased too.")
@json_option
def erase_customer(
    place: Place, customer_id: UUID, with_bookings_ahead: bool, with_members: bool, as_json: bool
) -> None:
    """Erase everything that is personal of one customer, for good. The books stay."""
    wanted = EraseCustomer(
        customer_id=CustomerId(customer_id), with_bookings_ahead=with_bookings_ahead, with_members=with_members
    )
    with open_house(place) as application:
        _show(use.erase(application, wanted, actor=SYSTEM), as_json)


@privacy.command("erase-user")
@takes_place
@click.argument("user_id", type=click.UUID)
@json_option
def erase_user(place: Place, user_id: UUID, as_json: bool) -> None:
    """Erase one user, whose customer stays."""
    with open_house(place) as application:
        _show(use.erase(application, EraseUser(user_id=UserId(user_id)), actor=SYSTEM), as_json)


def _show(erasure: Erasure, as_json: bool) -> None:
    if as_json:
        echo_json(erasure_answer(erasure))
        return
    echo_facts(
        [
            ("Erased", f"{erasure.kind.value} {erasure.subject_id}"),
            ("At", erasure.at.isoformat(timespec="seconds")),
            *((table, str(rows)) for table, rows in erasure.rows.items()),
        ]
    )


@privacy.command()
@takes_place
@json_option
def erasures(place: Place, as_json: bool) -> None:
    """List who was erased, when and by whom."""
    with open_house(place) as application:
        found = application.read(list_erasures, ListErasures(), actor=SYSTEM)
    if as_json:
        echo_json(erasures_answer(found))
        return
    rows = [
        (one.at.isoformat(timespec="seconds"), one.kind.value, str(one.total), str(one.erased_by or "system"),
         str(one.subject_id))
        for one in found
    ]  # fmt: skip
    echo_table(("at", "kind", "rows", "by", "id"), rows)


@privacy.command()
@takes_place
@json_option
def reapply(place: Place, as_json: bool) -> None:
    """Erase again whom a restored backup brought back.

    Everybody whose erasure is in RFT_ERASURE_FILE and not in the database.
    """
    with open_house(place) as application:
        if application.ledger is None:
            raise LedgerMissing()
        done = use.reapply_erasures(application, application.ledger)
    if as_json:
        echo_json(reapplied_answer(done))
    else:
        told = [("Erased again", done.again), ("Erased before", done.before), ("Never here", done.unknown)]
        facts = [(name, str(len(ids))) for name, ids in told]
        echo_facts([*facts, *((f"Failed: {code}", str(one)) for one, code in done.failed)])
    if done.failed:
        raise SystemExit(1)


@privacy.command()
@takes_place
@click.option("--dry-run", is_flag=True, help="Count, and change nothing.")
@json_option
def retention(place: Place, dry_run: bool, as_json: bool) -> None:
    """Let go what is kept no longer, as the worker does by the hour; say what went."""
    from ..container import open_container  # noqa: PLC0415 - not for --help

    with current_database(place) as settings, open_container(settings) as container:
        rules, application = container.retention(), container.application()
        report = rules.report(application) if dry_run else rules.apply(application)
    if as_json:
        echo_json(retention_answer(report))
        return
    rows = [
        (one.name, one.before.isoformat(timespec="seconds") if one.before else "for ever", str(one.rows), one.because)
        for one in report.kept
    ]
    echo_table(("rule", "before", "rows", "because"), rows)
    click.echo(f"idle customers: {len(report.idle)}")
    for customer_id in report.idle:
        click.echo(str(customer_id))


@privacy.command()
@takes_place
@json_option
def scrub(place: Place, as_json: bool) -> None:
    """Rewrite the tables, so that no byte of what was erased is left in the data directory.

    Runs as the owner of the schema, and locks one table after the other while it rewrites it. What could not be done
    is named.
    """
    from rft_adapters.postgres.scrubbing import scrub as rewrite  # noqa: PLC0415 - an extra

    with database(place) as (settings, _):
        done = rewrite(settings.database.url or "")
    if as_json:
        echo_json({"done": list(done.done), "refused": list(done.refused)})
        return
    for one in done.done:
        click.echo(f"done     {one}")
    for one in done.refused:
        click.echo(f"refused  {one}")
