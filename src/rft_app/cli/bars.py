"""Bars on standard error that show how far a long command is, for terminals."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from rich.progress import Progress


@contextmanager
def bars() -> Iterator["Progress"]:
    """Gone when the command ends."""
    from rich.console import Console  # noqa: PLC0415 - for terminals only
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415 - the same

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield progress


def size_of(file: BinaryIO) -> int | None:
    """In bytes; ``None`` for what cannot be looked through beforehand, as standard input."""
    if not file.seekable():
        return None
    size = file.seek(0, 2)
    file.seek(0)
    return size
