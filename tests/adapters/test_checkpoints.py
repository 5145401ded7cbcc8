"""Checkpoints and keys in files: only added to, in order, and never shown."""

import os
import stat
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from rft_adapters.checkpoints import FileCheckpoints
from rft_adapters.keys import make_keys, read_keys
from rft_domain.activity.checkpoints import Checkpoint, checkpoint_of
from rft_domain.activity.seals import Keys, Seal
from rft_domain.shared.errors import Invalid
from rft_domain.testing import together

KEYS = Keys({"key-1": b"1" * 32})
NOW = datetime(2026, 3, 2, 9, 0, 0, 123457, tzinfo=UTC)


def checkpoint(count: int) -> Checkpoint:
    seal = Seal(seq=count, row_id=UUID(int=count), key_id="key-1", value=bytes([count]) * 32)
    return checkpoint_of(seal, NOW, KEYS)


@pytest.fixture
def checkpoints(tmp_path: Path) -> FileCheckpoints:
    return FileCheckpoints(tmp_path / "deep" / "down")


def test_what_was_added_comes_back_oldest_first(checkpoints: FileCheckpoints) -> None:
    assert (checkpoints.newest(), list(checkpoints.all())) == (None, [])
    for count in (1, 5, 9):
        checkpoints.add(checkpoint(count))
    assert list(checkpoints.all()) == [checkpoint(1), checkpoint(5), checkpoint(9)]
    assert checkpoints.newest() == checkpoint(9)


def test_as_many_rows_are_signed_once(checkpoints: FileCheckpoints) -> None:
    for count in (5, 5, 3):
        checkpoints.add(checkpoint(count))
    assert list(checkpoints.all()) == [checkpoint(5)]


def test_many_at_once_stay_in_order(checkpoints: FileCheckpoints) -> None:
    checkpoints.add(checkpoint(1))
    together([partial(checkpoints.add, checkpoint(count)) for count in range(2, 30)])
    counts = [each.count for each in checkpoints.all()]
    assert counts == sorted(set(counts))
    assert counts[-1] == 29


def test_what_is_added_while_reading_is_not_read(checkpoints: FileCheckpoints) -> None:
    checkpoints.add(checkpoint(1))
    reading = checkpoints.all()
    checkpoints.add(checkpoint(2))
    assert list(reading) == [checkpoint(1)]


def test_a_line_that_a_power_cut_left_unfinished_is_passed_over(checkpoints: FileCheckpoints) -> None:
    checkpoints.add(checkpoint(1))
    with checkpoints.path.open("a") as file:
        file.write('{"count": 2, "he')
    assert checkpoints.newest() == checkpoint(1)
    checkpoints.add(checkpoint(3))
    assert list(checkpoints.all()) == [checkpoint(1), checkpoint(3)]


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "audit.key"
    make_keys(file)
    made = read_keys(file)
    make_keys(file)
    assert read_keys(file) == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["audit.key"]
    assert len(made.secrets[made.current]) == 32


def test_programs_that_start_together_have_one_key(tmp_path: Path) -> None:
    file = tmp_path / "audit.key"

    def key() -> Keys:
        make_keys(file)
        return read_keys(file)

    assert len({str(dict(keys.secrets)) for keys in together([key] * 8) if isinstance(keys, Keys)}) == 1


def test_the_last_key_seals_and_all_verify(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text(f"old {'aa' * 32}\n\nnew {'bb' * 40}\n")
    keys = read_keys(file)
    assert (keys.current, list(keys.secrets)) == ("new", ["old", "new"])
    assert "bb" not in repr(keys)


@pytest.mark.parametrize(
    "text",
    ["", "key-1", f"key-1 {'aa' * 31}", "key-1 xyz", f"key_1 {'aa' * 32}", f"k {'aa' * 32}\nk {'bb' * 32}", "ü 00"],
)
def test_a_wrong_key_file_is_refused_without_showing_it(tmp_path: Path, text: str) -> None:
    file = tmp_path / "keys"
    file.write_text(text)
    with pytest.raises(Invalid) as refused:
        read_keys(file)
    assert [error.pointer for error in refused.value.errors] == ["/RFT_AUDIT_KEY_FILE"]
    assert "aa" not in str(refused.value)
    assert "xyz" not in str(refused.value)


def test_a_key_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        read_keys(tmp_path / "nowhere")
