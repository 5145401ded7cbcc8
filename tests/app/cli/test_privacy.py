"""Privacy from a terminal: handed out, erased, remembered, and let go."""

import json
from pathlib import Path
from zipfile import ZipFile

import psycopg
import pytest

from tests.app.cli.program import Rft

_OWNERS = "SELECT email FROM identity.users WHERE id = %s"


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RFT_ERASURE_FILE", str(tmp_path / "erasures.jsonl"))
    return tmp_path / "erasures.jsonl"


def _registered(on: Rft, name: str) -> str:
    words = ("--email", f"{name}@example.org", "--first-name", name, "--last-name", "Katz")
    user_id: str = on("users", "register", *words, "--json").json["id"]
    return user_id


def _customer(at_head: str, name: str) -> str:
    """As a first booking makes one."""
    made = """
        WITH one AS (INSERT INTO customers.customers (id, email, email_identity, created_at, updated_at, status,
                       first_name, last_name, country, customer_type, version)
                     VALUES (gen_random_uuid(), %(email)s, %(email)s, now(), now(), 'active', %(name)s, 'Katz', 'GB',
                       'individual', 1) RETURNING id)
        INSERT INTO customers.figures SELECT id, 0, 0, NULL, NULL, now(), now() FROM one RETURNING customer_id"""
    with psycopg.connect(at_head) as connection:
        [[customer_id]] = connection.execute(made.encode(), {"email": f"{name}@example.org", "name": name}).fetchall()
    return str(customer_id)


def test_a_user_is_erased_and_listed_with_the_evidence(on: Rft, ledger: Path) -> None:
    user_id = _registered(on, "ivo")
    done = on("privacy", "erase-user", user_id, "--json")
    assert (done.code, done.json["kind"], done.json["rows"]["identity.users"]) == (0, "user", 1)
    listed = on("privacy", "erasures", "--json").json["items"]
    assert [one["kind"] for one in listed if one["subject_id"] == user_id] == ["user"]
    assert f"\tuser\t{done.json['rows']['identity.users']}\tsystem\t{user_id}\n" in on("privacy", "erasures").out
    assert [json.loads(line)["subject_id"] for line in ledger.read_text().splitlines()] == [user_id]
    assert on("users", "show", user_id).out.count("ivo") == 0


def test_nobody_is_erased_without_a_ledger(on: Rft) -> None:
    user_id = _registered(on, "rui")
    for command in (("erase-user", user_id), ("reapply",)):
        refused = on("privacy", *command)
        assert (refused.code, refused.err.startswith("rft: erasure-ledger-missing: ")) == (1, True)


def test_a_customer_is_handed_out_and_erased(on: Rft, ledger: Path, at_head: str, tmp_path: Path) -> None:
    customer_id, file = _customer(at_head, "zoe"), tmp_path / "zoe.zip"
    assert on("privacy", "export", customer_id, "--to", file).code == 0
    assert file.stat().st_mode & 0o777 == 0o600  # it holds everything
    with ZipFile(file) as archive:
        assert "zoe@example.org" in archive.read("data.json").decode()
        assert "zoe@example.org" in archive.read("index.html").decode()
    assert on("privacy", "erase-customer", customer_id).out.startswith(f"Erased               customer {customer_id}\n")
    assert on("privacy", "export", customer_id, "--to", file).code == 0
    with ZipFile(file) as archive:
        assert "zoe" not in archive.read("data.json").decode()


def test_whom_the_ledger_has_and_the_database_has_not_is_erased_again(on: Rft, ledger: Path, at_head: str) -> None:
    user_id = _registered(on, "eva")
    line = {"kind": "user", "subject_id": user_id, "at": "2026-03-02T09:00:00+00:00", "withdrawn": False}
    ledger.write_text(json.dumps(line) + "\n")
    done = on("privacy", "reapply", "--json")
    assert (done.code, done.json["again"], done.json["failed"]) == (0, [user_id], {})
    with psycopg.connect(at_head) as connection:
        assert connection.execute(_OWNERS, [user_id]).fetchall() == [(f"erased-{user_id}@erased.invalid",)]
    assert on("privacy", "reapply").out.startswith("Erased again   0\n")


def test_retention_counts_before_it_lets_go(on: Rft, ledger: Path) -> None:
    due = on("privacy", "retention", "--dry-run", "--json").json
    assert {rule["rule"] for rule in due["rules"]} >= {"special_requirements", "origin", "delivered_letters"}
    assert [rule["rows"] for rule in on("privacy", "retention", "--json").json["rules"]] == [
        rule["rows"] for rule in due["rules"]
    ]
    assert on("privacy", "retention").out.startswith("rule\tbefore\trows\tbecause\n")


def test_scrubbing_says_what_the_role_may_not_do(on: Rft) -> None:
    done = on("privacy", "scrub", "--json").json
    assert "CHECKPOINT" in done["refused"]
    assert "done     " not in on("privacy", "scrub").out.splitlines()[-1]
