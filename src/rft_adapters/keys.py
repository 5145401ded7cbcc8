"""Keys of the audit trail or of a vault, from a file: a line ``id secret`` each, the secret in hex, the newest last."""

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from rft_domain.activity.seals import SHORTEST_SECRET, Keys
from rft_domain.shared.errors import Invalid

POINTER = "/RFT_AUDIT_KEY_FILE"


def read_keys(file: Path, pointer: str = POINTER) -> Keys:
    """Raises :class:`Invalid` at ``pointer`` that says what is wrong with the file, without a word of what it holds."""
    try:
        written = file.read_text("ascii")
    except OSError as error:
        raise Invalid.at(pointer, f"names a file that cannot be read ({error.strerror})") from None
    except ValueError:
        written = "no keys"
    return keys_of(written.splitlines(), pointer, "must name a file with lines of", "must name a file in which")


def keys_of(
    written: Iterable[str], pointer: str, form: str = "must be lines of", rule: str = "must be written so that"
) -> Keys:
    """From lines ``id secret``. Raises :class:`Invalid` at ``pointer``, without a word of what is written."""
    try:
        lines = [line.split() for line in written if line.strip()]
        found = {key_id: bytes.fromhex(secret) for key_id, secret in lines}
    except ValueError:
        raise Invalid.at(pointer, f"{form} an id and a secret in hex") from None
    if len(found) != len(lines):
        raise Invalid.at(pointer, f"{rule} every id stands once")
    try:
        return Keys(found)
    except Invalid as error:
        raise Invalid.at(pointer, error.errors[0].detail) from None


def make_keys(file: Path) -> None:
    """A file with one new key, for its owner alone; nothing, where there is a file. Raises ``OSError``."""
    if file.exists():
        return
    _, line = _new_key()
    # made whole beside its place and then linked there: a rival reads all of a key or makes none
    made = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(line)
        os.link(made, file)
    except FileExistsError:
        return
    finally:
        made.unlink(missing_ok=True)


def add_key(file: Path) -> str:
    """The id of a new key, now the newest in ``file``, which is made where it is not there. Raises ``OSError``."""
    key_id, line = _new_key()
    with open(os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b", buffering=0) as opened:
        written = opened.read()
        opened.write(b"\n" * (written != b"" and not written.endswith(b"\n")) + line.encode())
        os.fsync(opened.fileno())
    return key_id


def _new_key() -> tuple[str, str]:
    """An id, and the line of it."""
    key_id = f"key-{secrets.token_hex(4)}"
    return key_id, f"{key_id} {secrets.token_hex(SHORTEST_SECRET)}\n"
