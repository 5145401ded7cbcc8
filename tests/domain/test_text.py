"""What people may type into a short text."""

import pytest
from attrs import field, frozen

from rft_domain.shared.errors import Invalid
from rft_domain.shared.phone import Phone
from rft_domain.shared.text import text


@frozen
class Named:
    name: str = field(validator=text(at_least=1, at_most=20))


@pytest.mark.parametrize("name", ["Ana", "Zoë", "孫", "🦺", "O'Brien", "अनिल", "‍Ana"])
def test_names_of_the_world_are_taken(name: str) -> None:
    assert Named(name).name == name


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "\ufeff\u200b", "A\x00", "A\u202eanA", "\ud800", "x" * 21])
def test_what_cannot_be_seen_or_misleads_the_reader_is_refused(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        Named(name)
    assert [error.pointer for error in refused.value.errors] == ["/name"]


@pytest.mark.parametrize("typed", ["020 7946 work", "0800 call now", "12", "", "+44 7700 900123 ext 5"])
def test_letters_are_no_phone_number(typed: str) -> None:
    with pytest.raises(Invalid):
        Phone.parse(typed)
