"""Use cases never commit: the runner does, for effects and for refusals (design.md 2)."""

import ast
from pathlib import Path

from tests.architecture.conftest import Tree
from tests.architecture.source import ROOT, python_files

RUNNER = "src/rft_domain/shared/runner.py"
HARNESS = "src/rft_domain/testing/"  # plays the runner's part against an adapter


def committing(root: Path) -> set[str]:
    """The files of the domain and the app that call ``….commit(…)``."""
    found = set()
    for floor in ("rft_domain", "rft_app"):
        for path in python_files(root / "src" / floor):
            name = path.relative_to(root).as_posix()
            if not name.startswith(HARNESS):
                found |= {name for node in ast.walk(ast.parse(path.read_text())) if _commits(node)}
    return found


def _commits(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"


def test_only_the_runner_commits() -> None:
    assert committing(ROOT) == {RUNNER}


def test_a_planted_commit_is_found(tree: Tree) -> None:
    tree.plant("src/rft_domain/bookings/use_cases/planted.py", "def planted(uow):\n    uow.commit()\n")
    assert committing(tree.root) == {"src/rft_domain/bookings/use_cases/planted.py", RUNNER}
