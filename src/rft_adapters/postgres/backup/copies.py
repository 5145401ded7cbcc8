"""Is a base backup still what ``pg_basebackup`` made? By its ``backup_manifest`` (PostgreSQL manual, 69).

``pg_verifybackup`` would say so too; the one in the embedded server's wheel does not run.
"""

import json
from hashlib import sha256
from pathlib import Path

from rft_domain.shared.errors import Invalid

from .digests import Told, untold
from .tools import copied

_LAST_LINE = b'"Manifest-Checksum"'


def verify_copy(base: Path, step: str, told: Told = untold) -> None:
    """Every file is there with its size and its SHA-256; of the log the server itself checks each record.

    Raises :class:`Invalid` at ``/FOLDER``.
    """
    try:
        written = (base / "backup_manifest").read_bytes()
        listed = json.loads(written)
        body = written[: written.rindex(_LAST_LINE)]
        files = {base / file["Path"]: (file["Size"], file["Checksum"]) for file in listed["Files"]}
        if sha256(body).hexdigest() != listed["Manifest-Checksum"]:
            raise ValueError
        for place, (path, expected) in enumerate(files.items()):
            told(step, place, len(files))
            if (path.stat().st_size, _sha256(path)) != expected:
                raise ValueError
    except (OSError, ValueError, KeyError, TypeError):
        raise Invalid.at("/FOLDER", "is damaged: it is not what was copied when the backup was taken") from None


def _sha256(path: Path) -> str:
    whole = sha256()
    with path.open("rb") as file:
        copied(file, whole.update)
    return whole.hexdigest()
