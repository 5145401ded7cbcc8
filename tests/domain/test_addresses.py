"""E-mail addresses and phone numbers: as typed, and what they stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rft_domain.shared import email as emails
from rft_domain.shared.email import Email, identity_of
from rft_domain.shared.errors import Invalid
from rft_domain.shared.phone import Phone
from rft_domain.testing.strategies import spellings
from rft_domain.testing.world import refusal


@given(spellings("ana.silva@example.org"))
def test_an_address_is_the_same_in_any_case(address: Email) -> None:
    assert address == Email.parse("ana.silva@example.org")
    assert hash(address) == hash(Email.parse("ana.silva@example.org"))


def test_an_address_keeps_how_it_was_typed() -> None:
    assert Email.parse("  Ana.Silva@Example.ORG ").typed == "Ana.Silva@Example.ORG"


def test_composed_and_decomposed_letters_are_the_same_address() -> None:
    assert Email.parse("zo\u00eb@example.org") == Email.parse("zoe\u0308@example.org")


@pytest.mark.parametrize(
    "text", ["", "ana", "ana@", "@example.org", "a b@example.org", "a@b@c.org", "x" * 250 + "@a.org"]
)
def test_what_is_no_address_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        Email.parse(text)
    assert [error.pointer for error in refused.value.errors] == ["/email"]
    assert not text or text not in str(refused.value)


def test_a_stored_address_stays_readable_when_rules_get_stricter() -> None:
    assert Email("old@internal", "old@internal").identity == "old@internal"


def test_an_identity_in_capitals_is_a_corrupt_row() -> None:
    with pytest.raises(Invalid):
        Email("Ana@example.org", "Ana@example.org")


@pytest.mark.parametrize("typed", ["07700 900123", "+44 7700 900123", "0044 7700 900 123", "(07700) 900-123"])
def test_a_phone_is_british_unless_it_says_otherwise(typed: str) -> None:
    assert Phone.parse(typed) == Phone("+447700900123")


@pytest.mark.parametrize("typed", ["", "call me", "12", "07700 900123 ext 5", "+999999999999999999"])
def test_what_is_no_phone_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        Phone.parse(typed)
    assert not typed or typed not in str(refused.value)


@given(st.text(max_size=20))
def test_parsing_either_works_or_is_invalid(text: str) -> None:
    for parse in (Email.parse, Phone.parse):
        try:
            parse(text)
        except Invalid:
            continue


@given(st.sampled_from(["Ana@Example.org", " ana@exämple.org ", "ANA@EXAMPLE.ORG", "nobody", "", "a@b", "\0@x.org"]))
def test_an_identity_worked_out_afresh_is_the_same(typed: str) -> None:
    told = [refusal(lambda: Email.parse(typed)), refusal(lambda: identity_of(typed))]
    assert type(told[0]) is type(told[1])
    if told[0] is None:
        assert identity_of(typed) == Email.parse(typed).identity


def test_an_identity_worked_out_afresh_is_not_remembered() -> None:
    before = emails._identity.cache_info()
    identity_of("nobody.remembers.me@example.org")
    assert emails._identity.cache_info() == before
