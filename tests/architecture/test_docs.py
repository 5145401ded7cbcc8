"""The pages tell the truth: links lead somewhere, every ``rft`` command exists, CI runs what README says."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from rft_app.cli import main
from tests.architecture.conftest import Tree
from tests.architecture.source import ROOT, documents

SHELL_BLOCK = re.compile(r"^```(?:bash|console|sh)\n(.*?)^```", re.M | re.S)
RFT_CALL = re.compile(r"(?:^|&& |\s)(?:\S*/)?rft ([^&|;\n#]+)", re.M)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[\w-]+)?\)")
TEST_COMMAND = "python3 -m venv .venv && .venv/bin/pip install -q -c constraints.txt nox uv && .venv/bin/nox"


def calls(root: Path) -> Iterator[str]:
    """The words after ``rft`` in every shell block of README and docs."""
    for path in documents(root):
        for block in SHELL_BLOCK.findall(path.read_text()):
            yield from (found.strip() for found in RFT_CALL.findall(block.replace("\\\n", " ")))


def not_in_the_cli(call: str) -> str | None:
    """What of the call the CLI does not know: a command, or an option of it."""
    command: click.Command = main
    words = call.split()
    while isinstance(command, click.Group):
        name = words.pop(0) if words else "(a command is missing)"
        if name not in command.commands:
            return name
        command = command.commands[name]
    options = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    return next((word for word in words if word.startswith("--") and word.partition("=")[0] not in options), None)


def dead_links(root: Path) -> list[str]:
    links = [(path, link) for path in documents(root) for link in LINK.findall(path.read_text()) if "://" not in link]
    return [f"{path.name}: {link}" for path, link in links if not (path.parent / link).exists()]


def test_every_rft_command_of_the_pages_exists() -> None:
    found = list(calls(ROOT))
    assert "demo" in found
    assert [call for call in found if not_in_the_cli(call)] == []


@pytest.mark.parametrize("call", ["demonstrate", "db", "db sidegrade", "demo --hots 127.0.0.1"])
def test_a_planted_command_or_option_is_found(tree: Tree, call: str) -> None:
    tree.plant("docs/planted.md", f"```bash\nexport A=1\nA=1 .venv/bin/rft {call} && true\n```\n")
    assert list(calls(tree.root)) == [call]
    assert not_in_the_cli(call) in [*call.split(), "(a command is missing)"]


def test_every_link_between_the_pages_leads_somewhere() -> None:
    assert dead_links(ROOT) == []


def test_a_planted_dead_link_is_found(tree: Tree) -> None:
    tree.plant("docs/planted.md", "[gone](gone.md) and [here](planted.md#x)")
    assert dead_links(tree.root) == ["planted.md: gone.md"]


def test_every_page_can_be_reached_from_the_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text()
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")} - {"index.md"}
    assert pages == set(LINK.findall(index))


def test_ci_runs_the_test_command_of_the_readme_and_nothing_else() -> None:
    assert f"```bash\n{TEST_COMMAND}\n```" in (ROOT / "README.md").read_text()
    assert f"(\n    {TEST_COMMAND}\n)" in (ROOT / ".ci" / "run").read_text()
