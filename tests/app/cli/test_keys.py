"""Master keys are made, data keys follow them beside a service at work, and the doctor sees what does not fit."""

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from rft_adapters.keys import add_key, make_keys, read_keys
from rft_adapters.postgres import Store, open_store
from rft_adapters.sealing import MasterKeys
from rft_adapters.system import SystemEntropy
from rft_domain.testing import Subject
from rft_domain.testing.scenes import a_session
from rft_domain.testing.world import World, new_world
from tests.adapters.postgres.sealed import RAMP, needing, needs
from tests.app.cli.program import Rft
from tests.app.cli.test_doctor import wrong
from tests.stores import as_app, emptying


@pytest.fixture
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "data.key"
    make_keys(file)
    monkeypatch.setenv("RFT_DATA_KEY_FILE", str(file))
    return file


@pytest.fixture
def empty(at_head: str) -> Iterator[None]:
    with emptying(at_head) as now:
        now()
        yield
        now()


def opened(url: str, file: Path, seed: int = 1) -> Any:
    return open_store(as_app(url), entropy=SystemEntropy(), masters=MasterKeys(read_keys(file).secrets))


def world_of(store: Store, seed: int) -> World:
    return new_world(Subject(open_unit_of_work=store.unit_of_work, reset=lambda: None), seed=seed)


def plant(url: str, file: Path, count: int) -> None:
    """So many data keys under the newest master key."""
    masters = MasterKeys(read_keys(file).secrets)
    keys = [masters.new_key(uuid4())[0] for _ in range(count)]
    with psycopg.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
        rows = [(key.subject_id, key.master_id, key.wrapped) for key in keys]
        cursor.executemany("INSERT INTO customers.data_keys VALUES (%s, %s, %s)", rows)


def test_a_new_key_is_the_newest_and_for_its_owner_alone(on: Rft, tmp_path: Path) -> None:
    file = tmp_path / "made.key"
    for _ in range(3):
        answer = on("keys", "new", file)
        assert answer.code == 0
        assert answer.out == f"{read_keys(file).current} is the newest key of {file}\n"
    assert len(read_keys(file).secrets) == 3
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    secrets = [secret.hex() for secret in read_keys(file).secrets.values()]
    assert [secret for secret in secrets if secret in answer.out + answer.err] == []
    assert on("keys", "new", tmp_path / "nowhere" / "x.key").code == 1


def test_a_key_behind_an_unfinished_line_stands_on_a_line_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "made.key"
    make_keys(file)
    file.write_text(file.read_text().rstrip("\n"))
    assert add_key(file) == read_keys(file).current
    assert len(read_keys(file).secrets) == 2


def test_rotation_tells_what_it_did_and_does_it_once(on: Rft, at_head: str, key_file: Path, empty: None) -> None:
    with opened(at_head, key_file) as store:
        world = world_of(store, 1)
        booking = needing(world, a_session(world).id)
    plant(at_head, key_file, 6)
    old = read_keys(key_file).current
    new = add_key(key_file)
    assert on("keys", "status", "--json").json == {
        "newest": new, "data_keys": {old: 7}, "unopenable": 0, "plain": 0,
    }  # fmt: skip
    answer = on("keys", "rotate", "--batch", "3", "--json")
    assert (answer.code, answer.json) == (0, {"newest": new, "rewrapped": 7, "unopenable": 0})
    plainly = on("keys", "rotate")
    assert plainly.out == f"Newest      {new}\nRewrapped   0\nUnopenable  0\n"
    key_file.write_text(key_file.read_text().splitlines()[-1] + "\n")  # the old one may go
    with opened(at_head, key_file) as store:
        assert needs(world_of(store, 2), booking) == [RAMP]
    in_words = on("keys", "status").out.splitlines()
    assert [line.split() for line in in_words] == [
        ["Newest", new], ["Under", new, "7"], ["Unopenable", "0"], ["Not", "sealed", "0"],
    ]  # fmt: skip


def test_progress_is_told_on_standard_error(on: Rft, at_head: str, key_file: Path, empty: None) -> None:
    plant(at_head, key_file, 5)
    add_key(key_file)
    assert on("keys", "rotate", "--batch", "2").err == "2 of 5 wrapped\n4 of 5 wrapped\n5 of 5 wrapped\n"


def test_keys_that_do_not_open_are_counted_and_left_alone(on: Rft, at_head: str, key_file: Path, empty: None) -> None:
    plant(at_head, key_file, 3)
    key_file.unlink()
    make_keys(key_file)
    plant(at_head, key_file, 2)
    new = add_key(key_file)
    answer = on("keys", "rotate", "--batch", "1", "--json")
    assert (answer.code, answer.json) == (1, {"newest": new, "rewrapped": 2, "unopenable": 3})


def test_without_a_key_there_is_nothing_to_rotate(on: Rft) -> None:
    for words in (("status",), ("rotate",), ("seal-old",)):
        answer = on("keys", *words)
        assert answer.code == 1
        assert answer.err.startswith("rft: data-key-missing: ")
        assert "RFT_DATA_KEY_FILE" in answer.err


