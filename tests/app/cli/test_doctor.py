"""The doctor finds what is wrong, and changes nothing."""

from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from rft_adapters.keys import make_keys
from rft_app.cli.place import Place
from rft_app.cli.serve import _environment
from tests.adapters.limits.redis_server import redis_server
from tests.app.cli.program import Answer, Rft, rft
from tests.app.cli.test_users import GRACE, PASSWORD
from tests.app.cli.test_work import booking, session
from tests.stores import as_app


def wrong(answer: Answer) -> dict[str, str]:
    return {check["name"]: check["detail"] for check in answer.json["checks"] if not check["ok"]}


@pytest.fixture
def well(on: Rft, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Rft:
    monkeypatch.setenv("RFT_MAIL_KIND", "smtp")
    make_keys(tmp_path / "audit.key")
    monkeypatch.setenv("RFT_AUDIT_KEY_FILE", str(tmp_path / "audit.key"))
    monkeypatch.setenv("RFT_AUDIT_CHECKPOINTS", str(tmp_path))
    make_keys(tmp_path / "second-factor.key")
    monkeypatch.setenv("RFT_SECOND_FACTOR_KEY_FILE", str(tmp_path / "second-factor.key"))
    make_keys(tmp_path / "data.key")
    monkeypatch.setenv("RFT_DATA_KEY_FILE", str(tmp_path / "data.key"))
    on("users", "create-superuser", *GRACE, stdin=PASSWORD)
    booking(on, session(on)["id"])
    return on


def test_a_healthy_installation(well: Rft) -> None:
    answer = well("doctor", "--json")
    assert (wrong(answer), answer.json["healthy"], answer.code) == ({}, True, 0)


def test_in_words_it_ticks_and_crosses(on: Rft, at_head: str) -> None:
    with psycopg.connect(at_head, autocommit=True) as connection:
        connection.execute("UPDATE identity.users SET status = 'inactive' WHERE role = 'superuser'")
        answer = on("doctor")
        connection.execute("UPDATE identity.users SET status = 'active' WHERE role = 'superuser'")
    assert answer.code == 1
    assert "✗ Mail         letters wait: set RFT_MAIL_KIND to smtp, file or console\n" in answer.out
    assert "✗ Audit key    RFT_AUDIT_KEY_FILE is not set: the audit trail is not sealed\n" in answer.out
    assert "✗ Superusers   none. Run: rft users create-superuser\n" in answer.out
    assert "✓ Limits       counted in the database, for all processes\n" in answer.out
    assert "✓ Proxies      none: a caller is who connects\n" in answer.out
    assert "✓ Seats        equal a recount\n" in answer.out


def test_the_key_of_second_factors_must_be_there_to_read(
    well: Rft, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "✓ Factor key   second factors are sealed with " in well("doctor").out
    (tmp_path / "empty.key").touch(mode=0o600)
    for name in ("empty.key", "nowhere.key"):
        monkeypatch.setenv("RFT_SECOND_FACTOR_KEY_FILE", str(tmp_path / name))
        assert list(wrong(well("doctor", "--json"))) == ["Factor key"]
    monkeypatch.delenv("RFT_SECOND_FACTOR_KEY_FILE")
    told = "RFT_SECOND_FACTOR_KEY_FILE is not set: nobody can begin a second factor, or use theirs"
    assert wrong(well("doctor", "--json")) == {"Factor key": told}


def test_a_redis_is_asked_whether_it_answers(well: Rft, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RFT_TRUSTED_PROXIES", "10.0.0.0/8")
    with redis_server() as url:
        monkeypatch.setenv("RFT_REDIS_URL", url)
        answer = well("doctor")
        assert (answer.code, "✓ Limits       counted in Redis, for all processes\n" in answer.out) == (0, True)
        assert "✓ Proxies      believes the x-forwarded-for of 10.0.0.0/8\n" in answer.out
    away = well("doctor", "--json")
    assert (wrong(away), away.code) == ({"Limits": "Redis does not answer (limiter-down): log-in is refused"}, 1)


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("UPDATE bookings.rosters SET seats_taken = seats_taken + 1", "Seats"),
        ("UPDATE customers.figures SET total_bookings = total_bookings + 1", "Figures"),
        ("UPDATE customers.figures SET total_spent = total_spent - 1", "Figures"),
        ("UPDATE customers.figures SET first_booking_at = first_booking_at - interval '1 day'", "Figures"),
        ("UPDATE shared.outbox SET due_at = now() - interval '1 hour'", "Outbox"),
        ("UPDATE shared.outbox SET due_at = NULL, put_aside = true", "Letters"),
        ("UPDATE activity.audit SET at = at - interval '1 hour'", "Audit trail"),
        ("UPDATE shared.alembic_version SET version_num = '0001_customers'", "Schema"),
        ("UPDATE shared.alembic_version SET version_num = '9999_of_tomorrow'", "Schema"),
    ],
)
def test_what_is_damaged_is_found(well: Rft, at_head: str, damage: str, found: str) -> None:
    with psycopg.connect(at_head) as connection:
        kept = "bookings.rosters", "customers.figures", "shared.outbox", "shared.alembic_version", "activity.audit"
        for number, table in enumerate(kept):
            connection.execute(f"CREATE TABLE kept_{number} AS SELECT * FROM {table}".encode())
        connection.execute(damage.encode())
        connection.commit()
        try:
            answer = well("doctor", "--json")
        finally:
            connection.execute(
                b"DELETE FROM shared.outbox; DELETE FROM customers.figures; DELETE FROM bookings.rosters; "
                b"DELETE FROM activity.audit"
            )
            connection.execute(b"DELETE FROM shared.alembic_version")
            for number, table in enumerate(kept):
                connection.execute(
                    f"INSERT INTO {table} SELECT * FROM kept_{number}; DROP TABLE kept_{number}".encode()
                )
    assert (list(wrong(answer)), answer.code) == ([found], 1)


def test_a_role_that_row_level_security_does_not_bind_is_found(well: Rft, at_head: str) -> None:
    answer = well("doctor", "--json", "--database-url", at_head)
    advice = "postgres is not bound by row-level security. Let the service log in as rft_app"
    assert (wrong(answer), answer.code) == ({"Role": advice}, 1)


def test_a_service_is_warned_of_such_a_role(well: Rft, at_head: str, capsys: pytest.CaptureFixture[str]) -> None:
    for url, warned in ((at_head, True), (as_app(at_head), False)):
        with _environment(Place(url, None), memory=False, upgrade=False) as environment:
            assert environment["RFT_DATABASE_URL"] == url
        assert ("Warning: postgres is not bound by row-level security." in capsys.readouterr().err) is warned


def test_a_role_that_was_granted_nothing_serves_nothing(at_head: str) -> None:
    name = f"nobody_{uuid4().hex}"
    with psycopg.connect(at_head, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN; GRANT USAGE ON SCHEMA shared TO {name}".encode())
        connection.execute(f"GRANT SELECT ON shared.alembic_version TO {name}".encode())
        answer = rft("sessions", "list", "--database-url", at_head.replace("//postgres@", f"//{name}@"))
        connection.execute(f"DROP OWNED BY {name}; DROP ROLE {name}".encode())
    assert answer.code == 1
    assert answer.err.startswith(f"rft: {name} may not act as rft_house. Let the service log in as rft_app, or as")


def test_a_database_that_is_away_is_found() -> None:
    answer = rft("doctor", "--database-url", "postgresql://nobody@127.0.0.1:1/nothing", "--json")
    assert wrong(answer)["Database"] == "does not answer (busy)"
