"""The one door: what the driver says becomes what the domain says, and nothing of a row's values passes."""

import time
import traceback
from collections.abc import Callable
from decimal import Decimal
from threading import Thread
from typing import Any

import psycopg
import pytest
from attrs import evolve

from rft_adapters.postgres import PostgresUnitOfWork, Store, StoreFault, StoreSettings, open_store
from rft_adapters.postgres.errors import translate
from rft_adapters.system import SystemEntropy
from rft_domain.bookings.errors import DiscountCodeTaken
from rft_domain.bookings.pricing import Discount
from rft_domain.catalogue.errors import CourseCodeTaken
from rft_domain.customers.errors import CustomerEmailTaken
from rft_domain.identity.errors import EmailTaken, PhoneTaken
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Busy, OutcomeUnknown, RftError, StaleWrite, Transient
from rft_domain.shared.ids import AttendeeId, BookingId, CourseId, UserId
from rft_domain.shared.phone import Phone
from rft_domain.shared.receipts import Receipt
from rft_domain.testing.scenes import ADDRESS, a_booking, a_course, a_session, a_user
from rft_domain.testing.world import World

from .conftest import HERE, WAITING, Sql

PHONE = "+447700900123"
Plant = Callable[[World, PostgresUnitOfWork], None]


def _same_user_email(world: World, uow: PostgresUnitOfWork) -> None:
    uow.users.add(evolve(a_user(world), id=UserId(world.entropy.uuid())))


def _known_user_email(world: World, uow: PostgresUnitOfWork) -> None:
    uow.users.add_unless_known(evolve(a_user(world), id=UserId(world.entropy.uuid())))


def _same_phone(world: World, uow: PostgresUnitOfWork) -> None:
    user = a_user(world, phone=Phone(PHONE))
    uow.users.add(evolve(user, id=UserId(world.entropy.uuid()), email=Email.parse("other@example.org")))


def _same_customer_email(world: World, uow: PostgresUnitOfWork) -> None:
    session = a_session(world)
    a_booking(world, session.id)
    other = a_booking(world, session.id, "other@example.org").customer_id
    assert other is not None
    customer = uow.customers.get(other)
    uow.customers.save(evolve(customer, email=Email.parse(ADDRESS), version=customer.version + 1))


def _same_code(world: World, uow: PostgresUnitOfWork) -> None:
    uow.courses.add(evolve(a_course(world), id=CourseId(world.entropy.uuid())))


def _same_discount(world: World, uow: PostgresUnitOfWork) -> None:
    for _ in range(2):
        uow.discounts.add(Discount(code="SPRING", rate=Decimal("0.1")))


def _same_reference(world: World, uow: PostgresUnitOfWork) -> None:
    booking = a_booking(world, a_session(world).id)
    attendees = tuple(evolve(each, id=AttendeeId(world.entropy.uuid())) for each in booking.attendees)
    uow.bookings.add(evolve(booking, id=BookingId(world.entropy.uuid()), attendees=attendees))


def _same_key(world: World, uow: PostgresUnitOfWork) -> None:
    for _ in range(2):
        uow.receipts.add(Receipt(scope="s", key="k" * 16, fingerprint="f", body="{}", created_at=world.clock.now))


def _nobodys_booking(world: World, uow: PostgresUnitOfWork) -> None:
    booking = a_booking(world, a_session(world).id)
    nobody = UserId(world.entropy.uuid())
    uow.bookings.save(evolve(uow.bookings.get(booking.id), booked_by=nobody, version=2))


@pytest.mark.parametrize(
    ("plant", "expected"),
    [
        (_same_user_email, EmailTaken),
        (_known_user_email, StaleWrite),
        (_same_phone, PhoneTaken),
        (_same_customer_email, CustomerEmailTaken),
        (_same_code, CourseCodeTaken),
        (_same_discount, DiscountCodeTaken),
        (_same_reference, StaleWrite),
        (_same_key, StaleWrite),
        (_nobodys_booking, StaleWrite),
    ],
)
def test_a_constraint_says_what_the_port_promises(
    world: World, store: Store, plant: Plant, expected: type[RftError]
) -> None:
    with store.unit_of_work() as uow:
        plant(world, uow)
        with pytest.raises(RftError) as caught:
            uow.commit()
    assert type(caught.value) is expected


class _Sayings:
    """As the driver's diagnostics."""

    def __init__(self, message: str) -> None:
        self.message_primary = message
        self.constraint_name = None


def _error(sqlstate: str | None, message: str = "") -> psycopg.Error:
    class Planted(psycopg.OperationalError):
        diag = _Sayings(message)  # type: ignore[assignment]  # as much of it as is looked at

    Planted.sqlstate = sqlstate
    return Planted(message)


