"""Money is exact to the penny."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rft_domain.shared.errors import Invalid
from rft_domain.shared.money import ZERO, Money
from rft_domain.testing.strategies import money, rates

WEIGHTS = st.lists(st.integers(0, 50), min_size=1, max_size=8).filter(any).map(tuple)


@given(money(), WEIGHTS)
def test_parts_add_up_to_the_whole(whole: Money, weights: tuple[int, ...]) -> None:
    assert sum(whole.split(weights), ZERO) == whole


@given(money(), WEIGHTS)
def test_no_part_is_a_penny_off_its_share(whole: Money, weights: tuple[int, ...]) -> None:
    for part, weight in zip(whole.split(weights), weights, strict=True):
        assert abs(part.amount - whole.amount * weight / sum(weights)) < Decimal("0.01")


def test_halves_go_up() -> None:
    assert Money.of("0.05").share(Decimal("0.5")) == Money.of("0.03")
    assert Money.of("0.15").share(Decimal("0.1")) == Money.of("0.02")


def test_vat_is_the_part_inside_a_gross_amount() -> None:
    assert Money.of(120).vat_included(Decimal("0.20")) == Money.of(20)
    assert Money.of("75.00").vat_included(Decimal("0.20")) == Money.of("12.50")
    assert Money.of("75.00").vat_included(Decimal(0)) == ZERO


@given(money(), rates())
def test_vat_is_never_more_than_the_amount(gross: Money, rate: Decimal) -> None:
    assert ZERO <= gross.vat_included(rate) <= gross


@pytest.mark.parametrize("amount", ["1.001", "NaN", "Infinity", "ten", "", "10000000000", "-10000000000"])
def test_what_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(Invalid, match="/amount"):
        Money.of(amount)


@pytest.mark.parametrize("amount", [Decimal("1"), Decimal("1.0"), Decimal("1.000"), 1, 1.0])
def test_the_constructor_takes_exactly_two_places(amount: Decimal) -> None:
    with pytest.raises(Invalid, match="/amount"):
        Money(amount)


def test_other_currencies_are_refused() -> None:
    with pytest.raises(Invalid, match="/currency"):
        Money.of(1, "EUR")


@pytest.mark.parametrize("weights", [(), (0, 0), (1, -1)])
def test_there_is_nothing_to_split_by(weights: tuple[int, ...]) -> None:
    with pytest.raises(Invalid, match="/weights"):
        Money.of(1).split(weights)
