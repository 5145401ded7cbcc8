"""Instants, texts, and values as JSON and back."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from rft_domain.bookings.contact import AttendeeDetails, Contact
from rft_domain.catalogue.course import CourseTerms
from rft_domain.customers.profile import Profile
from rft_domain.shared.errors import FieldError, Invalid
from rft_domain.shared.period import Period, in_utc
from rft_domain.shared.receipts import Receipt
from rft_domain.shared.stored import fingerprint, from_json, to_json
from rft_domain.shared.text import tidy, tidy_or_none
from rft_domain.testing.laws.values import exact
from rft_domain.testing.strategies import contacts, course_terms, profiles

NOW = datetime(2031, 3, 30, 0, 30, tzinfo=UTC)


def test_instants_are_utc_whatever_the_clocks_do() -> None:
    before, after = (datetime(2031, 3, 30, hour, 30, tzinfo=ZoneInfo("Europe/London")) for hour in (0, 2))
    assert [in_utc(at, "/at") for at in (before, after)] == [NOW, NOW + timedelta(hours=1)]


def test_an_instant_without_offset_is_refused() -> None:
    with pytest.raises(Invalid, match="/starts_at"):
        in_utc(datetime(2031, 3, 30), "/starts_at")  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize("starts_at", [datetime(2031, 3, 30, tzinfo=timezone(timedelta(0))), datetime(2031, 3, 30)])  # noqa: DTZ001 - the point
def test_values_hold_instants_in_utc_only(starts_at: datetime) -> None:
    period = Period(NOW, NOW + timedelta(hours=1))
    if starts_at.tzinfo is None:
        with pytest.raises(Invalid):
            Period(starts_at, period.ends_at)


def test_what_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(Invalid, match="/ends_at"):
        Period(NOW, NOW)


@pytest.mark.parametrize("bad", ["", "x" * 101, "a\x00b", "a\x7f", "\ud800"])
def test_names_are_1_to_100_characters_without_control_characters(bad: str) -> None:
    with pytest.raises(Invalid, match="/first_name"):
        AttendeeDetails(first_name=bad, last_name="Silva")


def test_tidy_texts_have_single_spaces() -> None:
    assert tidy("  Ana \t Silva\n") == "Ana Silva"
    assert [tidy_or_none(text) for text in (None, "  ", " a ")] == [None, None, "a"]


def test_field_errors_are_found_again_one_level_up() -> None:
    inner = Invalid([FieldError("/email", "must be an e-mail address")])
    assert [error.pointer for error in inner.under("/contact").errors] == ["/contact/email"]


@given(contacts())
def test_a_contact_has_one_stored_form(contact: Contact) -> None:
    assert exact(from_json(to_json(contact), Contact)) == exact(contact)


@given(course_terms())
def test_terms_have_one_stored_form(terms: CourseTerms) -> None:
    assert exact(from_json(to_json(terms), CourseTerms)) == exact(terms)


@given(profiles())
def test_a_profile_has_one_stored_form(profile: Profile) -> None:
    assert exact(from_json(to_json(profile), Profile)) == exact(profile)


@given(contacts(), contacts())
def test_a_fingerprint_is_that_of_one_call_only(one: Contact, other: Contact) -> None:
    assert (fingerprint("a", one) == fingerprint("a", other)) is (exact(one) == exact(other))
    assert fingerprint("a", one) != fingerprint("b", one)


@pytest.mark.parametrize("key", ["k" * 15, "k" * 256, "k" * 15 + " ", "k" * 15 + "é", "k" * 15 + "\n"])
def test_an_idempotency_key_has_16_to_255_visible_ascii_characters(key: str) -> None:
    with pytest.raises(Invalid, match="/idempotency_key"):
        Receipt(scope="s", key=key, fingerprint="f", body="{}", created_at=NOW)
