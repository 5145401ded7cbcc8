"""Letters arrive as they were written, wherever they are sent."""

import smtplib
from email import message_from_bytes, policy
from pathlib import Path
from typing import ClassVar

import pytest

from rft_adapters.mail import ConsoleMail, FileMail, SmtpMail
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Busy
from rft_domain.shared.mail import Letter

LETTER = Letter(
    message_id="018f@rft",
    to=Email.parse("Ana.Silva@example.org"),
    subject="Your booking",
    body="Dear Ana,\n£75 – paid.",
)


def test_file_mail_is_one_readable_message(tmp_path: Path) -> None:
    FileMail("bookings@example.org", tmp_path / "new").send(LETTER)
    message = message_from_bytes((tmp_path / "new" / "018f.eml").read_bytes(), policy=policy.default)
    assert (message["To"], message["Subject"]) == ("Ana.Silva@example.org", "Your booking")
    assert message["Message-ID"] == "<018f@rft>"
    assert message.get_content().strip() == LETTER.body
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0  # for nobody else on this machine


def test_sending_the_same_letter_again_leaves_one(tmp_path: Path) -> None:
    mail = FileMail("bookings@example.org", tmp_path)
    mail.send(LETTER)
    mail.send(LETTER)
    assert len(list(tmp_path.iterdir())) == 1


def test_console_mail_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    ConsoleMail("bookings@example.org").send(LETTER)
    assert "Subject: Your booking" in capsys.readouterr().err


class Server:
    """Stands in for ``smtplib.SMTP``."""

    sent: ClassVar[list[tuple[str, str]]] = []

    def __init__(self, host: str, port: int, timeout: float) -> None:
        self.steps = [f"connect {host}:{port}"]

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        Server.sent.append((" ".join(self.steps), "closed"))

    def starttls(self, context: object) -> None:
        self.steps.append("tls")

    def login(self, user: str, password: str) -> None:
        self.steps.append(f"login {user}")

    def send_message(self, message: object) -> None:
        self.steps.append("sent")


def test_smtp_encrypts_before_it_logs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtplib, "SMTP", Server)
    Server.sent.clear()
    SmtpMail(sender="b@example.org", host="mail.example.org", user="rft", password="secret").send(LETTER)
    assert Server.sent == [("connect mail.example.org:587 tls login rft sent", "closed")]


def test_a_server_that_is_away_is_busy_and_names_nobody() -> None:
    with pytest.raises(Busy) as refused:
        SmtpMail(sender="b@example.org", host="127.0.0.1", port=9, starttls=False).send(LETTER)
    assert "silva" not in str(refused.value).lower()
