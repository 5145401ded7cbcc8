"""The schema up, down, and where it is."""

import psycopg

from rft_adapters.postgres.roles import APP, TAKEN
from tests.app.cli.program import Rft, rft
from tests.stores import as_app


def test_up_down_and_status(empty_url: str) -> None:
    at = ("--database-url", empty_url, "--json")
    before = rft("db", "status", *at).json
    assert before["current"] is None
    assert before["pending"][-1] == before["head"]
    up = rft("db", "upgrade", *at).json
    assert up == {"current": before["head"], "head": before["head"], "pending": []}
    assert rft("db", "upgrade", *at).json == up
    assert rft("db", "downgrade", "base", *at).json == before


def test_in_words(empty_url: str) -> None:
    assert rft("db", "status", "--database-url", empty_url).out.startswith("Schema   (empty)\n")


def test_a_revision_nobody_knows_is_refused(empty_url: str) -> None:
    rft("db", "upgrade", "--database-url", empty_url)
    answer = rft("db", "downgrade", "nowhere", "--database-url", empty_url)
    assert (answer.code, answer.err) == (1, "rft: invalid: /revision: is no revision that this program knows\n")


def test_a_schema_of_a_newer_program_is_left_alone(empty_url: str) -> None:
    rft("db", "upgrade", "--database-url", empty_url)
    with psycopg.connect(empty_url) as connection:
        connection.execute(b"UPDATE shared.alembic_version SET version_num = '9999_of_tomorrow'")
    for words in (("db", "status"), ("db", "upgrade"), ("sessions", "list")):
        answer = rft(*words, "--database-url", empty_url)
        assert (answer.code, answer.err) == (1, "rft: invalid: /revision: is no revision that this program knows\n")


def test_the_role_of_the_service_migrates_nothing(empty_url: str) -> None:
    answer = rft("db", "upgrade", "--database-url", as_app(empty_url))
    told = "rft: not-the-owner: This role does not own the schema: migrate as the one that does.\n"
    assert (answer.code, answer.err) == (1, told)


def test_the_roles_are_printed_for_somebody_who_may_make_them() -> None:
    told = rft("db", "roles").out.splitlines()
    assert told[0] == f"CREATE ROLE {APP} LOGIN NOINHERIT;"
    assert len(told) == 1 + 2 * len(TAKEN)


def test_the_use_of_indexes_is_told(on: Rft) -> None:
    report = on("db", "explain", "--json").json
    assert {"index", "what", "verdict", "chosen"} == set(report["plans"][0])
    assert set(report["never_used"]) <= {index["name"] for index in report["indexes"]}
    lines = on("db", "explain").out.splitlines()
    assert lines[0].split("\t") == ["query", "index", "verdict", "in its plan"]
    assert lines[1 + len(report["plans"])].startswith("Never used")
