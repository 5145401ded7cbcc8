"""After a restore, before anybody uses it: whom the backup brought back is erased again."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rft_domain.shared.errors import RftError

from .place import Place, current_database

if TYPE_CHECKING:
    from ..privacy import Reapplied


_THEN = "Mend that, then: rft privacy reapply"


def erase_again(place: Place) -> "Reapplied | None":
    """Everybody in the ledger of erasures. Without a ledger nobody can be: that is told, and ``None`` returned.

    Raises :class:`ClickException` where somebody could not be erased.
    """
    from ..container import open_application  # noqa: PLC0415 - not for --help
    from ..privacy import reapply_erasures  # noqa: PLC0415 - not for --help

    try:
        with current_database(place) as settings, open_application(settings) as application:
            file, ledger = settings.erasure_file, application.ledger
            if file is None or ledger is None or not file.exists():
                _warn(file)
                return None
            done = reapply_erasures(application, ledger)
    except (RftError, OSError) as error:
        why = error.detail if isinstance(error, RftError) else error.strerror
        raise click.ClickException(f"restored, and nobody was erased again yet ({why}). {_THEN}") from None
    if done.failed:
        ids = ", ".join(f"{subject_id} ({code})" for subject_id, code in done.failed)
        raise click.ClickException(f"restored, and not everybody could be erased again: {ids}")
    return done


def _warn(file: Path | None) -> None:
    where = f"there is no ledger of erasures at {file}" if file else "RFT_ERASURE_FILE is not set"
    click.echo(f"Warning: {where}: whoever was erased since the backup was taken is back. {_THEN}", err=True)


def erased_again_fact(done: "Reapplied | None") -> tuple[str, str]:
    if done is None:
        return "Erased again", "nobody: there is no ledger"
    return (
        "Erased again",
        f"{len(done.again)} of {len(done.again) + len(done.before) + len(done.unknown)} in the ledger",
    )
