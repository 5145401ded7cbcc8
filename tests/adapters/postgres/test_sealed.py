"""What is sensitive is sealed in its row: it opens there and nowhere else, whatever somebody does to the tables."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch
from uuid import uuid4

import psycopg
import pytest
from attrs import evolve

from rft_adapters import sealing
from rft_adapters.postgres import Store, StoreFault, StoreSettings, open_store
from rft_adapters.sealing import MasterKeys, Place
from rft_adapters.system import SystemEntropy
from rft_domain.access.actor import ADMIN, Actor, ActorKind
from rft_domain.bookings.attendee import Attendance
from rft_domain.bookings.contact import AttendeeDetails
from rft_domain.bookings.queries import ListBookings, SeeBooking, list_bookings, see_booking
from rft_domain.bookings.use_cases.mark_attendance import MarkAttendance, mark_attendance
from rft_domain.bookings.use_cases.substitute_attendee import SubstituteAttendee, substitute_attendee
from rft_domain.bookings.use_cases.write_requirements import WriteRequirements, write_requirements
from rft_domain.customers.queries import SeeSensitiveDetails, see_sensitive_details
from rft_domain.customers.sensitive import Details
from rft_domain.identity.user import Role
from rft_domain.shared.errors import RftError
from rft_domain.shared.ids import BookingId, CustomerId
from rft_domain.shared.sealing import DataKeyMissing, SealedDataRefused
from rft_domain.testing import Subject
from rft_domain.testing.scenes import a_session, a_user, member
from rft_domain.testing.world import World, new_world, refusal
from tests.adapters.postgres.conftest import Sql
from tests.adapters.postgres.sealed import ANA, BEN, CANARIES, DETAILS, RAMP, needing, needs, of, tell, told
from tests.stores import as_app

COLUMNS = ("emergency_contact", "medical", "dietary_requirements")
_EVERYTHING = (
    "SELECT to_jsonb(s)::text FROM customers.sensitive_details s "
    "UNION ALL SELECT to_jsonb(a)::text FROM bookings.attendees a"
)


def test_all_comes_back_as_it_was_told(world: World, sql: Sql) -> None:
    booking = needing(world, a_session(world).id)
    tell(world, of(booking))
    assert (told(world, of(booking)), needs(world, booking)) == (DETAILS, [RAMP])
    stored = str(sql(_EVERYTHING))
    assert [word for word in (*CANARIES, *(word.encode().hex() for word in CANARIES)) if word in stored] == []


def test_a_customer_has_one_data_key_however_much_is_sealed(world: World, sql: Sql) -> None:
    session_id = a_session(world).id
    bookings = [needing(world, session_id) for _ in range(3)]
    tell(world, of(bookings[0]))
    unlinked = needing(world, session_id, linked=False)
    needing(world, session_id, None, address=BEN)
    assert {row[0] for row in sql("SELECT subject_id FROM customers.data_keys")} == {of(bookings[0]), unlinked.id}
    assert [needs(world, one) for one in (*bookings, unlinked)] == [[RAMP]] * 4


def test_rivals_for_the_first_key_of_a_customer_share_one(world: World, sql: Sql) -> None:
    session_id = a_session(world).id
    needing(world, session_id, None)
    with ThreadPoolExecutor(8) as threads:
        bookings = list(threads.map(lambda _: needing(world, session_id), range(8)))
    assert sql("SELECT count(*) FROM customers.data_keys") == [(1,)]
    assert [needs(world, one) for one in bookings] == [[RAMP]] * 8


@pytest.mark.parametrize(("text", "known", "trips"), [(None, True, 2), (RAMP, False, 2), (RAMP, True, 2)])
def test_a_booking_is_one_read_and_one_write_also_where_it_seals(
    world: World, store: Store, text: str | None, known: bool, trips: int
) -> None:
    session_id = a_session(world).id
    if known:
        needing(world, session_id)
    before = store.round_trips
    needing(world, session_id, text)
    assert store.round_trips - before == trips


def test_a_page_of_bookings_reads_its_keys_at_once(world: World, store: Store) -> None:
    session_id = a_session(world).id

    def trips() -> int:
        before = store.round_trips
        with store.reading_as(ADMIN) as uow:
            list_bookings(ListBookings(), actor=ADMIN, now=world.clock.now, uow=uow)
        return store.round_trips - before

    needing(world, session_id, None)
    assert trips() == 1
    for name in ("a", "b", "c"):
        needing(world, session_id, address=f"{name}@example.org")
    assert trips() == 2


# what somebody may do to the tables, by hand


def opened(world: World, customer_id: CustomerId, booking_id: BookingId) -> list[object]:
    """The details and the requirements: what is read, or how it is refused."""

    def ask(query: Callable[[], object]) -> object:
        try:
            return query()
        except RftError as error:
            return type(error)

    with world.open() as uow, world.open() as another:
        now = world.clock.now
        mine = SeeSensitiveDetails(customer_id=customer_id)
        booking = SeeBooking(booking_id=booking_id)
        return [
            ask(lambda: see_sensitive_details(mine, actor=ADMIN, now=now, uow=uow).details),
            ask(lambda: see_booking(booking, actor=ADMIN, now=now, uow=another).attendees[0].special_requirements),
        ]


REFUSED = [SealedDataRefused, SealedDataRefused]
One = tuple[CustomerId, BookingId]
Two = tuple[One, One]


@pytest.fixture
def two(world: World) -> Two:
    """Two customers with a booking each, and something to hide."""
    session_id = a_session(world).id
    ana, ben = needing(world, session_id), needing(world, session_id, "a lift", address=BEN)
    tell(world, of(ana))
    tell(world, of(ben), Details(dietary_requirements="no eggs"))
    return (of(ana), ana.id), (of(ben), ben.id)


_FLIP = "set_byte({0}, octet_length({0}) / 2, get_byte({0}, octet_length({0}) / 2) # 1)"
_OF = " WHERE customer_id = %s"
_OF_BEN = "(SELECT {0} FROM customers.sensitive_details WHERE customer_id = %s)"


@pytest.mark.parametrize("column", COLUMNS)
def test_changed_bytes_are_refused(world: World, sql: Sql, two: Two, column: str) -> None:
    (ana, booking_id), _ = two
    sql(f"UPDATE customers.sensitive_details SET {column} = {_FLIP.format(column)}{_OF}", ana)
    sql(f"UPDATE bookings.attendees SET sealed_requirements = {_FLIP.format('sealed_requirements')}")
    assert opened(world, ana, booking_id) == REFUSED
    for empty in ("''::bytea", "'\\x01'::bytea"):
        sql(f"UPDATE customers.sensitive_details SET {column} = {empty}{_OF}", ana)
        sql(f"UPDATE bookings.attendees SET sealed_requirements = {empty}")
        assert opened(world, ana, booking_id) == REFUSED


@pytest.mark.parametrize("column", COLUMNS)
def test_a_text_of_somebody_else_is_refused(world: World, sql: Sql, two: Two, column: str) -> None:
    """Alone, and with the subject it was sealed for as far as the other texts stay."""
    (ana, booking_id), (ben, others_booking) = two
    bens = _OF_BEN.format(column)
    sql(f"UPDATE customers.sensitive_details SET {column} = {bens}{_OF}", ben, ana)
    for columns in ("sealed_requirements", "(sealed_requirements, sealed_for)"):
        row = columns.replace("(", "").replace(")", "")
        theirs = f"(SELECT {row} FROM bookings.attendees WHERE booking_id = %s)"
        sql(f"UPDATE bookings.attendees SET {columns} = {theirs} WHERE booking_id = %s", others_booking, booking_id)
        assert opened(world, ana, booking_id) == REFUSED
    assert opened(world, ben, others_booking) == [Details(dietary_requirements="no eggs"), "a lift"]


def test_a_text_in_another_column_or_table_is_refused(world: World, sql: Sql, two: Two) -> None:
    (ana, booking_id), _ = two
    sql("UPDATE customers.sensitive_details SET medical = dietary_requirements, dietary_requirements = medical")
    assert opened(world, ana, booking_id) == [SealedDataRefused, RAMP]
    sql(
        "UPDATE bookings.attendees SET sealed_requirements = (SELECT medical FROM customers.sensitive_details"
        + _OF
        + ")",
        ana,
    )
    assert opened(world, ana, booking_id) == REFUSED


def test_a_wrong_wrapped_key_is_refused(world: World, sql: Sql, two: Two) -> None:
    (ana, booking_id), (ben, _) = two
    swapped = "(SELECT wrapped FROM customers.data_keys WHERE subject_id = %s)"
    sql(f"UPDATE customers.data_keys SET wrapped = {swapped} WHERE subject_id = %s", ben, ana)
    assert opened(world, ana, booking_id) == REFUSED
    sql("UPDATE customers.data_keys SET master_key_id = 'nobody has it'")
    assert opened(world, ana, booking_id) == [DataKeyMissing, DataKeyMissing]
    sql("DELETE FROM customers.data_keys")
    assert opened(world, ana, booking_id) == REFUSED


def test_twins_that_bind_to_nothing_show_one_customer_what_is_known_of_another(world: World, sql: Sql) -> None:
    """What the tests above would say of them."""
    with (
        patch.object(Place, "bound", lambda place, row_id, subject_id: b""),
        patch.object(sealing, "_bound_key", lambda subject_id, master_id: b""),
    ):
        session_id = a_session(world).id
        ana, ben = needing(world, session_id), needing(world, session_id, "a lift", address=BEN)
        for one in (ana, ben):
            tell(world, of(one), Details(dietary_requirements=str(one.customer_id)))
        row = "sealed_for, emergency_contact, medical, dietary_requirements"
        theirs = f"(SELECT {row} FROM customers.sensitive_details{_OF})"
        sql(f"UPDATE customers.sensitive_details SET ({row}) = {theirs}{_OF}", of(ben), of(ana))
        moved = "(SELECT sealed_requirements, sealed_for FROM bookings.attendees WHERE booking_id = %s)"
        sql(f"UPDATE bookings.attendees SET (sealed_requirements, sealed_for) = {moved}", ben.id)
        assert opened(world, of(ana), ana.id) == [Details(dietary_requirements=str(of(ben))), "a lift"]


def test_a_merge_moves_rows_and_opens_nothing(world: World, sql: Sql) -> None:
    session_id = a_session(world).id
    ana, ben = needing(world, session_id), needing(world, session_id, None, address=BEN)
    tell(world, of(ana))
    sql("UPDATE bookings.bookings SET customer_id = %s", of(ben))
    sql("UPDATE customers.sensitive_details SET customer_id = %s", of(ben))
    assert (told(world, of(ben)), needs(world, ana)) == (DETAILS, [RAMP])
    tell(world, of(ben), evolve(DETAILS, dietary_requirements=None))
    assert told(world, of(ben)) == evolve(DETAILS, dietary_requirements=None)
    assert sql("SELECT sealed_for FROM customers.sensitive_details") == [(of(ben),)]


# who writes


def test_the_owner_seals_as_who_they_are(world: World, store: Store) -> None:
    """Row-level security lets through what the policy allows, the first key included."""
    session_id = a_session(world).id
    mine, theirs = needing(world, session_id, None), needing(world, session_id, None, address=BEN)
    actor = member(mine.booked_by, mine.customer_id)

    def as_actor(customer_id: CustomerId) -> None:
        with store.acting_as(actor, "change_sensitive_details") as uow:
            sensitive = uow.sensitive.get(customer_id)
            uow.sensitive.save(sensitive.changed_to(DETAILS, world.clock.now))
            uow.commit()

    as_actor(of(mine))
    assert told(world, of(mine)) == DETAILS
    with pytest.raises(StoreFault, match="42501"):
        as_actor(of(theirs))
    assert told(world, of(theirs)) == Details()


def test_a_member_sends_somebody_else_who_needs_something(world: World, store: Store) -> None:
    booking = needing(world, a_session(world).id, None)
    actor = member(booking.booked_by, booking.customer_id)
    other = AttendeeDetails(first_name="Eva", last_name="Silva", special_requirements=RAMP)
    command = SubstituteAttendee(booking_id=booking.id, attendee_id=booking.attendees[0].id, details=other)
    with store.acting_as(actor, "substitute_attendee") as uow:
        substitute_attendee(command, actor=actor, now=world.clock.now, uow=uow)
        uow.commit()
    assert needs(world, booking) == [RAMP]


def test_an_instructor_reads_what_is_needed_and_marks_without_sealing_again(
    world: World, store: Store, sql: Sql
) -> None:
    teacher = a_user(world, "teacher@example.org", Role.INSTRUCTOR)
    session = a_session(world, instructor_ids=frozenset({teacher.id}))
    booking = needing(world, session.id)
    actor = Actor(kind=ActorKind.INSTRUCTOR, user_id=teacher.id)
    with store.reading_as(actor) as uow:
        view = see_booking(SeeBooking(booking_id=booking.id), actor=actor, now=world.clock.now, uow=uow)
    assert [one.special_requirements for one in view.attendees] == [RAMP]
    before = sql("SELECT sealed_requirements FROM bookings.attendees")
    command = MarkAttendance(booking_id=booking.id, attendee_id=booking.attendees[0].id, attendance=Attendance.ATTENDED)
    world.clock.pass_by(days=8)
    with store.acting_as(actor, "mark_attendance") as uow:
        mark_attendance(command, actor=actor, now=world.clock.now, uow=uow)
        uow.commit()
    assert sql("SELECT sealed_requirements, attendance FROM bookings.attendees") == [(before[0][0], "attended")]


def test_nobody_but_the_house_reads_a_data_key(world: World, migrated_url: str) -> None:
    needing(world, a_session(world).id)
    with psycopg.connect(migrated_url, autocommit=True) as connection:
        for kind in ActorKind:
            connection.execute(f"SET ROLE rft_{kind.value}".encode())
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("SELECT wrapped FROM customers.data_keys")
            connection.execute("RESET ROLE")


# before there was sealing, and without a key


def _plant_old(sql: Sql) -> None:
    sql(
        "UPDATE bookings.attendees SET special_requirements = 'an old note', sealed_requirements = NULL, "
        "sealed_for = NULL"
    )


def test_what_was_written_before_sealing_stays_readable_until_it_is_sealed(
    world: World, store: Store, sql: Sql
) -> None:
    session_id = a_session(world).id
    bookings = [needing(world, session_id, address=address) for address in (ANA, ANA, BEN)]
    bookings.append(needing(world, session_id, linked=False))
    _plant_old(sql)
    sql("DELETE FROM customers.data_keys")
    assert [needs(world, one) for one in bookings] == [["an old note"]] * 4
    world.clock.pass_by(days=8)
    world.do(
        mark_attendance,
        MarkAttendance(
            booking_id=bookings[0].id, attendee_id=bookings[0].attendees[0].id, attendance=Attendance.NO_SHOW
        ),
    )
    assert store.data_keys.plain() == 4
    batch = store.data_keys.seal_plain(limit=3)
    assert (batch.done, store.data_keys.plain()) == (3, 1)
    while batch.last is not None:
        batch = store.data_keys.seal_plain(after=batch.last, limit=3)
    assert store.data_keys.plain() == 0
    assert [needs(world, one) for one in bookings] == [["an old note"]] * 4
    assert "an old note" not in str(sql(_EVERYTHING))


@pytest.fixture
def keyless(migrated_url: str, world: World) -> Iterator[World]:
    """The same database in the hands of a service without a key."""
    with open_store(as_app(migrated_url), StoreSettings(pool_size=2), entropy=SystemEntropy()) as store:
        yield new_world(Subject(open_unit_of_work=store.unit_of_work, reset=lambda: None), seed=2)


def test_without_a_key_what_is_sensitive_is_refused_and_all_else_goes_on(world: World, keyless: World) -> None:
    session_id = a_session(world).id
    sealed, plain = needing(world, session_id), needing(keyless, session_id, None)
    tell(world, of(sealed))
    write = WriteRequirements(booking_id=plain.id, attendee_id=plain.attendees[0].id, special_requirements=RAMP)
    for ask in (
        lambda: told(keyless, of(sealed)),
        lambda: tell(keyless, of(sealed), Details()),
        lambda: needs(keyless, sealed),
        lambda: needing(keyless, session_id),
        lambda: keyless.do(write_requirements, write),
    ):
        error = refusal(ask)
        assert isinstance(error, DataKeyMissing)
        assert (error.code, "RFT_DATA_KEY_FILE" in error.detail) == ("data-key-missing", True)
    assert needs(keyless, plain) == [None]
    assert told(world, of(sealed)) == DETAILS


def test_nobody_can_read_what_was_destroyed_and_all_of_others(world: World, store: Store, sql: Sql) -> None:
    session_id = a_session(world).id
    mine, theirs = needing(world, session_id), needing(world, session_id, address=BEN)
    linked_later = needing(world, session_id, linked=False)
    sql("UPDATE bookings.bookings SET customer_id = %s WHERE customer_id IS NULL", of(mine))
    for one in (mine, theirs):
        tell(world, of(one))
    copy = sql("SELECT sealed_requirements FROM bookings.attendees WHERE booking_id = %s", mine.id)
    with store.unit_of_work() as uow:
        uow.sensitive.destroy(of(mine))
        uow.commit()
    assert (told(world, of(mine)), needs(world, mine), needs(world, linked_later)) == (Details(), [None], [None])
    assert (told(world, of(theirs)), needs(world, theirs)) == (DETAILS, [RAMP])
    assert sql("SELECT subject_id FROM customers.data_keys") == [(of(theirs),)]
    restored = "UPDATE bookings.attendees SET sealed_requirements = %s, sealed_for = %s WHERE booking_id = %s"
    sql(restored, copy[0][0], of(mine), mine.id)
    assert opened(world, of(mine), mine.id)[1] is SealedDataRefused


def test_rotation_wraps_all_under_the_newest_key_batch_by_batch(
    world: World, store: Store, sql: Sql, migrated_url: str
) -> None:
    session_id = a_session(world).id
    bookings = [needing(world, session_id, address=f"guest{number}@example.org") for number in range(7)]
    both = MasterKeys({"tests": bytes(range(32)), "new": b"n" * 32})
    with open_store(as_app(migrated_url), entropy=SystemEntropy(), masters=both) as rotating:
        assert (rotating.data_keys.counted(), rotating.data_keys.unopenable()) == ({"tests": 7}, 0)
        first = rotating.data_keys.rewrap(limit=3)
        assert (first.done, first.refused, rotating.data_keys.counted()) == (3, 0, {"new": 3, "tests": 4})
        # killed here, and begun again
        sql("INSERT INTO customers.data_keys VALUES (%s, 'lost', 'x')", uuid4())
        done, batch = 0, rotating.data_keys.rewrap(limit=3)
        while batch.last is not None:
            done, batch = done + batch.done, rotating.data_keys.rewrap(after=batch.last, limit=3)
        assert (done, rotating.data_keys.counted(), rotating.data_keys.unopenable()) == (4, {"lost": 1, "new": 7}, 1)
        again = rotating.data_keys.rewrap(limit=100)
        assert (again.done, again.refused) == (0, 1)
        after = new_world(Subject(open_unit_of_work=rotating.unit_of_work, reset=lambda: None), seed=3)
        assert [needs(after, one) for one in bookings] == [[RAMP]] * 7
    assert store.data_keys.unopenable() == 8
