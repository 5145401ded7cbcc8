"""One import in a process of its own, so that it can be killed: ``python -m tests.app.legacy.client URL FILE``."""

import sys
from pathlib import Path

from rft_adapters.postgres.legacy import ImportOptions, writing
from rft_app.legacy import chunks
from rft_app.legacy.running import import_lines
from tests.app.legacy.export_files import NOW, Replayed


def main(url: str, file: str) -> None:
    chunks.CHUNK = 100  # many small steps, so that a kill falls between and into them
    writing.STRETCH = 150
    with Path(file).open("rb") as lines:
        options = ImportOptions(batch="old", now=NOW)
        import_lines(url, lines, options, Replayed(), workers=1, told=_tell)


def _tell(phase: str, amount: int) -> None:
    sys.stdout.write(f"{phase} {amount}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
