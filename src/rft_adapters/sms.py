"""Where text messages go: to the console, or into a folder. Which company carries them is for who runs rft to say."""

import sys
from pathlib import Path

from attrs import frozen

from rft_domain.shared.sms import Sms, TextMessage


@frozen
class ConsoleSms:
    """For a developer's eyes: messages are printed, with the number and the code."""

    def send(self, message: TextMessage) -> None:
        print(_shown(message), file=sys.stderr)  # noqa: T201 - printing is what it is for


@frozen
class FileSms:
    """One ``.txt`` file per message; sending it again replaces the file."""

    folder: Path

    def send(self, message: TextMessage) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # codes are in them
        (self.folder / f"{message.message_id}.txt").write_text(_shown(message), encoding="utf-8")


def _shown(message: TextMessage) -> str:
    return f"To: {message.to.e164}\n\n{message.body}\n"


def _conform(console: ConsoleSms, file: FileSms) -> tuple[Sms, ...]:
    return console, file
