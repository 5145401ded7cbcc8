"""No file says where packages come from: that is the business of whoever installs."""

import re
from pathlib import Path

import pytest

from tests.architecture.conftest import Tree
from tests.architecture.source import ROOT, files

ADDRESS = re.compile(r"--(?:extra-)?index-url|--find-links|^-f |://\S*(?:/simple\b|pythonhosted)|file://", re.M)
LOCKS = {"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock"}
SPEAKS_OF_THEM = {"tests/architecture/test_registry_addresses.py"}


def naming_a_registry(root: Path) -> list[str]:
    found = []
    for path in files(root):
        name = path.relative_to(root).as_posix()
        text = path.read_bytes().decode("utf-8", "ignore")
        if name not in SPEAKS_OF_THEM and (path.name in LOCKS or ADDRESS.search(text)):
            found.append(name)
    return found


def test_no_file_names_a_registry() -> None:
    assert naming_a_registry(ROOT) == []


def test_constraints_are_exact_versions_and_nothing_else() -> None:
    line = re.compile(r"[a-z0-9.-]+==[\w.]+( ; [\w.'\" =!<>()-]+)?")
    assert [said for said in (ROOT / "constraints.txt").read_text().splitlines() if not line.fullmatch(said)] == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://example.org/simple",
        "--find-links wheels",
        "attrs @ file:///wheels/attrs.whl",
        "registry = 'https://example.org/simple'",
    ],
)
def test_a_planted_address_is_found(tree: Tree, line: str) -> None:
    tree.plant("requirements.txt", line)
    assert naming_a_registry(tree.root) == ["requirements.txt"]


def test_a_planted_lock_file_is_found(tree: Tree) -> None:
    tree.plant("uv.lock", "version = 1")
    assert naming_a_registry(tree.root) == ["uv.lock"]
