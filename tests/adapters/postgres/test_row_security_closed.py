"""Row-level security fails closed, and the ways round it are shut."""

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest

from rft_adapters.postgres.row_security import GUARDS
from rft_adapters.postgres.tables import METADATA
from rft_domain.access.actor import Actor, ActorKind
from rft_domain.access.policy import Action
from rft_domain.bookings.booking import Booking
from rft_domain.testing.scenes import a_booking, a_session, member
from rft_domain.testing.world import World
from tests.access.rows import Bare, acting, connected
from tests.stores import as_app

TABLES = [f"{table.schema}.{table.name}" for table in METADATA.sorted_tables]
OF_PERSONS = [name for name, guard in GUARDS.items() if guard.for_all is None]
KINDS = (ActorKind.CUSTOMER, ActorKind.ORGANISER, ActorKind.INSTRUCTOR)


@pytest.fixture
def app(migrated_url: str) -> Iterator[Bare]:
    with connected(as_app(migrated_url)) as connection:
        yield connection


@pytest.fixture
def bookings(world: World) -> tuple[Booking, Booking]:
    """Mine, and somebody else's."""
    session = a_session(world)
    return a_booking(world, session.id), a_booking(world, session.id, "ben@example.org")


@pytest.fixture
def mine(bookings: tuple[Booking, Booking]) -> Actor:
    return member(bookings[0].booked_by, bookings[0].customer_id)


