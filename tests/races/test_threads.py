"""Races of threads: what is promised holds, however many come at once."""

import pytest

from rft_domain.testing import Subject
from tests.races.races import RACES, Race, run_often


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
def test_memory_keeps_its_promises_in_a_race(race: Race, memory: Subject) -> None:
    run_often(race, memory)


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
def test_postgres_keeps_its_promises_in_a_race(race: Race, postgres: Subject) -> None:
    run_often(race, postgres)
