"""The commands as people start them: they answer, say where, and leave no process behind."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from rft_adapters.postgres import schema
from tests.app.loading.exports import line
from tests.e2e.processes import COMMAND, Running, alive, family, running, soon, told_until


def ask(url: str, body: str | None = None, headers: dict[str, str] | None = None) -> tuple[int, Any]:
    request = urllib.request.Request(url, data=body.encode() if body else None, headers=headers or {})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.status, json.loads(answer.read())


def logged_in(address: str, email: str, password: str) -> str:
    body = json.dumps({"email": email, "password": password})
    status, entered = ask(f"{address}/api/auth/login", body, {"Content-Type": "application/json"})
    assert status == 200
    return str(entered["token"])


def pasted(told: str) -> tuple[int, Any]:
    """The answer to the curl command that the demo prints."""
    found = re.search(r"curl .*?\n\n", told, re.S)
    assert found is not None
    words = shlex.split(found[0].replace("\\\n", " "))
    assert words[:3] == ["curl", "-X", "POST"]
    headers = {
        name: value.strip()
        for flag, text in pairwise(words)
        if flag == "-H"
        for name, _, value in [text.partition(":")]
    }
    return ask(words[3], words[words.index("-d") + 1], headers)


def ended(process: Running, number: signal.Signals) -> int:
    """As a terminal does it for Ctrl-C, to the whole foreground group; else to the one process."""
    (os.killpg if number is signal.SIGINT else os.kill)(process.pid, number)
    return process.wait(timeout=60)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL], ids=lambda s: s.name)
def test_the_demo_answers_books_and_leaves_nothing_behind(number: signal.Signals) -> None:
    with running("demo", "--port", 0) as process:
        told = told_until(process, "Ctrl-C stops it")
        address, mail = (re.search(rf"{name} +(\S+)\n", told) for name in ("Address", "Letters"))
        assert address is not None
        assert mail is not None
        assert ask(f"{address[1]}/readyz")[0] == 200
        with urllib.request.urlopen(f"{address[1]}/docs", timeout=10) as page:
            assert page.status == 200
        status, booking = pasted(told)
        assert (status, booking["contact"]["email"], pasted(told)[1]["id"]) == (
            201,
            "ana.silva@example.org",
            booking["id"],
        )
        folder = Path(mail[1]).parent
        scratch = {name for name in ("rft-metrics-*", "rft-workers-*") if list(folder.glob(name))}
        assert len(scratch) == 2  # they go with the folder
        members = family(process, folder)
        assert len(members) >= 5  # itself, two workers, the guardian, PostgreSQL
        code = ended(process, number)
        assert soon(lambda: not any(alive(pid) for pid in members))
        assert soon(lambda: not folder.exists())
        assert code == (-signal.SIGKILL if number is signal.SIGKILL else 0)


def test_the_superuser_whom_the_demo_prints_logs_in_and_is_staff() -> None:
    with running("demo", "--port", 0, "--workers", 1) as process:
        told = told_until(process, "Ctrl-C stops it")
        found = re.search(r"Address +(\S+)\n(?:.*\n)*? +Superuser +(\S+)\n +Password +(\S+) ", told)
        assert found is not None
        token = logged_in(found[1], found[2], found[3])
        status, listed = ask(f"{found[1]}/api/bookings?count=true", headers={"Authorization": f"Bearer {token}"})
        assert (status, listed["total"] > 100) == (200, True)
        everything = json.dumps({"with_bookings_ahead": True, "with_members": True})
        erase = f"{found[1]}/api/admin/customers/{listed['items'][0]['customer_id']}/erase"
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        assert ask(erase, everything, headers)[0] == 200
        assert ended(process, signal.SIGTERM) == 0


def test_a_port_that_is_taken_is_named_before_anything_is_started() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run([*COMMAND, "demo", "--port", str(port)], capture_output=True, text=True, timeout=60)
    told = f"rft: port {port} on 127.0.0.1 is taken. Choose another with --port, or let --port 0 find a free one.\n"
    assert (done.returncode, done.stderr, done.stdout) == (1, told, "")


def test_the_service_runs_in_memory() -> None:
    with running("serve", "--memory", "--port", 0) as process:
        told = told_until(process, "rft answers on")
        found = re.search(r"Superuser (\S+), password (\S+)\n(?:.*\n)*rft answers on (\S+)", told)
        assert found is not None
        address = found[3]
        assert ask(f"{address}/api/courses") == (200, {"items": [], "next_cursor": None})
        headers = {"Authorization": f"Bearer {logged_in(address, found[1], found[2])}"}
        assert [user["email"] for user in ask(f"{address}/api/admin/users", headers=headers)[1]["items"]] == [found[1]]
        members = family(process)
        assert ended(process, signal.SIGTERM) == 0
        assert soon(lambda: not any(alive(pid) for pid in members))


@pytest.fixture
def data_dir() -> Iterator[Path]:
    # not tmp_path: it is private to the user who runs the tests, and for root the server runs as another
    with tempfile.TemporaryDirectory(prefix="rft-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder / "data"


def test_the_service_and_commands_beside_it_share_the_embedded_server(data_dir: Path) -> None:
    with running("serve", "--data-dir", data_dir, "--port", 0, "--workers", 1) as process:
        address = told_until(process, "rft answers on").split()[-1]
        words = ["bookings", "load", "-", "--past", "--json", "--data-dir", str(data_dir)]
        done = subprocess.run([*COMMAND, *words], input=line(), capture_output=True, timeout=60)
        assert json.loads(done.stdout)["booked"] == 1
        assert [course["code"] for course in ask(f"{address}/api/courses")[1]["items"]] == [
            "EMERGENCY-FIRST-AID-AT-WORK"
        ]
        members = family(process, data_dir)
        assert ended(process, signal.SIGTERM) == 0
        assert soon(lambda: not any(alive(pid) for pid in members))


def test_a_schema_that_is_behind_is_not_served_unless_told_to_upgrade(database_url: str) -> None:
    schema.downgrade(database_url, "base")  # the tests of this module share the database
    with running("serve", "--database-url", database_url, "--port", 0) as process:
        assert process.wait(timeout=60) == 1
        assert process.stderr is not None
        assert process.stderr.read().endswith("Run: rft db upgrade\n")
    with running("serve", "--database-url", database_url, "--port", 0, "--workers", 1, "--upgrade") as process:
        told_until(process, "rft answers on")
        assert schema.status(database_url).pending == ()
        assert ended(process, signal.SIGTERM) == 0


def test_a_worker_delivers_letters(database_url: str, tmp_path: Path) -> None:
    schema.upgrade(database_url)
    raw = line(77, sessionId="s-77", sessionDate="2031-05-17T09:00:00")
    words = ["bookings", "load", "-", "--json", "--database-url", database_url]
    subprocess.run([*COMMAND, *words], input=raw, capture_output=True, timeout=60, check=True)
    mail = {"RFT_MAIL_KIND": "file", "RFT_MAIL_FOLDER": str(tmp_path)}
    with running("worker", "--database-url", database_url, **mail) as process:
        assert soon(lambda: len(list(tmp_path.glob("*.eml"))) == 1)
        assert ended(process, signal.SIGTERM) == 0
    (letter,) = tmp_path.glob("*.eml")
    assert "To: Ana.Silva@Example.org" in letter.read_text()


@pytest.mark.parametrize("session", [False, True], ids=["child", "session-of-its-own"])
def test_a_process_left_behind_would_be_seen(tmp_path: Path, session: bool) -> None:
    stays = [sys.executable, "-c", "import time; time.sleep(30)", str(tmp_path)]
    parent = f"import subprocess, time; subprocess.Popen({stays}, start_new_session={session}); time.sleep(30)"
    with subprocess.Popen([sys.executable, "-c", parent]) as process:
        assert soon(lambda: len(family(process, tmp_path)) == 2)
        (left,) = family(process, tmp_path) - {process.pid}
        process.kill()
        process.wait()
        assert not soon(lambda: not alive(left), within=0.5)
        os.kill(left, signal.SIGKILL)
        assert soon(lambda: not alive(left))
