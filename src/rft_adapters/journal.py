"""Files that are only added to, a line at a time, by several processes."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held(path: Path) -> Iterator[int]:
    """``path``, made when missing, open to be read and added to, and nobody else's meanwhile. Raises ``OSError``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def add_line(file: int, line: bytes) -> None:
    """On the disk when this returns. Behind a line that a power cut left unfinished comes a new one."""
    end = os.fstat(file).st_size
    unfinished = end > 0 and os.pread(file, 1, end - 1) != b"\n"
    os.write(file, b"\n" * unfinished + line + b"\n")
    os.fsync(file)