@pytest.mark.parametrize(
    ("sqlstate", "while_reading", "while_committing"),
    [
        ("40001", Transient, Transient),
        ("40P01", Transient, Transient),
        ("55P03", Busy, Busy),
        ("57014", Busy, Busy),
        ("53300", Busy, Busy),
        ("25006", Busy, Busy),
        ("57P01", Busy, OutcomeUnknown),
        ("08006", Busy, OutcomeUnknown),
        (None, Busy, OutcomeUnknown),
        ("42P01", StoreFault, StoreFault),
        ("22P02", StoreFault, StoreFault),
    ],
)
def test_each_state_of_the_server_has_one_meaning(
    sqlstate: str | None, while_reading: type[Exception], while_committing: type[Exception]
) -> None:
    assert type(translate(_error(sqlstate), unknown_if_lost=False)) is while_reading
    assert type(translate(_error(sqlstate), unknown_if_lost=True)) is while_committing


def test_a_missed_guard_names_its_table() -> None:
    error = translate(_error("22P02", 'invalid input: "rft-stale-write:rosters"'), unknown_if_lost=True)
    assert isinstance(error, StaleWrite)
    assert error.facts == {"what": "rosters"}


def test_the_values_of_a_row_do_not_pass(world: World, store: Store, sql: Sql) -> None:
    a_user(world, phone=Phone(PHONE))
    user = a_user(world, "other@example.org")
    with store.unit_of_work() as uow:
        uow.users.save(evolve(uow.users.get(user.id), phone=Phone(PHONE), version=2))
        with pytest.raises(PhoneTaken) as caught:
            uow.commit()
    told = "".join(traceback.format_exception(caught.value))
    assert PHONE not in told
    with pytest.raises(psycopg.Error, match=PHONE.removeprefix("+")):  # what the driver says by itself
        sql("UPDATE identity.users SET phone = %s", PHONE)


def test_who_waits_too_long_for_a_lock_is_told_to_come_again(world: World, store: Store, migrated_url: str) -> None:
    session = a_session(world)
    with psycopg.connect(migrated_url) as rival, store.unit_of_work() as uow:
        rival.execute("SELECT FROM bookings.rosters FOR UPDATE")
        uow.rosters.change(session.id, 1)
        with pytest.raises(Busy) as caught:
            uow.commit()
    assert type(caught.value) is Busy


def test_no_free_connection_is_busy(migrated_url: str) -> None:
    limits = StoreSettings(pool_size=1, connection_timeout=0.2)
    with open_store(migrated_url, limits, entropy=SystemEntropy()) as small, small.unit_of_work() as uow:
        uow.receipts.find("s", "k" * 16)
        with pytest.raises(Busy):
            small.ping()


def test_no_server_is_busy(tmp_path: Any) -> None:
    limits = StoreSettings(connection_timeout=0.2)
    with open_store(f"postgresql:///?host={tmp_path}", limits, entropy=SystemEntropy()) as nowhere:
        with pytest.raises(Busy):
            nowhere.ping()
        with pytest.raises(Busy):
            nowhere.schema_is_current()


def _cut_all(sql: Sql) -> None:
    sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'rft' AND {HERE}")


def test_after_one_lost_connection_the_others_are_whole(world: World, store: Store, sql: Sql) -> None:
    with store.unit_of_work() as one, store.unit_of_work() as two, store.unit_of_work() as three:
        for uow in (one, two, three):
            uow.receipts.find("s", "k" * 16)
    _cut_all(sql)
    with pytest.raises(Busy):
        store.ping()
    for _ in range(5):
        store.ping()


def test_a_connection_lost_while_writing_leaves_the_outcome_open(
    world: World, store: Store, sql: Sql, migrated_url: str
) -> None:
    session = a_session(world)
    errors: list[Exception] = []

    def write() -> None:
        with store.unit_of_work() as uow:
            uow.rosters.change(session.id, 1)
            try:
                uow.commit()
            except RftError as error:
                errors.append(error)

    with psycopg.connect(migrated_url, application_name="rival") as rival:
        rival.execute("SELECT FROM bookings.rosters FOR UPDATE")
        writing = Thread(target=write)
        writing.start()
        deadline = time.monotonic() + 5
        while not rival.execute(WAITING).fetchall():
            assert time.monotonic() < deadline, "nobody waits for the seats"
        _cut_all(sql)
        writing.join()
    assert [type(error) for error in errors] == [OutcomeUnknown]
    assert sql("SELECT seats_taken FROM bookings.rosters") == [(0,)]
