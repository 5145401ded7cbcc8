"""Prices (product.md D3): list price × attendees, the better of two discounts, VAT inside."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from rft_domain.bookings.pricing import Discount, Price, normal_code, price_of
from rft_domain.shared.errors import Invalid
from rft_domain.shared.money import Money
from rft_domain.testing.machine.bookings import cost
from rft_domain.testing.machine.portrait import pence, points
from rft_domain.testing.strategies import money, rates

VAT = Decimal("0.20")
NOW = datetime(2031, 3, 29, tzinfo=UTC)


def price(seats: int, code: str = "0") -> Price:
    return price_of(Money.of(75), seats, vat_rate=VAT, code_rate=Decimal(code))


@pytest.mark.parametrize(
    ("seats", "discount", "final"),
    [
        (1, "0.00", "75.00"),
        (5, "0.00", "375.00"),
        (6, "45.00", "405.00"),
        (11, "82.50", "742.50"),
        (12, "135.00", "765.00"),
    ],
)
def test_groups_pay_less_by_tier(seats: int, discount: str, final: str) -> None:
    assert (price(seats).discount, price(seats).final) == (Money.of(discount), Money.of(final))


def test_of_two_discounts_the_better_one_counts() -> None:
    assert price(6, "0.05").discount == price(6).discount
    assert price(6, "0.25").discount == Money.of("112.50")


def test_a_smaller_group_pays_as_if_it_had_been_booked_so() -> None:
    assert price(6, "0.05").for_seats(5) == price(5, "0.05")


@given(money(), st.integers(1, 200), rates(), rates())
def test_prices_equal_those_counted_in_pence(unit: Money, seats: int, vat: Decimal, code: Decimal) -> None:
    found = price_of(unit, seats, vat_rate=vat, code_rate=code)
    expected = cost(pence(unit), seats, points(vat), points(code))
    assert {name: pence(getattr(found, name)) for name in expected} == expected


def test_a_price_that_does_not_add_up_is_a_corrupt_row() -> None:
    with pytest.raises(Invalid, match="/final"):
        evolve(price(1), final=Money.of(1))


def test_a_code_is_the_same_in_any_case() -> None:
    assert normal_code("  spring10 ") == "SPRING10"


@pytest.mark.parametrize("code", ["AB", "lower", "HAS SPACE", "É10", "X" * 33])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(Invalid, match="/code"):
        Discount(code=code, rate=VAT)


@pytest.mark.parametrize("rate", ["0", "1.1", "-0.1", "0.12345", "NaN"])
def test_what_is_no_rate_is_refused(rate: str) -> None:
    with pytest.raises(Invalid, match="/rate"):
        Discount(code="SPRING", rate=Decimal(rate))


def test_a_discount_is_valid_from_its_first_instant_up_to_its_last() -> None:
    hour = timedelta(hours=1)
    discount = Discount(code="SPRING", rate=VAT, valid_from=NOW, valid_until=NOW + hour)
    told = [
        discount.is_valid(at) for at in (NOW - timedelta.resolution, NOW, NOW + hour - timedelta.resolution, NOW + hour)
    ]
    assert told == [False, True, True, False]


@pytest.mark.parametrize("hours", [-1, 0])
def test_a_code_ends_after_it_begins(hours: int) -> None:
    with pytest.raises(Invalid) as refused:
        Discount(code="SPRING", rate=VAT, valid_from=NOW, valid_until=NOW + timedelta(hours=hours))
    assert [error.pointer for error in refused.value.errors] == ["/valid_until"]
