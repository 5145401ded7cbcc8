"""A batch is taken back whole, or not at all: then what is in the way is named."""

from collections.abc import Callable

import pytest

from rft_adapters.postgres import open_store
from rft_adapters.postgres.diagnosis import examine
from rft_adapters.postgres.legacy import BatchChangedSince, BatchNotFound, reverting
from rft_adapters.system import SystemEntropy
from rft_domain.bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from rft_domain.bookings.use_cases.confirm_booking import ConfirmBooking, confirm_booking
from rft_domain.shared.ids import BookingId
from rft_domain.testing import Subject
from rft_domain.testing.scenes import a_booking, a_session
from rft_domain.testing.world import World, new_world
from tests.app.legacy.conftest import Sql
from tests.app.legacy.export_files import dirty, imported, many, taken_back
from tests.app.loading.exports import contact, line

State = Callable[[], dict[str, str]]


def in_world(url: str, act: Callable[[World], object]) -> None:
    with open_store(url, entropy=SystemEntropy()) as store:
        act(new_world(Subject(open_unit_of_work=store.unit_of_work, reset=lambda: None), seed=1))


@pytest.mark.parametrize("many_users", [False, True])
def test_reverting_gives_back_the_state_before(
    url: str, state: State, monkeypatch: pytest.MonkeyPatch, many_users: bool
) -> None:
    monkeypatch.setattr(reverting, "_MANY", 0 if many_users else 1_000)
    empty = state()
    imported(url, dirty())
    assert state() != empty
    taken_back(url)
    assert state() == empty


def test_also_where_customers_users_and_sessions_were_there_before(url: str, sql: Sql, state: State) -> None:
    in_world(url, lambda world: a_booking(world, a_session(world).id))
    [(session_id, email)] = sql("SELECT session_id, contact_email FROM bookings.bookings")
    sql("UPDATE customers.customers SET phone = NULL, company = NULL")
    sql("UPDATE identity.users SET customer_id = NULL, email_verified = true")
    imported(url, many(50), batch="earlier")
    before = state()
    counts = imported(url, [line(900, sessionId=str(session_id), contactDetails=contact(email=email)), *many(120)[60:]])
    assert counts["customers_found"] > 1
    after = state()
    assert {name for name in before if before[name] != after[name]} >= {
        "customers.customers", "customers.figures", "identity.users", "bookings.rosters", "activity.entries",
    }  # fmt: skip
    assert examine(url).figures_wrong == 0
    taken_back(url)
    assert state() == before


def test_an_unfinished_batch_is_taken_back_too(
    url: str, sql: Sql, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = state()
    monkeypatch.setattr("rft_adapters.postgres.legacy.writing._finish", lambda *_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        imported(url, many(40))
    assert sql("SELECT state FROM legacy.batches") == [("writing",)]
    taken_back(url)
    assert state() == empty


def test_what_was_changed_since_is_named_and_nothing_is_taken(url: str, sql: Sql, state: State) -> None:
    imported(url, [line(1)])
    [[booking_id]] = sql("SELECT id FROM bookings.bookings")
    in_world(url, lambda world: world.do(cancel_booking, CancelBooking(booking_id=BookingId(booking_id))))
    before = state()
    with pytest.raises(BatchChangedSince) as refused:
        taken_back(url)
    assert f"booking {booking_id} changed since" in refused.value.detail
    assert state() == before


def test_whoever_booked_since_is_in_the_way(url: str) -> None:
    imported(url, [line(1)])
    imported(url, [line(2)], batch="later")
    with pytest.raises(BatchChangedSince, match="booked since, on a session of the batch"):
        taken_back(url)
    taken_back(url, "later")
    taken_back(url)


@pytest.mark.parametrize(
    "planted",
    [
        "UPDATE customers.customers SET version = 2",
        "UPDATE identity.users SET version = 2",
        "UPDATE catalogue.sessions SET version = 2",
        "UPDATE catalogue.courses SET version = 2",
        "UPDATE bookings.bookings SET version = 2",
        "INSERT INTO identity.devices SELECT id, id, 'a token', now() FROM identity.users",
    ],
)
def test_every_kind_of_change_is_in_the_way(url: str, sql: Sql, planted: str) -> None:
    imported(url, [line(1)])
    sql(planted)
    with pytest.raises(BatchChangedSince):
        taken_back(url)


def test_a_revert_that_forgets_a_table_is_seen(url: str, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault planted: the customers' figures are not given back."""
    imported(url, [line(1)], batch="earlier")
    before = state()
    imported(url, [line(2, sessionId="s-9")])
    kept = tuple(each for each in reverting._TAKE if "UPDATE customers.figures" not in each)
    assert len(kept) == len(reverting._TAKE) - 1
    monkeypatch.setattr(reverting, "_TAKE", kept)
    taken_back(url)
    assert state() != before


def test_both_the_import_and_its_revert_are_on_record(url: str, sql: Sql) -> None:
    imported(url, [line(1)])
    taken_back(url)
    assert sql("SELECT action, about ->> 'batch' FROM activity.audit ORDER BY action") == [
        ("import_bookings", "old"), ("revert_import", "old"),
    ]  # fmt: skip


def test_a_batch_that_is_not_there_is_not_found(url: str) -> None:
    with pytest.raises(BatchNotFound):
        taken_back(url, "nobody")


def test_confirming_an_imported_booking_works_as_any_other(url: str, sql: Sql) -> None:
    imported(url, [line(1, status="pending")])
    [[booking_id]] = sql("SELECT id FROM bookings.bookings")
    in_world(url, lambda world: world.do(confirm_booking, ConfirmBooking(booking_id=BookingId(booking_id))))
    assert sql("SELECT status FROM bookings.bookings") == [("confirmed",)]
