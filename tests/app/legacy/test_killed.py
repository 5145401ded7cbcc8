"""A killed import goes on where it stopped, and ends as one that nobody killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rft_adapters.postgres.diagnosis import examine
from rft_adapters.postgres.legacy import writing
from rft_app.legacy import chunks
from rft_domain.shared.errors import Invalid
from tests.app.legacy.conftest import Sql
from tests.app.legacy.export_files import imported, many

State = Callable[[], dict[str, str]]
LINES = 900
ROOT = Path(__file__).parents[3]


def killed_after(url: str, file: Path, steps: int) -> bool:
    """Whether it was still running after so many steps had been told."""
    words = [sys.executable, "-m", "tests.app.legacy.client", url, str(file)]
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    with subprocess.Popen(words, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}, cwd=ROOT) as process:
        for told, _ in enumerate(process.stdout or (), 1):
            if told == steps:
                process.send_signal(signal.SIGKILL)
        return process.wait() == -signal.SIGKILL


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CHUNK", 100)
    monkeypatch.setattr(writing, "STRETCH", 150)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "old.jsonl"
    path.write_bytes(b"".join(many(LINES)))
    return path


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("kills", [[2, 3], [10], [12, 2], [14]])
def test_a_killed_run_ends_as_one_that_nobody_killed(
    url: str, migrated_url: str, state: State, sql: Sql, file: Path, kills: list[int]
) -> None:
    counted = imported(url, many(LINES))
    wanted = state()
    _empty(sql)
    for steps in kills:
        assert killed_after(url, file, steps)
        assert (examine(url).seats_wrong, examine(url).figures_wrong) == (0, 0)
    assert imported(url, many(LINES)) == counted
    assert state() == wanted


@pytest.mark.usefixtures("small_steps")
def test_a_step_that_is_forgotten_is_seen(url: str, state: State, sql: Sql, file: Path) -> None:
    """The fault planted: a run that believes it is further than it is."""
    imported(url, many(LINES))
    wanted = state()
    _empty(sql)
    assert killed_after(url, file, 12)
    [[written]] = sql("SELECT written FROM legacy.batches")
    assert written is not None
    sql("UPDATE legacy.batches SET written = written + 150")
    with pytest.raises(writing.Miscounted):
        imported(url, many(LINES))
    assert state() != wanted


@pytest.mark.usefixtures("small_steps")
def test_another_file_is_not_taken_for_the_rest_of_this_one(url: str, file: Path) -> None:
    assert killed_after(url, file, 3)
    with pytest.raises(Invalid):
        imported(url, many(LINES)[5:])


def _empty(sql: Sql) -> None:
    from rft_adapters.postgres.tables import METADATA  # noqa: PLC0415 - of this function only

    sql(f"TRUNCATE {', '.join(f'{table.schema}.{table.name}' for table in METADATA.sorted_tables)}")
