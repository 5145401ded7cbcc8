"""What a backup says of itself. No secrets, and nothing of a row but its part in a digest."""

import json
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from attrs import asdict, frozen

from rft_domain.shared.errors import Invalid

from .digests import Digest

FORMAT = 1
MANIFEST, DUMP = "manifest.json", "database.dump"


@frozen(kw_only=True)
class Manifest:
    """``taken_at``: the instant of the snapshot, by the server's clock. ``revision`` of the schema; ``dump_sha256`` in
    hex, of what ``pg_dump`` wrote.
    """

    program: str
    revision: str
    server_version: int
    taken_at: datetime
    dump_sha256: str
    tables: Mapping[str, Digest]

    @property
    def rows(self) -> int:
        return sum(digest.rows for digest in self.tables.values())

    def as_json(self) -> str:
        told = {"format": FORMAT, **asdict(self), "taken_at": self.taken_at.isoformat()}
        return json.dumps(told, indent=2, sort_keys=True)


def this_program() -> str:
    try:
        return version("rft")
    except PackageNotFoundError:  # run from its sources
        return "unknown"


def read_manifest(file: Path) -> Manifest:
    """Raises :class:`Invalid` at ``/FILE`` for what is no backup of ours, or of a newer program."""
    try:
        with ZipFile(file) as archive:
            told = json.loads(archive.read(MANIFEST))
        if told.pop("format") != FORMAT:
            raise Invalid.at("/FILE", "was written by another version of this program")
        told["taken_at"] = datetime.fromisoformat(told["taken_at"])
        told["tables"] = {table: Digest(**digest) for table, digest in told["tables"].items()}
        return Manifest(**told)
    except OSError as error:
        raise Invalid.at("/FILE", f"cannot be read ({error.strerror})") from None
    except (BadZipFile, KeyError, TypeError, ValueError, AttributeError):
        raise Invalid.at("/FILE", "is no backup that rft backup has written") from None
