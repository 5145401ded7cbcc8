"""``rft discounts …``: codes that customers type."""

from datetime import datetime
from decimal import Decimal

import click

from rft_domain.access.actor import SYSTEM
from rft_domain.bookings.pricing import Discount, normal_code
from rft_domain.bookings.use_cases.create_discount import CreateDiscount, create_discount

from .place import Place, open_house, takes_place
from .show import echo_facts, echo_json, json_option
from .types import RATE, WALL_CLOCK, in_zone

_ZONE = "Europe/London"


@click.group()
def discounts() -> None:
    """Create discount codes."""


@discounts.command()
@takes_place
@click.argument("code")
@click.option("--rate", type=RATE, required=True, help="What it takes off, as a part of one.")
@click.option("--from", "from_", type=WALL_CLOCK, help="Valid from, by the clock in London.")
@click.option("--until", type=WALL_CLOCK, help="Valid until, by the clock in London.")
@json_option
def create(
    place: Place, code: str, rate: Decimal, from_: datetime | None, until: datetime | None, as_json: bool
) -> None:
    """Create the discount code CODE."""
    discount = Discount(
        code=normal_code(code),
        rate=rate,
        valid_from=in_zone(from_, _ZONE, "/valid_from") if from_ else None,
        valid_until=in_zone(until, _ZONE, "/valid_until") if until else None,
    )
    with open_house(place) as application:
        application.run(create_discount, CreateDiscount(discount=discount), actor=SYSTEM)
    if as_json:
        echo_json(
            {
                "code": discount.code,
                "rate": str(discount.rate),
                "valid_from": discount.valid_from,
                "valid_until": discount.valid_until,
            }
        )
    else:
        echo_facts([("Code", discount.code), ("Rate", f"{discount.rate:%}")])
