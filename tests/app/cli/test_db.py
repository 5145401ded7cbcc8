"""The schema up, down, and where it is."""

import psycopg

from tests.app.cli.program import rft


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
