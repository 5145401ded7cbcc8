"""A copy of the source tree to plant faults in."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import frozen

from tests.architecture.source import ROOT


@frozen
class Tree:
    root: Path

    def plant(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def lint_imports(self) -> tuple[int, str]:
        """The exit status and what lint-imports said about this copy, not about the installed packages."""
        ran = subprocess.run(
            [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
            cwd=self.root,
            env=os.environ | {"PYTHONPATH": str(self.root / "src"), "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
        )
        return ran.returncode, ran.stdout + ran.stderr

    def broken_contracts(self) -> list[str]:
        status, said = self.lint_imports()
        broken = re.findall(r"^(.+?) BROKEN", said, re.MULTILINE)
        assert (status != 0) == bool(broken), said
        return broken


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return Tree(tmp_path)