def test_with_nobody_set_nothing_is_seen_or_written(app: Bare, bookings: tuple[Booking, Booking]) -> None:
    for table in TABLES:
        for statement in (f"SELECT * FROM {table}", f"DELETE FROM {table}", f"INSERT INTO {table} DEFAULT VALUES"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(statement.encode())


def nobodys_rows(app: Bare, kind: ActorKind, *, unset: bool) -> dict[str, int]:
    """What is seen and changed in a role by whoever has not said who they are."""
    found = {}
    with app.transaction(force_rollback=True):
        app.execute(f"SET LOCAL ROLE rft_{kind.value}".encode())
        if not unset:
            app.execute(b"SELECT set_config('rft.user', '', true), set_config('rft.customer', '', true)")
        for table in OF_PERSONS:
            try:
                with app.transaction():
                    found[table] = app.execute(f"SELECT 1 FROM {table}".encode()).rowcount
            except psycopg.errors.InsufficientPrivilege:
                found[table] = 0
        found["changed"] = app.execute(b"UPDATE bookings.bookings SET version = 9").rowcount
    return found


@pytest.mark.parametrize("unset", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_in_a_role_without_a_name_nothing_is_seen_or_changed(
    app: Bare, bookings: tuple[Booking, Booking], kind: ActorKind, unset: bool
) -> None:
    assert set(nobodys_rows(app, kind, unset=unset).values()) == {0}


def test_a_planted_policy_by_which_unset_means_everything_is_found(
    admin: Bare, bookings: tuple[Booking, Booking]
) -> None:
    with admin.transaction(force_rollback=True):
        admin.execute(
            "ALTER POLICY rft_customer_select ON bookings.bookings "
            "USING (coalesce(current_setting('rft.customer', true), '') = '')"
        )
        assert nobodys_rows(admin, ActorKind.CUSTOMER, unset=True)["bookings.bookings"] == 2


def test_the_owner_is_bound_as_well(admin: Bare, bookings: tuple[Booking, Booking]) -> None:
    count, owner = b"SELECT count(*) FROM bookings.bookings", f"owner_{uuid4().hex}"
    with admin.transaction(force_rollback=True):
        admin.execute(f"CREATE ROLE {owner}; GRANT USAGE ON SCHEMA bookings TO {owner}".encode())
        admin.execute(f"ALTER TABLE bookings.bookings OWNER TO {owner}; SET LOCAL ROLE {owner}".encode())
        assert admin.execute(count).fetchone() == (0,)
        admin.execute(b"ALTER TABLE bookings.bookings NO FORCE ROW LEVEL SECURITY")  # the fault planted
        assert admin.execute(count).fetchone() == (2,)


def test_a_view_shows_what_its_reader_sees_and_only_if_it_is_told_to(
    admin: Bare, bookings: tuple[Booking, Booking], mine: Actor
) -> None:
    seen = []
    for invoker in ("true", "false"):
        with admin.transaction(force_rollback=True):
            admin.execute(
                f"CREATE VIEW bookings.planted WITH (security_invoker = {invoker}) AS SELECT * FROM bookings.bookings; "
                "GRANT SELECT ON bookings.planted TO rft_customer".encode()
            )
            introduce(admin, mine)
            seen.append(admin.execute(b"SELECT count(*) FROM bookings.planted").fetchone())
    assert seen == [(1,), (2,)]


def introduce(connection: Bare, actor: Actor) -> None:
    connection.execute(f"SET LOCAL ROLE rft_{actor.kind.value}".encode())
    connection.execute("SELECT set_config('rft.customer', %s, true)", [str(actor.customer_id)])


_LEAKY = (
    "CREATE FUNCTION pg_temp.told(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS "
    "'BEGIN RAISE NOTICE ''%%'', $1; RETURN true; END'"
)


def test_a_function_in_a_query_is_not_told_of_rows_that_are_not_shown(
    admin: Bare, bookings: tuple[Booking, Booking], mine: Actor
) -> None:
    told: list[str | None] = []
    admin.add_notice_handler(lambda notice: told.append(notice.message_primary))
    look = b"SELECT count(*) FROM bookings.bookings WHERE pg_temp.told(contact_email)"
    with admin.transaction(force_rollback=True):
        introduce(admin, mine)
        admin.execute(_LEAKY.replace("%%", "%").encode())
        admin.execute(look)
        assert told == [bookings[0].contact.email.typed]
        admin.execute(b"RESET ROLE")
        admin.execute(b"ALTER TABLE bookings.bookings DISABLE ROW LEVEL SECURITY")  # the fault planted
        introduce(admin, mine)
        admin.execute(look)
        assert bookings[1].contact.email.typed in told


def refused(connection: Bare, actor: Actor, statement: str, *values: object) -> bool:
    try:
        with acting(connection, actor, Action.CHANGE_ATTENDEES):
            return connection.execute(statement.encode(), values).rowcount == 0
    except psycopg.errors.InsufficientPrivilege:
        return True


_TO_ANOTHER = "UPDATE bookings.bookings SET customer_id = $1 WHERE id = $2"
_ATTENDEE = (
    "INSERT INTO bookings.attendees (id, booking_id, position, first_name, last_name, is_primary, attendance) "
    "VALUES ($1, $2, 9, 'Eve', 'Lane', false, 'unmarked')"
)


def test_what_is_written_must_be_theirs_before_and_after(
    app: Bare, bookings: tuple[Booking, Booking], mine: Actor
) -> None:
    own, other = bookings
    assert not refused(app, mine, "UPDATE bookings.bookings SET version = 9 WHERE id = $1", own.id)
    assert refused(app, mine, "UPDATE bookings.bookings SET version = 9 WHERE id = $1", other.id)
    assert refused(app, mine, _TO_ANOTHER, other.customer_id, own.id)
    assert refused(app, mine, "DELETE FROM bookings.bookings WHERE id = $1", own.id)
    assert not refused(app, mine, _ATTENDEE, uuid4(), own.id)
    assert refused(app, mine, _ATTENDEE, uuid4(), other.id)
    assert refused(app, mine, "UPDATE customers.customers SET version = 9 WHERE id = $1", own.customer_id)
    assert refused(app, mine, "INSERT INTO shared.receipts VALUES ('s', 'k', 'f', 'b', now()) RETURNING body")


def test_a_planted_policy_without_a_check_is_found(
    admin: Bare, app: Bare, bookings: tuple[Booking, Booking], mine: Actor
) -> None:
    other = bookings[1]
    [[kept]] = admin.execute(
        "SELECT with_check FROM pg_policies WHERE tablename = 'bookings' AND policyname = 'rft_customer_update'"
    )
    alter = "ALTER POLICY rft_customer_update ON bookings.bookings WITH CHECK"
    admin.execute(f"{alter} (true)".encode())
    try:
        assert not refused(app, mine, "UPDATE bookings.bookings SET customer_id = $1 WHERE true", other.customer_id)
    finally:
        admin.execute(f"{alter} ({kept})".encode())
