"""The refusals in this folder are real: give them up in the source, and mypy turns red."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FORGOTTEN = 'Unused "type: ignore" comment'


def mypy(src: Path, cache: Path) -> tuple[int, str]:
    names = ["tests/typing/ids.py", "tests/typing/values.py"]
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cache), *names],
        cwd=ROOT,
        env=os.environ | {"MYPYPATH": str(src)},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout


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
    status, said = mypy(tmp_path / "src", tmp_path / "cache")
    assert status == 1
    assert FORGOTTEN in said


def test_every_refusal_stands(tmp_path: Path) -> None:
    assert mypy(ROOT / "src", tmp_path / "cache") == (0, "Success: no issues found in 2 source files\n")
