"""A file over 400 lines needs a decision record that names it (design.md 2)."""

from pathlib import Path

from tests.architecture.conftest import Tree
from tests.architecture.source import ROOT, python_files

LONGEST = 400


def too_long(root: Path) -> list[str]:
    records = "\n".join(path.read_text() for path in (root / "docs" / "decisions").glob("*.md"))
    long = [path for path in python_files(root / "src") if len(path.read_text().splitlines()) > LONGEST]
    return [name for path in long if (name := path.relative_to(root).as_posix()) not in records]


def test_no_file_is_over_400_lines_without_a_decision() -> None:
    assert too_long(ROOT) == []


def test_a_planted_long_file_is_found_until_a_decision_names_it(tree: Tree) -> None:
    tree.plant("src/rft_domain/long.py", "x = 1\n" * 401)
    assert too_long(tree.root) == ["src/rft_domain/long.py"]
    tree.plant("docs/decisions/0099-long.md", "`src/rft_domain/long.py` is one table and stays whole.")
    assert too_long(tree.root) == []
