"""Every suppression says why: ``# noqa: CODE - reason``, ``# type: ignore[code]  # reason``."""

import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.conftest import Tree
from tests.architecture.source import ROOT, python_files

SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:\s*no\s+(?:cover|branch))\b")
REASON = re.compile(
    r"# noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)* +(?:-|#) *\w.{5}"
    r"|# type: ignore\[[\w-]+(?:, ?[\w-]+)*\] +# *\w.{5}"
    r"|# pragma: no (?:cover|branch) +(?:-|#) *\w.{5}"
)
PLACES = ("src", "tests", "bench", "noxfile.py")


def without_reason(path: Path) -> Iterator[str]:
    with path.open("rb") as stream:
        for token in tokenize.tokenize(stream.readline):
            if token.type == tokenize.COMMENT and SUPPRESSION.search(token.string) and not REASON.search(token.string):
                yield f"{path}:{token.start[0]}: {token.string}"


def test_every_suppression_carries_its_reason() -> None:
    paths = [ROOT / place for place in PLACES]
    ours = [file for path in paths for file in ([path] if path.is_file() else python_files(path))]
    assert [line for file in ours for line in without_reason(file)] == []


@pytest.mark.parametrize(
    "line",
    [
        "import os  # noqa",
        "import os  # noqa: F401",
        "x = 1  # type: ignore",
        "x = 1  # type: ignore[arg-type]",
        "x = 1  # pragma: no cover",
    ],
)
def test_a_planted_suppression_without_reason_is_found(tree: Tree, line: str) -> None:
    tree.plant("planted.py", line + "\n")
    assert len(list(without_reason(tree.root / "planted.py"))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "import os  # noqa: F401 - re-exported for callers",
        "x = 1  # type: ignore[arg-type]  # the stub is wrong here",
        'text = "# noqa in a text is no suppression"',
    ],
)
def test_a_suppression_with_its_reason_is_welcome(tree: Tree, line: str) -> None:
    tree.plant("planted.py", line + "\n")
    assert list(without_reason(tree.root / "planted.py")) == []
