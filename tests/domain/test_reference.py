"""References can be read aloud, and a mistake is noticed (product.md D2)."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rft_domain.bookings.reference import RANDOM_SYMBOLS, Reference
from rft_domain.shared.crockford import ALPHABET
from rft_domain.shared.errors import Invalid
from rft_domain.testing.world import SeededEntropy

REFERENCES = st.integers(0, 2**64 - 1).map(lambda seed: Reference.random(SeededEntropy(seed)))
PLACES = st.integers(0, RANDOM_SYMBOLS)


def test_a_reference_has_at_least_fifty_bits() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert RANDOM_SYMBOLS * 5 >= 50


def test_no_two_symbols_look_or_sound_alike() -> None:
    assert not set("ILOU") & set(ALPHABET)


@given(REFERENCES)
def test_what_is_shown_can_be_typed_back(reference: Reference) -> None:
    shown = str(reference)
    assert Reference.parse(shown) == Reference.parse(shown.lower().replace("-", " ")) == reference


@given(REFERENCES, st.randoms(use_true_random=False))
def test_whatever_looks_alike_is_read_as_what_is_meant(reference: Reference, chance: Random) -> None:
    """Any case, O for 0, I or L for 1, and spaces or hyphens anywhere."""
    alike = {"0": "0Oo", "1": "1IiLl"}
    typed = "".join(
        chance.choice(["", " ", "-", "  ", "\t"]) + chance.choice(alike.get(symbol, symbol + symbol.lower()))
        for symbol in reference.symbols
    )
    assert Reference.parse(typed) == reference


@given(REFERENCES, PLACES, st.sampled_from(ALPHABET))
def test_every_wrong_symbol_is_found(reference: Reference, place: int, symbol: str) -> None:
    symbols = reference.symbols
    wrong = symbols[:place] + symbol + symbols[place + 1 :]
    if wrong != symbols:
        with pytest.raises(Invalid):
            Reference(wrong)


@given(REFERENCES, PLACES, PLACES)
def test_every_swap_of_two_symbols_is_found(reference: Reference, one: int, other: int) -> None:
    symbols = list(reference.symbols)
    symbols[one], symbols[other] = symbols[other], symbols[one]
    if "".join(symbols) != reference.symbols:
        with pytest.raises(Invalid):
            Reference("".join(symbols))


@pytest.mark.parametrize("typed", ["", "K7QM", "K7QM-9XDR-T4W!", "K7QM-9XDR-T4WA-1"])
def test_what_is_no_reference_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="/reference"):
        Reference.parse(typed)
