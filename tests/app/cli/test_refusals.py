"""What is refused is told in one line on standard error: 2 for a wrong call, 1 for a refusal, never a traceback."""

import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import click
import pytest

from rft_app.cli import main
from tests.app.cli.program import Answer, Rft, rft
from tests.app.cli.test_work import ANA, booking, session

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


def one_line(answer: Answer) -> str:
    (line,) = answer.err.splitlines()
    assert answer.out == ""
    return line


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["fly"], "rft: No such command 'fly'. See: rft --help"),
        (["bookings", "show"], "rft: Missing argument 'BOOKING_ID'. See: rft bookings show --help"),
        (
            ["bookings", "show", "7"],
            "rft: Invalid value for 'BOOKING_ID': '7' is not a valid UUID. See: rft bookings show --help",
        ),
        (
            ["sessions", "change", str(uuid4()), "--price", "7,5"],
            (
                "rft: Invalid value for '--price': must be an amount in pounds, such as 75.00."
                " See: rft sessions change --help"
            ),
        ),
        (
            ["bookings", "load", "missing.jsonl"],
            "rft: Invalid value for 'FILE': 'missing.jsonl': No such file or directory. See: rft bookings load --help",
        ),
        (["audit", "show", "--action", "\udcff"], "rft: Argument 4 must be text in UTF-8"),
        (
            ["legacy", "quarantine", "show", "old", "2147483648"],
            (
                "rft: Invalid value for 'LINE': 2147483648 is not in the range 1<=x<=2147483647."
                " See: rft legacy quarantine show --help"
            ),
        ),
    ],
)
def test_a_wrong_call_says_where_help_is(words: list[str], told: str) -> None:
    answer = rft(*words)
    assert (answer.code, one_line(answer)) == (2, told)


@pytest.mark.parametrize("words", [[], ["db"]])
def test_a_group_alone_explains_itself(words: list[str]) -> None:
    answer = rft(*words)
    assert (answer.code, answer.err.startswith(" ".join(["Usage: rft", *words, "[OPTIONS] COMMAND"]))) == (2, True)


def test_a_refusal_carries_its_code(on: Rft) -> None:
    full = session(on, seats=1)["id"]
    booking(on, full)
    answer = on("bookings", "create", full, *ANA)
    assert answer.code == 1
    assert one_line(answer) == "rft: session-full: There are not enough seats left on this session."


def test_a_broken_field_is_named(on: Rft) -> None:
    answer = on("bookings", "create", uuid4(), "--email", "ana@@", "--first-name", "", "--last-name", "Silva")
    assert answer.code == 1
    assert one_line(answer).startswith("rft: invalid: /contact/email: must be an e-mail address; /contact/first_name: ")
    assert "ana@@" not in answer.err


def test_what_is_not_there_is_not_found(on: Rft) -> None:
    assert one_line(on("bookings", "show", uuid4())) == "rft: not-found: There is nothing here."


@pytest.mark.parametrize(
    "words", [["sessions", "list"], ["db", "status"], ["db", "upgrade"], ["db", "downgrade", "base"]]
)
def test_a_database_that_is_away_is_named_by_its_host_without_the_password(words: list[str]) -> None:
    answer = rft(*words, "--database-url", NOWHERE.replace("nobody@", "nobody:hush@"))
    assert (answer.code, one_line(answer)) == (1, "rft: busy: cannot reach the database at 127.0.0.1")


@pytest.mark.parametrize("url", ["nonsense", "host=db password=hush", "postgresql://nobody:hush@[db/rft"])
@pytest.mark.parametrize("words", [["sessions", "list"], ["db", "status"]])
def test_what_is_no_address_of_a_database_is_refused_and_not_repeated(words: list[str], url: str) -> None:
    answer = rft(*words, "--database-url", url)
    assert answer.code == 1
    assert one_line(answer).startswith("rft: invalid: /DATABASE_URL: must be written postgresql://")
    assert "hush" not in answer.err


