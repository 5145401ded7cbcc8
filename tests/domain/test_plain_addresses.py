"""What is read without a parser is read as the parser reads it."""

import phonenumbers
import pytest
from email_validator import validate_email
from hypothesis import given
from hypothesis import strategies as st

from rft_domain.shared import email, phone


@given(st.from_regex(email._PLAIN, fullmatch=True))
def test_plain_addresses_are_what_the_validator_makes_of_them(typed: str) -> None:
    assert email._identity(typed) == validate_email(typed, check_deliverability=False).normalized.lower()


@given(st.from_regex(phone._PLAIN, fullmatch=True, alphabet="0123456789 "))
def test_plain_numbers_are_what_the_parser_makes_of_them(typed: str) -> None:
    number = phonenumbers.parse(typed, "GB")
    assert phonenumbers.is_possible_number(number)
    assert phone._e164(typed, "GB") == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@pytest.mark.parametrize("typed", ["ana@x.invalid", "ana@localhost", "a@xn--bcher-kva.com", "ana@-x.com", "a..b@x.com"])
def test_nothing_that_needs_the_validator_is_taken_for_plain(typed: str) -> None:
    assert email._PLAIN.fullmatch(typed) is None
