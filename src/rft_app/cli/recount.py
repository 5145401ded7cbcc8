"""``rft recount``: the kept figures of customers against their history."""

import sys
from uuid import UUID

import click
from attrs import fields_dict

from rft_domain.access.actor import SYSTEM
from rft_domain.customers.figures import Figures
from rft_domain.insights.recount import Drift
from rft_domain.shared.errors import Busy
from rft_domain.shared.ids import CustomerId

from ..recount import RecountReport
from ..recount import recount as carry_out
from .place import Place, open_house, takes_place
from .show import echo_facts, echo_json, echo_table, json_option

_TELL_EVERY = 10_000
_NAMES = tuple(fields_dict(Figures))


@click.command()
@takes_place
@click.option("--check", is_flag=True, help="Change nothing; the exit code is 1 where figures have drifted.")
@click.option("--after", type=click.UUID, metavar="ID", help="Go on behind this customer, where a run was stopped.")
@json_option
@click.pass_context
def recount(context: click.Context, place: Place, check: bool, after: UUID | None, as_json: bool) -> None:
    """Count the figures of every customer from their history, and set right those that drifted.

    People may book meanwhile. What was done when a run is stopped stays done, and it may be started again. The audit
    trail has what was kept before, and what was counted.
    """
    with open_house(place) as application:
        told = _tell if not as_json else lambda report: None
        try:
            report = carry_out(
                application, actor=SYSTEM, check=check, after=CustomerId(after) if after else None, told=told
            )
        except Busy as away:
            raise click.ClickException(
                f"{away.code}: the database is away. Run it again: what was done is done."
            ) from None
    if as_json:
        echo_json(_summary(report, check))
    else:
        _print(report, check)
    context.exit(1 if check and report.drifts else 0)


def _tell(report: RecountReport) -> None:
    """On standard error: one line that is written over on a terminal, now and then a line elsewhere."""
    line = f"{report.customers:,} customers, {len(report.drifts):,} drifted; last {report.last}"
    if sys.stderr.isatty():
        click.echo(f"{line}\r", err=True, nl=False)
    elif report.customers % _TELL_EVERY == 0:
        click.echo(line, err=True)


def _summary(report: RecountReport, check: bool) -> dict[str, object]:
    return {
        "check": check,
        "customers": report.customers,
        "drifted": len(report.drifts),
        "corrected": report.corrected,
        "last": report.last,
        "drifts": [
            {"customer_id": drift.customer_id, "kept": _told(drift.kept), "counted": _told(drift.counted)}
            for drift in report.drifts
        ],
    }


def _told(figures: Figures) -> dict[str, object]:
    return {name: _plain(getattr(figures, name)) for name in _NAMES}


def _plain(value: object) -> object:
    amount = getattr(value, "amount", None)
    return value if amount is None else str(amount)


def _print(report: RecountReport, check: bool) -> None:
    if report.drifts:
        rows = [row for drift in report.drifts for row in _rows(drift)]
        echo_table(("figure", "kept", "counted", "id"), rows)
    facts = [("Customers", f"{report.customers:,}"), ("Drifted", f"{len(report.drifts):,}")]
    echo_facts(facts if check else [*facts, ("Corrected", f"{report.corrected:,}")])


def _rows(drift: Drift) -> list[tuple[str, ...]]:
    kept, counted = _told(drift.kept), _told(drift.counted)
    return [
        (name, str(kept[name]), str(counted[name]), str(drift.customer_id))
        for name in _NAMES
        if kept[name] != counted[name]
    ]