def test_a_schema_that_is_behind_is_not_touched(empty_url: str) -> None:
    answer = rft("sessions", "list", "--database-url", empty_url)
    assert (answer.code, one_line(answer)) == (
        1,
        "rft: the schema of this database is not up to date. Run: rft db upgrade",
    )
    assert rft("db", "status", "--database-url", empty_url, "--json").json["current"] is None


def test_broken_settings_are_all_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RFT_MAIL_KIND", "pigeon")
    monkeypatch.setenv("RFT_SMS_KIND", "pigeon")
    monkeypatch.setenv("RFT_LOG_LEVEL", "loud")
    line = one_line(rft("sessions", "list", "--data-dir", tmp_path))
    assert "/RFT_MAIL_KIND: must be console, file or smtp" in line
    assert "/RFT_SMS_KIND: must be console or file" in line
    assert "/RFT_LOG_LEVEL: must name a level" in line


def test_an_option_beats_the_environment(at_head: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", NOWHERE)
    assert rft("sessions", "list", "--database-url", at_head).code == 0


def test_a_defect_is_no_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command("break")
    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(main.commands, "break", broken)
    with pytest.raises(ZeroDivisionError):
        rft("break")


def test_an_extra_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command("needy")
    def needy() -> None:
        raise ModuleNotFoundError("No module named 'sqlalchemy.sql'", name="sqlalchemy.sql")

    monkeypatch.setitem(main.commands, "needy", needy)
    assert one_line(rft("needy")) == "rft: this needs more than was installed: pip install 'rft[postgres]'"


def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [path]
    for name, command in group.commands.items():
        found += commands(command, (*path, name)) if isinstance(command, click.Group) else [(*path, name)]
    return found


@pytest.mark.parametrize("path", commands(main), ids=" ".join)
def test_every_command_explains_itself_and_its_options(path: tuple[str, ...]) -> None:
    answer = rft(*path, "--help")
    assert answer.code == 0
    command: click.Command = main
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    assert command.help
    assert [param.name for param in command.params if isinstance(param, click.Option) and not param.help] == []


def test_help_answers_at_once_without_what_commands_need_to_run() -> None:
    ours = {"rft_adapters.memory", "rft_adapters.postgres", "rft_app.container"}
    others = {"alembic", "argon2", "falcon", "granian", "psycopg", "redis", "rich", "sqlalchemy", "structlog"}
    asked = [sys.executable, "-c", "import sys, rft_app.cli; print(*sys.modules)"]
    imported = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
    assert ("click" in imported, (ours | others) & set(imported)) == (True, set())


def test_every_command_that_touches_data_takes_a_database_and_prints_json() -> None:
    without = {"demo", "serve", "worker"}  # they run on until they are stopped
    touching_none = [("demo",), ("policy",), ("db", "roles"), ("legacy", "generate"), ("keys", "new")]
    for path in commands(main):
        command: click.Command = main
        for name in path:
            assert isinstance(command, click.Group)
            command = command.commands[name]
        if isinstance(command, click.Group) or path in touching_none:
            continue
        options = {option for param in command.params for option in param.opts}
        assert {"--database-url", "--data-dir"} <= options, path
        assert "--json" in options or path[0] in without, path


def test_the_version_is_that_of_the_package() -> None:
    assert rft("--version").out.startswith("rft 0.")


@pytest.mark.parametrize("workers", [(), ("--workers", "2")])
def test_a_cache_of_one_process_is_not_for_several(monkeypatch: pytest.MonkeyPatch, workers: tuple[str, ...]) -> None:
    monkeypatch.setenv("RFT_CACHE_PROFILES", "process")
    answer = rft("serve", "--port", 0, "--database-url", NOWHERE, *workers)
    assert answer.code == 1
    assert "RFT_CACHE_PROFILES=process is for one process alone" in one_line(answer)
