"""``python -m tests.adapters.postgres.row_security NNNN`` writes what the policy says now for that revision.

An unreleased revision is written anew; after a release it is a new one, whose migration calls
``row_security.apply("NNNN")`` on the way up, and with the number before it on the way down.
"""

import sys
from importlib.resources import files
from pathlib import Path

from rft_adapters.postgres.row_security import script

FOLDER = Path(str(files("rft_adapters.postgres.migrations.row_security")))


def newest() -> Path:
    return max(FOLDER.glob("*.sql"))


if __name__ == "__main__":
    (FOLDER / f"{sys.argv[1]}.sql").write_text(script())
