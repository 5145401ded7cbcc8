"""Text messages arrive as they were written, wherever they are sent."""

from pathlib import Path

import pytest

from rft_adapters.sms import ConsoleSms, FileSms
from rft_domain.shared.errors import Invalid
from rft_domain.shared.phone import Phone
from rft_domain.shared.sms import TextMessage

MESSAGE = TextMessage(message_id="018f", to=Phone("+447700900123"), body="Your code is 042917.")


def test_a_file_message_says_to_whom_and_what_once(tmp_path: Path) -> None:
    sms = FileSms(tmp_path / "new")
    sms.send(MESSAGE)
    sms.send(MESSAGE)
    [file] = (tmp_path / "new").iterdir()
    assert file.read_text(encoding="utf-8") == "To: +447700900123\n\nYour code is 042917.\n"
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0  # for nobody else on this machine


def test_a_console_message_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    ConsoleSms().send(MESSAGE)
    assert "Your code is 042917." in capsys.readouterr().err


def test_a_message_shows_neither_number_nor_text_and_has_an_end() -> None:
    assert "0900123" not in repr(MESSAGE)
    assert "042917" not in repr(MESSAGE)
    with pytest.raises(Invalid):
        TextMessage(message_id="018f", to=MESSAGE.to, body="x" * 481)
