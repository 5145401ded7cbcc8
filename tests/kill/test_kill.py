"""Killed at any point, and replayed: every acknowledged booking is there once, seats and figures equal a recount."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Event, Thread, Timer
from uuid import UUID, uuid4

import psycopg
import pytest

from rft_adapters.embedded import EmbeddedServer, embedded_server, temporary_server
from rft_adapters.postgres import schema
from tests.kill.load import Answered, Order, drive, orders, reckon, sessions_of
from tests.stores import postgres_store

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def durable() -> Iterator[EmbeddedServer]:
    """A server that keeps its promises to the disk, unlike the one that the other tests share."""
    with temporary_server(settings={"shared_buffers": "64MB"}) as server:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE migrated")
        schema.upgrade(server.url("migrated"))
        yield server


@pytest.fixture
def url(durable: EmbeddedServer) -> str:
    name = f"kill_{uuid4().hex}"
    with psycopg.connect(durable.url(), autocommit=True) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        connection.execute(f"CREATE DATABASE {name} TEMPLATE migrated".encode())
    return durable.url(name)


def test_connections_that_are_cut_at_any_point_lose_nothing(url: str) -> None:
    victims = "SELECT pid FROM pg_stat_activity WHERE application_name = 'rft' AND datname = current_database()"
    answered: Answered = {}
    with postgres_store(url) as store, psycopg.connect(url, autocommit=True) as killer:
        todo = orders(sessions_of(store), 20_000)
        over, cut = Event(), 0
        load = Thread(target=drive, args=(store, todo, over, answered.__setitem__))
        load.start()
        while cut < 100:
            time.sleep(random.uniform(0.005, 0.05))
            pids = [row[0] for row in killer.execute(victims).fetchall()]
            if pids:
                killer.execute("SELECT pg_terminate_backend(%s)", [random.choice(pids)])
                cut += 1
        over.set()
        load.join()
    _reckon(url, todo, answered)


def _reckon(url: str, todo: list[Order], answered: Answered) -> None:
    """Of all orders up to the last that was acknowledged, and some beyond: nobody knows how far the others got."""
    assert len(answered) > 50
    last = max(place for place, order in enumerate(todo) if order.key in answered)
    with postgres_store(url) as store:
        reckon(store, todo[: last + 200], answered)


def test_a_client_that_is_killed_at_any_point_loses_nothing(url: str) -> None:
    answered: Answered = {}
    with postgres_store(url) as store:
        sessions = sessions_of(store)
    for _ in range(4):
        answered |= _killed_client(url, len(answered), [str(session) for session in sessions])
    _reckon(url, orders(sessions, 20_000), answered)


def _killed_client(url: str, first: int, sessions: list[str]) -> Answered:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
    command = [sys.executable, "-m", "tests.kill.client", url, str(first), *sessions]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT) as client:
        assert client.stdout is not None  # PIPE was asked for
        said = [client.stdout.readline()]
        Timer(random.uniform(0.2, 1.0), client.kill).start()
        said += client.stdout.readlines()
    whole = [line.split() for line in said if line.endswith("\n")]
    return {key: UUID(id) for key, id in whole}


def test_a_database_that_is_stopped_at_any_point_loses_nothing(durable: EmbeddedServer, url: str) -> None:
    answered: Answered = {}
    with postgres_store(url) as store:
        todo = orders(sessions_of(store), 20_000)
        over = Event()
        load = Thread(target=drive, args=(store, todo, over, answered.__setitem__))
        load.start()
        for _ in range(2):
            time.sleep(random.uniform(0.5, 1.5))
            before = durable.pid
            assert before is not None
            os.kill(before, signal.SIGQUIT)  # what pg_ctl stop -m immediate sends
            _wait_for(partial(_is_gone, before), "the server's end")
            with embedded_server(durable.data_dir) as again:
                assert again.url() == durable.url()
                assert again.pid != before
                served = len(answered) + 50
                _wait_for(partial(_at_least, answered, served), "service after the restart")
        over.set()
        load.join()
    _reckon(url, todo, answered)


def _wait_for(happened: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < until, f"waited in vain for {what}"
        time.sleep(0.02)


def _at_least(answered: Answered, count: int) -> bool:
    return len(answered) >= count


def _is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("fault", ["lost", "doubled", "seat"])
def test_the_reckoning_finds_what_a_kill_could_have_done(url: str, fault: str) -> None:
    """A booking that was acknowledged and is gone, one that is there twice, a seat that was taken for nobody."""
    answered: Answered = {}
    with postgres_store(url) as store, psycopg.connect(url, autocommit=True) as hand:
        todo = orders(sessions_of(store), 4)
        drive(store, todo, Event(), answered.__setitem__)
        reckon(store, todo, answered)
        if fault == "lost":
            answered[todo[0].key] = uuid4()
        elif fault == "doubled":
            hand.execute("DELETE FROM shared.receipts WHERE key = %s", [todo[0].key])
        else:
            hand.execute("UPDATE bookings.rosters SET seats_taken = seats_taken + 1")
        with pytest.raises(AssertionError):
            reckon(store, todo, answered)
