"""What the guards of this folder read: files, lines and imports of a source tree."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"
_NOT_OURS = {".git", ".venv", ".nox", "__pycache__", "node_modules", "build", "dist", ".hypothesis"}


def files(folder: Path) -> Iterator[Path]:
    """Every file under ``folder`` that is ours, hidden ones such as ``.ci/run`` included."""
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _NOT_OURS and not name.endswith("_cache"))
        yield from (Path(where, name) for name in sorted(names))


def python_files(folder: Path) -> Iterator[Path]:
    return (path for path in files(folder) if path.suffix == ".py")


def documents(root: Path) -> Iterator[Path]:
    yield from (path for path in root.glob("*.md"))
    yield from sorted((root / "docs").rglob("*.md"))


def imported(path: Path) -> Iterator[str]:
    """The absolute module names that the file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
