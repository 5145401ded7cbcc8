"""``rft insights``: what the bookings say, as numbers and as bars to look at."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import click

from rft_domain.access.actor import SYSTEM
from rft_domain.insights.insights import Insights
from rft_domain.insights.queries import (
    MOST_COURSES,
    CustomerInsights,
    InsightsOfCustomer,
    OverallInsights,
    customer_insights,
    overall_insights,
)
from rft_domain.shared.ids import CustomerId
from rft_domain.shared.money import Money

from ..insights_page import facts_of, page
from .place import Place, open_house, takes_place
from .show import echo_facts, echo_json, echo_table, json_option, local
from .types import WALL_CLOCK, in_zone

_ZONE = "Europe/London"
_WIDEST = 40


@click.command()
@takes_place
@click.option("--customer", type=click.UUID, metavar="ID", help="Of this customer only.")
@click.option("--from", "from_", type=WALL_CLOCK, help="Booked at or after, by the clock in London.")
@click.option("--to", type=WALL_CLOCK, help="Booked before, by the clock in London.")
@click.option(
    "--top", type=click.IntRange(1, MOST_COURSES), default=5, show_default=True, help="How many courses are named."
)
@click.option(
    "--html", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write a page with pictures."
)
@json_option
def insights(
    place: Place,
    customer: UUID | None,
    from_: datetime | None,
    to: datetime | None,
    top: int,
    html: Path | None,
    as_json: bool,
) -> None:
    """Show what the bookings say: of all of them, or of one customer's.

    Everything but the cancelled ones is of bookings that stand. Months are those of London.
    """
    if customer is not None and (from_ or to):
        raise click.UsageError("--from and --to are for all bookings, not for those of one --customer")
    with open_house(place) as application:
        if customer is not None:
            one = application.read(
                customer_insights, CustomerInsights(customer_id=CustomerId(customer), top=top), actor=SYSTEM
            )
            _show(one.insights, one, html, as_json)
            return
        span = [in_zone(typed, _ZONE, name) if typed else None for typed, name in ((from_, "/from"), (to, "/to"))]
        query = OverallInsights(from_=span[0], to=span[1], top=top)
        _show(application.read(overall_insights, query, actor=SYSTEM), None, html, as_json)


def _show(found: Insights, of: InsightsOfCustomer | None, html: Path | None, as_json: bool) -> None:
    from ..http.insights.showing import (  # noqa: PLC0415 - the web stack is not for --help
        customer_insights_answer,
        overall_insights_answer,
    )

    if html is not None:
        html.write_text(page(found, of), encoding="utf-8")
    if as_json:
        echo_json(customer_insights_answer(of) if of is not None else overall_insights_answer(found))
        return
    facts = facts_of(found, of)
    if of is not None:
        facts.append(("Customer since", local(of.figures.customer_since, _ZONE)))
        facts.append(("Last activity", local(of.figures.last_activity_at, _ZONE)))
    echo_facts(facts)
    _bars("month", [(f"{one.month:%Y-%m}", one.bookings, one.spent) for one in found.months])
    _bars("course", [(one.code, one.bookings, one.spent) for one in found.courses])


def _bars(what: str, rows: list[tuple[str, int, Money]]) -> None:
    """As long as was spent."""
    if not rows:
        return
    most = max(spent.amount for _, _, spent in rows) or Decimal(1)
    click.echo()
    echo_table(
        (what, "bookings", "spent", ""),
        [(name, str(count), f"£{spent.amount:,}", _bar(spent, most)) for name, count, spent in rows],
    )


def _bar(spent: Money, most: Decimal) -> str:
    return "█" * int(spent.amount * _WIDEST / most)
