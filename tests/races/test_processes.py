"""Races of processes, each with threads of its own, on one PostgreSQL."""

import os
from pathlib import Path

import pytest

from rft_domain.testing import Subject
from rft_domain.testing.recount import every_booking, figures_wrong, seats_wrong
from rft_domain.testing.scenes import a_session
from rft_domain.testing.world import new_world
from tests.races.client import PROCESSES, THREADS, race

ROUNDS = 10
CLIENTS = PROCESSES * THREADS


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fresh process finds what this one does."""
    root = Path(__file__).parents[2]
    path = os.pathsep.join([str(root), str(root / "src"), os.environ.get("PYTHONPATH", "")])
    monkeypatch.setenv("PYTHONPATH", path)


def test_of_32_clients_one_gets_the_last_seat(postgres: Subject, migrated_url: str) -> None:
    world = new_world(postgres, 1)
    sessions = [a_session(world, 1, in_days=3650).id for _ in range(ROUNDS)]
    told = race(migrated_url, sessions, [f"p{n}@example.org" for n in range(CLIENTS)])
    assert told == ["Booking"] * ROUNDS + ["SessionFull"] * ROUNDS * (CLIENTS - 1)
    with world.open() as uow:
        assert len(every_booking(uow)) == ROUNDS
        assert (seats_wrong(uow), figures_wrong(uow)) == ([], [])


def test_32_first_bookings_for_one_address_make_one_customer(postgres: Subject, migrated_url: str) -> None:
    world = new_world(postgres, 2)
    session = a_session(world, CLIENTS, in_days=3650)
    spellings = [("ANA" if n % 2 else "ana") + (".Silva@example.org" if n % 3 else ".silva@EXAMPLE.org")
                 for n in range(CLIENTS)]  # fmt: skip
    assert race(migrated_url, [session.id], spellings) == ["Booking"] * CLIENTS
    with world.open() as uow:
        bookings = every_booking(uow)
        assert len(bookings) == CLIENTS
        assert len({(booking.customer_id, booking.booked_by) for booking in bookings}) == 1
        assert (seats_wrong(uow), figures_wrong(uow)) == ([], [])
