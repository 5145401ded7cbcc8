"""The trail is sealed beside the work, and signed checkpoints go to the second place while there is news."""

from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from attrs import evolve

from rft_adapters.checkpoints import FileCheckpoints
from rft_app.sealer import Sealer
from rft_app.worker import Worker
from rft_domain.activity.seals import Keys
from rft_domain.activity.trail import every_sealed
from rft_domain.activity.verify import Tampering, Verdict, verify
from tests.app.house import START, House
from tests.app.test_worker import Letterbox

KEYS = Keys({"key-1": b"1" * 32})


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def second_place(tmp_path: Path) -> FileCheckpoints:
    return FileCheckpoints(tmp_path / "checkpoints")


@pytest.fixture
def sealer(house: House, second_place: FileCheckpoints) -> Sealer:
    return Sealer(trail=house.store.audit_trail, checkpoints=second_place, keys=KEYS, clock=house.clock)


def verdict(house: House, second_place: FileCheckpoints) -> Verdict:
    return verify(every_sealed(house.store.audit_trail, page=2), second_place.all(), KEYS)


def test_everything_that_was_done_is_sealed_and_signed(
    house: House, sealer: Sealer, second_place: FileCheckpoints
) -> None:
    house.booking(house.session())
    sealer.run_if_due()
    assert house.store.audit_trail.waiting().rows == 0
    assert [seal.seq for seal in house.store.state.seals] == [1, 2, 3]
    assert [checkpoint.count for checkpoint in second_place.all()] == [3]
    assert verdict(house, second_place) == Verdict(rows=3)


def test_while_there_is_news_two_checkpoints_are_at_most_a_minute_apart(
    house: House, sealer: Sealer, second_place: FileCheckpoints
) -> None:
    for _ in range(300):
        house.session()
        sealer.run_if_due()
        house.clock.now += timedelta(seconds=1)
    signed = [checkpoint.at for checkpoint in second_place.all()]
    gaps = [later - earlier for earlier, later in zip([START, *signed], [*signed, house.clock.now], strict=True)]
    assert max(gaps) <= timedelta(seconds=60)
    assert len(signed) >= 5
    assert verdict(house, second_place).ok


def test_without_news_nothing_is_signed(house: House, sealer: Sealer, second_place: FileCheckpoints) -> None:
    house.session()
    for _ in range(100):
        sealer.run_if_due()
        house.clock.now += timedelta(seconds=10)
    assert len(list(second_place.all())) == 1


def test_a_row_that_appears_late_is_sealed_behind_those_that_were_there(
    house: House, sealer: Sealer, second_place: FileCheckpoints
) -> None:
    house.session()
    early = house.store.state.audit.pop(0)
    sealer.run_if_due()
    house.store.state.audit.append(evolve(early, at=START - timedelta(days=3)))
    house.clock.now += timedelta(hours=1)
    sealer.run_if_due()
    assert house.store.state.seals[-1].row_id == early.id
    assert verdict(house, second_place) == Verdict(rows=2)


def test_several_sealers_take_turns(house: House, sealer: Sealer, second_place: FileCheckpoints) -> None:
    other = Sealer(trail=house.store.audit_trail, checkpoints=second_place, keys=KEYS, clock=house.clock)
    for turn in (sealer, other, other, sealer):
        house.session()
        turn.run_if_due()
        house.clock.now += timedelta(minutes=1)
    assert verdict(house, second_place) == Verdict(rows=8)


def test_a_cut_trail_is_not_signed_again(house: House, sealer: Sealer, second_place: FileCheckpoints) -> None:
    for _ in range(3):
        house.session()
    sealer.run_if_due()
    for row in house.store.state.audit[-2:]:
        house.store.state.audit.remove(row)
    del house.store.state.seals[-2:]
    for _ in range(5):
        house.session()
        house.clock.now += timedelta(minutes=1)
        sealer.run_if_due()
    assert [checkpoint.count for checkpoint in second_place.all()] == [6]
    assert verdict(house, second_place) == Verdict(rows=5, seq=6, kind=Tampering.REBUILT)


def test_a_second_place_that_is_away_stops_nothing(house: House, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    away = FileCheckpoints(tmp_path / "file")
    sealer = Sealer(trail=house.store.audit_trail, checkpoints=away, keys=KEYS, clock=house.clock)
    house.session()
    sealer.run_if_due()
    assert house.store.audit_trail.waiting().rows == 0


def test_a_worker_seals_while_it_delivers(house: House, sealer: Sealer, second_place: FileCheckpoints) -> None:
    house.booking(house.session())
    stop = Event()
    worker = Worker(application=house.application, mail=Letterbox(), sealer=sealer)
    thread = Thread(target=worker.run, args=(stop,))
    thread.start()
    for _ in range(500):
        if second_place.newest() is not None:
            break
        stop.wait(0.01)
    stop.set()
    thread.join(timeout=10)
    assert verdict(house, second_place) == Verdict(rows=4)
