"""Where letters go: to the console, into a folder, or to an SMTP server."""

import smtplib
import ssl
import sys
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from attrs import field, frozen

from rft_domain.shared.errors import Busy
from rft_domain.shared.mail import Letter, Mail

from .system import system_clock

_PATIENCE_SECONDS = 10


def as_message(letter: Letter, sender: str) -> EmailMessage:
    """RFC 5322, with the date of now."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to.typed
    message["Subject"] = letter.subject
    message["Message-ID"] = f"<{letter.message_id}>"
    message["Date"] = format_datetime(system_clock())
    message.set_content(letter.body)
    return message


@frozen
class ConsoleMail:
    """For a developer's eyes: letters are printed, and are the one place where that shows personal data."""

    sender: str

    def send(self, letter: Letter) -> None:
        print(as_message(letter, self.sender), file=sys.stderr)  # noqa: T201 - printing is what it is for


@frozen
class FileMail:
    """One ``.eml`` file per letter; sending it again replaces the file."""

    sender: str
    folder: Path

    def send(self, letter: Letter) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # codes are in them
        name = letter.message_id.partition("@")[0]
        (self.folder / f"{name}.eml").write_bytes(bytes(as_message(letter, self.sender)))


@frozen(kw_only=True)
class SmtpMail:
    """``starttls`` is on unless the server is on this machine or speaks TLS only by other means."""

    sender: str
    host: str
    port: int = 587
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    starttls: bool = True

    def send(self, letter: Letter) -> None:
        try:
            with smtplib.SMTP(self.host, self.port, timeout=_PATIENCE_SECONDS) as server:
                if self.starttls:
                    server.starttls(context=ssl.create_default_context())
                if self.user and self.password:
                    server.login(self.user, self.password)
                server.send_message(as_message(letter, self.sender))
        except (OSError, smtplib.SMTPException):
            # the server's words may repeat the address
            raise Busy("The mail server did not take the letter.") from None


def _conform(console: ConsoleMail, file: FileMail, smtp: SmtpMail) -> tuple[Mail, ...]:
    return console, file, smtp
