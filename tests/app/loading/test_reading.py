"""What an exported line says, whatever it was written with."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from rft_app.loading.amounts import amounts_of
from rft_app.loading.line import read_line
from rft_app.loading.old_booking import OldBooking, read_booking
from rft_app.loading.old_session import session_of
from rft_app.loading.statuses import OldStatus, status_of
from rft_app.loading.unbookable import Unbookable
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Invalid
from rft_domain.shared.money import Money
from tests.app.loading.exports import contact, export, line, people


def read(**changes: Any) -> OldBooking:
    found = read_line(line(**changes))
    assert found is not None
    return read_booking(found)


def refusal(**changes: Any) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(Unbookable) as caught:
        read(**changes)
    return caught.value.reason, caught.value.fields


def test_a_clean_line_is_read_whole() -> None:
    old = read()
    assert (old.contact.email.identity, old.contact.phone and old.contact.phone.e164) == (
        "ana.silva@example.org",
        "+447700900123",
    )
    assert [one.first_name for one in old.participants] == ["Ana"]
    assert (old.status, old.unit_price, old.warnings) == (OldStatus.CONFIRMED, Money.of(75), ())
    assert old.session.period().starts_at == datetime(2023, 5, 17, 8, tzinfo=UTC)
    assert old.session.period().ends_at == datetime(2023, 5, 17, 15, tzinfo=UTC)


@pytest.mark.parametrize("raw", [b"", b"\n", b"\r\n", b"  \t\n", b"\xef\xbb\xbf\r\n"])
def test_blank_lines_say_nothing(raw: bytes) -> None:
    assert read_line(raw) is None


def test_a_byte_order_mark_a_carriage_return_and_spacing_change_nothing() -> None:
    plain, dressed = read_line(line()), read_line(b"\xef\xbb\xbf  " + line().strip().replace(b'": ', b'" :') + b"\r\n")
    assert plain is not None
    assert dressed is not None
    assert (dressed.digest, dressed.booking_id) == (plain.digest, plain.booking_id)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (line()[:60], "not-json"),
        (b'{"amount": NaN}', "not-json"),
        (b'{"id": "\\ud800"}', "not-json"),
        (b"[" * 100_000, "not-json"),
        (b"9" * 5000, "not-json"),
        (b"[1]", "not-an-object"),
        (b'"text"', "not-an-object"),
        (line().replace(b"Leeds", b"L\xe9eds"), "not-utf-8"),
    ],
)
def test_what_is_no_object_is_named_as_such(raw: bytes, reason: str) -> None:
    with pytest.raises(Unbookable) as caught:
        read_line(raw)
    assert caught.value.reason == reason


def test_lines_without_id_are_told_apart_by_their_content() -> None:
    one, same, other = (read_line(line(id=None, venue=venue)) for venue in ("Leeds", "Leeds", "York"))
    assert one is not None
    assert same is not None
    assert other is not None
    assert one.booking_id == same.booking_id != other.booking_id


@pytest.mark.parametrize(
    ("word", "status"),
    [
        (None, OldStatus.CONFIRMED),
        ("CONFIRMED", OldStatus.CONFIRMED),
        (" pending ", OldStatus.PENDING),
        ("canceled", OldStatus.CANCELLED),
        ("Completed", OldStatus.COMPLETED),
        ("no-show", OldStatus.NO_SHOW),
        ("No Show", OldStatus.NO_SHOW),
        ("noshow", OldStatus.NO_SHOW),
    ],
)
def test_status_words_come_in_any_case_and_with_synonyms(word: str | None, status: OldStatus) -> None:
    assert status_of(word) is status


@pytest.mark.parametrize("word", ["maybe", "???", "", 7, ["confirmed"]])
def test_a_status_word_nobody_knows_is_not_guessed(word: object) -> None:
    assert refusal(status=word) == ("status-unknown", ("/status",))


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        (75, "75"),
        (Decimal("75.5"), "75.50"),
        ("75.00", "75"),
        ("£1,234.50", "1234.50"),
        (" £ 80 ", "80"),
        ("1234567.89", "1234567.89"),
    ],
)
def test_amounts_come_in_many_ways(written: object, amount: str) -> None:
    assert amounts_of({"totalAmount": written}).total == Money.of(amount)


@pytest.mark.parametrize("written", ["-£5", "£-5", -5, Decimal("-0.01")])
def test_amounts_below_nothing_are_refused(written: object) -> None:
    with pytest.raises(Unbookable, match="amount-negative"):
        amounts_of({"finalAmount": written})


@pytest.mark.parametrize("written", ["n/a", "7,5", "75.001", True, [75], "1e3", "--5", 10**12])
def test_amounts_that_nobody_can_read_are_refused(written: object) -> None:
    with pytest.raises(Unbookable, match="amount-unreadable") as caught:
        amounts_of({"discountAmount": written})
    assert caught.value.fields == ("/discountAmount",)


def test_amounts_that_do_not_add_up_are_told() -> None:
    assert read(finalAmount="1.00").warnings == ("amounts-do-not-add-up",)
    assert read(totalAmount="80.00", discountAmount="5.00", finalAmount="75.00").warnings == ()


@pytest.mark.parametrize(
    ("written", "starts_at"),
    [
        ("2023-01-17T09:00:00", datetime(2023, 1, 17, 9, tzinfo=UTC)),
        ("2023-06-17T09:00:00", datetime(2023, 6, 17, 8, tzinfo=UTC)),
        ("2023-06-17T09:00:00Z", datetime(2023, 6, 17, 9, tzinfo=UTC)),
        ("2023-06-17T09:00:00.000+02:00", datetime(2023, 6, 17, 7, tzinfo=UTC)),
        ("2023-03-26T01:30:00", datetime(2023, 3, 26, 1, 30, tzinfo=UTC)),  # the clocks skip it
        ("2023-10-29T01:30:00", datetime(2023, 10, 29, 0, 30, tzinfo=UTC)),  # it comes twice
    ],
)
def test_times_without_offset_are_those_of_london(written: str, starts_at: datetime) -> None:
    assert session_of(export(sessionDate=written)).period().starts_at == starts_at


def test_a_late_session_ends_on_its_day() -> None:
    period = session_of(export(sessionDate="2023-01-17T20:00:00")).period()
    assert period.ends_at == datetime(2023, 1, 17, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize("written", ["soon", "2023-13-01", "0001-01-01T00:00:00", "9999-12-31T23:00:00-14:00"])
def test_a_date_nobody_can_read_is_told_when_a_session_must_be_made(written: object) -> None:
    session = session_of(export(sessionDate=written))
    with pytest.raises(Unbookable, match="session-date-unreadable"):
        session.period()


def test_sessions_are_found_again_by_their_old_id_their_uuid_or_what_they_were() -> None:
    uuid = "01890a5d-ac96-774b-bcce-b302099a8057"
    assert session_of(export(sessionId=uuid)).id == UUID(uuid)
    assert session_of(export(venue="York")).id == session_of(export(venue="Leeds")).id
    assert session_of(export(sessionId="s-1")).id != session_of(export(sessionId="s-2")).id
    by_what_it_was = {session_of(export(sessionId=None, venue=venue)).id for venue in ("Leeds", "LEEDS", "York")}
    assert len(by_what_it_was) == 2


def test_nothing_that_tells_a_session_is_no_session() -> None:
    assert refusal(sessionId=None, venue=None) == ("session-unknown", ("/sessionId",))


@pytest.mark.parametrize("email", [None, "", "n/a", "none@", "07700 900111", "ana@@example.org", 5])
def test_without_a_usable_address_the_contact_has_one_that_nobody_has(email: object) -> None:
    missing = read(contactDetails=contact(email=email)).contact.email
    assert missing.is_missing
    with pytest.raises(Invalid):
        Email.parse(missing.typed)


def test_without_contact_details_the_first_participant_is_the_contact() -> None:
    found = read(contactDetails=None, participants=[{"firstName": "Bo", "lastName": "Marsh"}]).contact
    assert (found.first_name, found.last_name, found.email.is_missing) == ("Bo", "Marsh", True)


def test_a_phone_number_that_is_none_does_not_lose_the_booking() -> None:
    old = read(contactDetails=contact(phone="ask Ana"))
    assert (old.contact.phone, old.warnings) == (None, ("phone-unreadable",))
    assert read(contactDetails=contact(phone="")).warnings == ()


def test_a_participant_without_a_usable_address_does_not_lose_the_booking() -> None:
    old = read(participants=[{"firstName": "Ana", "lastName": "Silva", "email": "ana@@"}])
    assert (old.participants[0].email, old.warnings) == (None, ("participant-email-unreadable",))


@pytest.mark.parametrize(
    ("changes", "reason", "fields"),
    [
        ({"participants": []}, "no-participants", ("/participants",)),
        ({"participants": None}, "no-participants", ("/participants",)),
        ({"participants": {"firstName": "Ana"}}, "invalid", ("/participants",)),
        ({"participants": ["Ana"]}, "invalid", ("/participants/0",)),
        ({"participants": [*people(1), {"firstName": "Ana"}]}, "invalid", ("/participants/1/lastName",)),
        ({"contactDetails": contact(firstName=" ")}, "invalid", ("/contactDetails/firstName",)),
        ({"contactDetails": contact(lastName="S" * 101)}, "invalid", ("/contactDetails/lastName",)),
    ],
)
def test_what_breaks_a_rule_is_named_by_its_field(
    changes: dict[str, Any], reason: str, fields: tuple[str, ...]
) -> None:
    assert refusal(**changes) == (reason, fields)
