"""``rft audit``: who did what can be found, and whoever changes the record of it is found out."""

from pathlib import Path

import psycopg
import pytest

from rft_adapters.checkpoints import FileCheckpoints
from rft_adapters.keys import make_keys, read_keys
from rft_adapters.system import SystemEntropy, system_clock
from rft_app.sealer import Sealer
from tests.app.cli.program import Rft
from tests.app.cli.test_work import booking, session
from tests.stores import postgres_store


@pytest.fixture
def sealed(on: Rft, at_head: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rft:
    """Three sealed and signed rows."""
    make_keys(tmp_path / "audit.key")
    monkeypatch.setenv("RFT_AUDIT_KEY_FILE", str(tmp_path / "audit.key"))
    monkeypatch.setenv("RFT_AUDIT_CHECKPOINTS", str(tmp_path))
    with psycopg.connect(at_head, autocommit=True) as connection:
        connection.execute("DELETE FROM activity.audit")
        connection.execute("DELETE FROM activity.seals")
    booking(on, session(on)["id"])
    seal(at_head, tmp_path)
    return on


def seal(url: str, folder: Path) -> None:
    with postgres_store(url) as store:
        keys = read_keys(folder / "audit.key")
        Sealer(trail=store.audit_trail, checkpoints=FileCheckpoints(folder), keys=keys, clock=system_clock).run_if_due()


def test_an_honest_trail_is_said_to_be_one(sealed: Rft) -> None:
    answer = sealed("audit", "verify", "--json")
    assert answer.json == {"ok": True, "rows": 3, "seq": None, "kind": None, "unsealed": 0}
    assert answer.code == 0
    assert "Every sealed row is as it was sealed." in sealed("audit", "verify").out


@pytest.mark.parametrize(
    ("tampering", "kind", "seq"),
    [
        (
            "UPDATE activity.audit SET code = 'x' WHERE id = (SELECT row_id FROM activity.seals WHERE seq = 2)",
            "edited",
            2,
        ),
        ("DELETE FROM activity.audit WHERE id = (SELECT row_id FROM activity.seals WHERE seq = 1)", "deleted", 1),
        ("DELETE FROM activity.seals WHERE seq = 3", "cut", 3),
        ("UPDATE activity.seals SET value = sha256(value)", "rebuilt", 1),
    ],
)
def test_whoever_changes_it_is_found_out(sealed: Rft, at_head: str, tampering: str, kind: str, seq: int) -> None:
    with psycopg.connect(at_head) as connection:
        connection.execute(tampering.encode())
    answer = sealed("audit", "verify", "--json")
    assert (answer.json["kind"], answer.json["seq"], answer.json["ok"], answer.code) == (kind, seq, False, 1)
    told = sealed("audit", "verify")
    assert (str(seq) in told.out, told.code) == (True, 1)


def test_checkpoints_that_are_gone_are_missed(sealed: Rft, tmp_path: Path) -> None:
    FileCheckpoints(tmp_path).path.unlink()
    answer = sealed("audit", "verify", "--json")
    assert (answer.json["kind"], answer.code) == ("checkpoint-missing", 1)


def test_without_a_key_nothing_is_verified(on: Rft) -> None:
    answer = on("audit", "verify")
    assert (answer.code, answer.err) == (1, "rft: RFT_AUDIT_KEY_FILE and RFT_AUDIT_CHECKPOINTS are not set\n")


def test_who_did_what_is_shown_newest_first_and_page_by_page(sealed: Rft) -> None:
    first = sealed("audit", "show", "--limit", 2, "--json").json
    rest = sealed("audit", "show", "--limit", 2, "--cursor", first["next_cursor"], "--json").json
    assert [row["action"] for row in (*first["items"], *rest["items"])] == [
        "create_booking",
        "create_session",
        "create_course",
    ]
    assert rest["next_cursor"] is None


def test_it_is_narrowed(sealed: Rft) -> None:
    def actions(*words: object) -> list[str]:
        return [row["action"] for row in sealed("audit", "show", *words, "--json").json["items"]]

    [made] = sealed("audit", "show", "--action", "create_session", "--json").json["items"]
    assert actions("--about", made["about"]["id"]) == ["create_booking", "create_session"]
    assert actions("--actor", "system") == ["create_booking", "create_session", "create_course"]
    assert actions("--actor", "admin") == []
    assert actions("--actor", SystemEntropy().uuid()) == []
    assert actions("--outcome", "refused") == []
    assert actions("--to", "2020-01-01T00:00") == []
    assert len(actions("--from", "2020-01-01T00:00")) == 3


def test_a_refusal_is_shown_with_its_code(sealed: Rft) -> None:
    full = session(sealed, seats=1)
    assert booking(sealed, full["id"])["status"] == "confirmed"
    assert sealed(
        "bookings", "create", full["id"], "--email", "b@example.org", "--first-name", "B", "--last-name", "O"
    ).code
    lines = sealed("audit", "show", "--outcome", "refused").out.splitlines()
    assert len(lines) == 2
    assert "refused: session-full" in lines[1]
    assert "example.org" not in lines[1]


def test_a_wrong_actor_is_a_wrong_call(on: Rft) -> None:
    assert on("audit", "show", "--actor", "somebody").code == 2