def _rotating(url: str, file: Path, *options: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "rft_app", "keys", "rotate", "--json", *options]
    environment = {**os.environ, "DATABASE_URL": as_app(url), "RFT_DATA_KEY_FILE": str(file)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def _counted(url: str) -> Mapping[str, int]:
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute("SELECT master_key_id, count(*) FROM customers.data_keys GROUP BY 1").fetchall()
    return dict(found)


def test_a_rotation_killed_in_the_middle_goes_on_where_it_was(
    on: Rft, at_head: str, key_file: Path, empty: None
) -> None:
    plant(at_head, key_file, 3_000)
    old, new = read_keys(key_file).current, add_key(key_file)
    process = _rotating(at_head, key_file, "--batch", "1")
    deadline = time.monotonic() + 60
    while _counted(at_head).get(new, 0) < 20 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=10)
    halfway = _counted(at_head)
    assert 20 <= halfway[new] < 3_000
    answer = on("keys", "rotate", "--json")
    assert answer.json == {"newest": new, "rewrapped": halfway[old], "unopenable": 0}
    assert _counted(at_head) == {new: 3_000}
    assert on("keys", "status", "--json").json["unopenable"] == 0


def test_bookings_and_reads_go_on_beside_a_rotation(at_head: str, key_file: Path, empty: None) -> None:
    """Nothing is refused, and all that was sealed before and meanwhile is read with the newest key alone."""
    with opened(at_head, key_file) as store:
        world = world_of(store, 1)
        session_id = a_session(world, capacity=9_999).id
        first = [needing(world, session_id, address=f"guest{number}@example.org") for number in range(20)]
    plant(at_head, key_file, 2_000)
    new = add_key(key_file)
    done = threading.Event()
    made, refused = list(first), list[BaseException]()

    def book(store: Store, seed: int) -> None:
        world, number = world_of(store, seed), 0
        while not done.is_set():
            number += 1
            try:
                made.append(needing(world, session_id, address=f"guest{number % 30}@example.org"))
                assert needs(world, made[-20]) == [RAMP]
            except BaseException as error:  # told by the test, not by the thread
                refused.append(error)
                return

    with opened(at_head, key_file) as store:
        threads = [threading.Thread(target=book, args=(store, seed)) for seed in (11, 12)]
        for thread in threads:
            thread.start()
        _, complaint = _rotating(at_head, key_file, "--batch", "20").communicate(timeout=120)
        done.set()
        for thread in threads:
            thread.join()
    assert (refused, complaint) == ([], b"")
    assert len(made) > 25
    assert set(_counted(at_head)) == {new}
    key_file.write_text(key_file.read_text().splitlines()[-1] + "\n")
    with opened(at_head, key_file) as store:
        world = world_of(store, 4)
        assert [booking.id for booking in made if needs(world, booking) != [RAMP]] == []


def test_what_was_written_before_is_sealed_by_a_command(on: Rft, at_head: str, key_file: Path, empty: None) -> None:
    with opened(at_head, key_file) as store:
        world = world_of(store, 1)
        session_id = a_session(world).id
        bookings = [needing(world, session_id, None, address=f"guest{number}@example.org") for number in range(5)]
        with psycopg.connect(at_head, autocommit=True) as connection:
            connection.execute("UPDATE bookings.attendees SET special_requirements = 'an old note'")
        assert "are in the clear. Run: rft keys seal-old" in wrong(on("doctor", "--json"))["Sealed"]
        answer = on("keys", "seal-old", "--batch", "2")
        assert (answer.code, answer.out) == (0, "Sealed  5\n")
        assert on("keys", "seal-old", "--json").json == {"sealed": 0}
        assert [needs(world, booking) for booking in bookings] == [["an old note"]] * 5
    assert "Sealed" not in wrong(on("doctor", "--json"))


def test_the_doctor_looks_for_the_key_and_whether_all_opens(
    on: Rft, at_head: str, key_file: Path, empty: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(at_head, key_file, 2)
    assert f"✓ Data key     seals with {read_keys(key_file).current}\n" in on("doctor").out
    assert "✓ Sealed       all 2 data keys open\n" in on("doctor").out
    key_file.unlink()
    make_keys(key_file)
    assert wrong(on("doctor", "--json"))["Sealed"] == "2 of 2 data keys do not open with these master keys"
    key_file.write_text("nonsense")
    assert "/RFT_DATA_KEY_FILE: must name a file with lines" in wrong(on("doctor", "--json"))["Data key"]
    monkeypatch.delenv("RFT_DATA_KEY_FILE")
    assert wrong(on("doctor", "--json"))["Data key"] == "RFT_DATA_KEY_FILE is not set: sensitive details are refused"


def test_keys_may_stand_in_the_environment(
    on: Rft, at_head: str, key_file: Path, empty: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(at_head, key_file, 1)
    written = key_file.read_text().strip()
    monkeypatch.setenv("RFT_DATA_KEYS", written)
    assert "/RFT_DATA_KEYS: must not be set with RFT_DATA_KEY_FILE" in on("keys", "status").err
    monkeypatch.delenv("RFT_DATA_KEY_FILE")
    assert on("keys", "status", "--json").json["unopenable"] == 0
    monkeypatch.setenv("RFT_DATA_KEYS", f"{written},{written}")
    answer = on("keys", "status")
    assert "/RFT_DATA_KEYS: must be written so that every id stands once" in answer.err
    assert written.split()[1] not in answer.err
