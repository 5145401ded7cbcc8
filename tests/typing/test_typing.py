"""The refusals in this folder are real: give them up in the source, and mypy turns red."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FORGOTTEN = 'Unused "type: ignore" comment'


def refusals_given_up(src: Path, cache: Path) -> list[str]:
    """What mypy finds wrong in this folder's files; what it finds in ``src`` is the types session's business."""
    names = ["tests/typing/ids.py", "tests/typing/values.py"]
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cache), *names],
        cwd=ROOT,
        env=os.environ | {"MYPYPATH": str(src)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "source files" in ran.stdout, ran.stderr
    return [line for line in ran.stdout.splitlines() if line.startswith("tests/typing")]


@pytest.mark.parametrize(
    ("file", "strict", "lax"),
    [
        ("shared/ids.py", 'CustomerId = NewType("CustomerId", UUID)', "CustomerId = UserId"),
        ("shared/ids.py", 'SessionId = NewType("SessionId", UUID)', "SessionId = CourseId"),
        ("identity/user.py", "role: Role, now: datetime", "role: str, now: datetime"),
    ],
)
def test_a_type_that_stops_refusing_turns_the_check_red(tmp_path: Path, file: str, strict: str, lax: str) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src")
    planted = tmp_path / "src" / "rft_domain" / file
    assert strict in planted.read_text()
    planted.write_text(planted.read_text().replace(strict, lax))
    assert any(FORGOTTEN in line for line in refusals_given_up(tmp_path / "src", tmp_path / "cache"))


def test_every_refusal_stands(tmp_path: Path) -> None:
    assert refusals_given_up(ROOT / "src", tmp_path / "cache") == []
