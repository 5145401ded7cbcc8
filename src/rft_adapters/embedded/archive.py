"""Where the embedded server keeps its write-ahead log for point-in-time recovery (PostgreSQL manual, 25.3).

The folder is noted beside the data, and read whenever the server is started: whoever starts it, the archive has no gap.
"""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

from rft_adapters.embedded.errors import EmbeddedServerError
from rft_adapters.embedded.guardian import CLUSTER
from rft_adapters.embedded.programs import account_for, make_dirs

_NOTE = "wal-archive"
# at most so much is lost with the machine
_SWITCH_SECONDS = 60


def archive_folder(data_dir: Path) -> Path | None:
    """Where the server with data in ``data_dir`` archives, if it does."""
    try:
        return Path((data_dir / _NOTE).read_text().strip())
    except FileNotFoundError:
        return None


def archive_to(data_dir: Path, folder: Path) -> None:
    """From its next start on the server archives to ``folder``, which is made if missing.

    Raises :class:`EmbeddedServerError` where the server's user may not write there.
    """
    folder = folder.expanduser().resolve()
    account = account_for(data_dir / CLUSTER)
    try:
        made = not folder.exists()
        make_dirs(folder, 0o700 if account is None else 0o755)
        if made and account is not None:
            os.chown(folder, account.uid, account.gid)
            folder.chmod(0o700)
    except OSError as error:
        raise EmbeddedServerError(f"The embedded PostgreSQL cannot archive to {folder}: {error.strerror}.") from error
    if not (os.access(folder, os.W_OK) if account is None else account.can("-w", folder)):
        raise EmbeddedServerError(f"The user of the embedded PostgreSQL may not write to {folder}.")
    make_dirs(data_dir, 0o700 if account is None else 0o755)
    note = data_dir / _NOTE
    new = note.with_name(f"{_NOTE}.new")
    new.write_text(f"{folder}\n")
    new.replace(note)


def archive_settings(data_dir: Path) -> Mapping[str, str]:
    """PostgreSQL's own settings for it; none where it does not archive."""
    folder = archive_folder(data_dir)
    if folder is None:
        return {}
    return {
        "archive_mode": "on",
        "archive_command": archive_command(folder),
        "archive_timeout": f"{_SWITCH_SECONDS}s",
    }


def archive_command(folder: Path) -> str:
    """Whole files only, each on the disk before it has its name. One that is there already counts if it is the same:
    the server asks again where it died before it could note the success. Another one of that name is never replaced.
    """
    place = shlex.quote(str(folder)).replace("%", "%%")
    target, part = f"{place}/%f", f"{place}/%f.part"
    copy = f'cp "%p" {part} && sync {part} && mv {part} {target}'
    return f'if test -e {target}; then cmp -s "%p" {target}; else {copy}; fi'


def restore_command(folder: Path) -> str:
    place = shlex.quote(str(folder)).replace("%", "%%")
    return f'cp {place}/%f "%p"'
