"""The daily work from a terminal: each command does through the use cases what it says."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from rft_adapters.keys import make_keys, read_keys
from rft_adapters.profiles import Lease
from rft_adapters.profiles.shared import RedisProfiles
from rft_adapters.vault import Vault
from tests.adapters.limits.redis_server import redis_server
from tests.adapters.profiles.test_caches import customer
from tests.app.cli.program import Rft

ANA = ("--email", "Ana.Silva@Example.org", "--first-name", "Ana", "--last-name", "Silva")


def course(rft: Rft) -> str:
    code = f"C-{uuid4().hex[:12].upper()}"
    made = rft("courses", "create", "--code", code, "--title", "Fire Marshal", "--price", "60.00", "--json")
    return str(made.json["id"])


def session(rft: Rft, *, seats: int = 4, starts: str = "2031-03-03T09:00") -> dict[str, Any]:
    words = ("--starts", starts, "--ends", "2031-03-03 16:00", "--venue", "Leeds", "--capacity", seats, "--json")
    made: dict[str, Any] = rft("sessions", "create", course(rft), *words).json
    return made


def booking(rft: Rft, session_id: object, *words: str) -> dict[str, Any]:
    made: dict[str, Any] = rft("bookings", "create", session_id, *ANA, *words, "--json").json
    return made


def test_a_booking_from_course_to_cancellation(on: Rft) -> None:
    there = session(on, seats=4)
    made = booking(on, there["id"], "--attendee", "Ben Okoro ben@example.org", "--attendee", "Cleo van Dijk")
    assert [(a["first_name"], a["last_name"], a["email"]) for a in made["attendees"]] == [
        ("Ben", "Okoro", "ben@example.org"),
        ("Cleo", "van Dijk", None),
    ]
    assert made["price"]["final"] == {"amount": "120.00", "currency": "GBP"}
    assert on("sessions", "show", there["id"], "--json").json["seats_left"] == 2
    assert on("bookings", "show", made["id"], "--json").json == made
    assert on("bookings", "cancel", made["id"], "--json").json["status"] == "cancelled"
    assert on("sessions", "show", there["id"], "--json").json["seats_left"] == 4


def test_sessions_start_by_the_clock_where_they_are(on: Rft) -> None:
    assert session(on, starts="2031-03-03T09:00")["starts_at"] == "2031-03-03T09:00:00Z"
    words = ("--starts", "2031-07-01T09:00", "--ends", "2031-07-01T12:00", "--venue", "York", "--capacity", 1, "--json")
    summer = on("sessions", "create", course(on), *words).json
    assert (summer["starts_at"], summer["time_zone"]) == ("2031-07-01T08:00:00Z", "Europe/London")


def test_a_provisional_booking_is_confirmed(on: Rft) -> None:
    waiting = booking(on, session(on)["id"], "--provisional")
    assert waiting["status"] == "pending"
    assert on("bookings", "confirm", waiting["id"], "--json").json["status"] == "confirmed"


def test_a_booking_moves(on: Rft) -> None:
    here, there = session(on), session(on)
    moved = on("bookings", "move", booking(on, here["id"])["id"], there["id"], "--json").json
    assert moved["session_id"] == there["id"]
    assert [on("sessions", "show", s["id"], "--json").json["seats_taken"] for s in (here, there)] == [0, 1]


def test_bookings_are_listed_by_session_and_status(on: Rft) -> None:
    here = session(on)
    kept, gone = booking(on, here["id"]), booking(on, here["id"])
    on("bookings", "cancel", gone["id"])
    listed = on("bookings", "list", "--session", here["id"], "--json").json
    assert [item["id"] for item in listed["items"]] == [gone["id"], kept["id"]]
    cancelled = on("bookings", "list", "--session", here["id"], "--status", "cancelled", "--json").json
    assert [item["id"] for item in cancelled["items"]] == [gone["id"]]


def test_a_list_goes_on_where_the_page_before_ended(on: Rft) -> None:
    here = session(on)
    made = [booking(on, here["id"])["id"] for _ in range(3)]
    first = on("bookings", "list", "--session", here["id"], "--limit", 2)
    cursor = first.err.split("--cursor ")[1].strip()
    rest = on("bookings", "list", "--session", here["id"], "--cursor", cursor, "--json").json
    assert [item["id"] for item in rest["items"]] == [made[0]]


def test_what_is_named_of_a_session_changes_and_the_rest_stays(on: Rft) -> None:
    before = session(on)
    words = ("--capacity", 9, "--price", "55.00", "--ends", "2031-03-03 17:30", "--json")
    after = on("sessions", "change", before["id"], *words).json
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"capacity", "seats_left", "price", "effective_price", "ends_at", "version"}


def test_a_session_is_not_cancelled_over_the_heads_of_people(on: Rft) -> None:
    here = session(on)
    made = booking(on, here["id"])
    refused = on("sessions", "cancel", here["id"])
    assert (refused.code, refused.err.partition(":")[2].partition(":")[0].strip()) == (1, "session-has-bookings")
    on("bookings", "cancel", made["id"])
    assert on("sessions", "cancel", here["id"], "--json").json["status"] == "cancelled"


def test_a_discount_code_takes_something_off(on: Rft) -> None:
    made = on("discounts", "create", "spring31", "--rate", "0.25", "--json").json
    assert made == {"code": "SPRING31", "rate": "0.25", "valid_from": None, "valid_until": None}
    booked = booking(on, session(on)["id"], "--discount-code", "spring31")
    assert booked["price"]["discount"]["amount"] == "15.00"


def test_the_first_superuser_is_made_here(on: Rft) -> None:
    words = ("--email", "root@example.org", "--first-name", "Ro", "--last-name", "Ot", "--role", "superuser", "--json")
    assert on("users", "register", *words).json["role"] == "superuser"


def test_a_role_is_assigned_and_no_other_word_is_a_role(on: Rft) -> None:
    words = ("--email", "ines@example.org", "--first-name", "Ines", "--last-name", "Fair", "--json")
    user = on("users", "register", *words).json
    assert user["role"] == "customer"
    assert on("users", "assign-role", user["id"], "instructor", "--json").json["role"] == "instructor"
    assert on("users", "assign-role", user["id"], "participant").code == 2


def test_elsewhere_than_on_a_terminal_lists_are_plain_lines(on: Rft) -> None:
    here = session(on)
    lines = on("sessions", "list").out.splitlines()
    assert lines[0].split("\t") == ["starts", "course", "seats left", "price", "status", "id"]
    assert [line.split("\t")[1:] for line in lines if str(here["id"]) in line] == [
        ["Fire Marshal", "4 of 4", "£60.00", "scheduled", here["id"]]
    ]


def test_what_commands_do_is_audited_as_done_by_the_system(on: Rft, at_head: str) -> None:
    made = booking(on, session(on)["id"])
    with psycopg.connect(at_head) as connection:
        rows = connection.execute(
            "SELECT actor_kind, action FROM activity.audit WHERE about ->> 'id' = %s", [made["id"]]
        )
        assert rows.fetchall() == [("system", "create_booking")]


def test_a_command_forgets_what_redis_keeps_of_customers(
    on: Rft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have changed any of them, past every unit of work."""
    make_keys(tmp_path / "cache.key")
    vault = Vault(read_keys(tmp_path / "cache.key").secrets, "profiles")
    with redis_server() as url:
        profiles = RedisProfiles(url, vault)
        lease = profiles.look(customer().id)
        assert isinstance(lease, Lease)
        profiles.fill(customer(), lease)
        on("db", "status")
        assert profiles.look(customer().id) == customer()
        monkeypatch.setenv("RFT_REDIS_URL", url)
        monkeypatch.setenv("RFT_CACHE_PROFILES", "redis")
        monkeypatch.setenv("RFT_CACHE_KEY_FILE", str(tmp_path / "cache.key"))
        assert on("bookings", "list").code == 0
        assert isinstance(profiles.look(customer().id), Lease)
