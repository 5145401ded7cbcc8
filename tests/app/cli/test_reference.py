"""The reference page says what the commands say of themselves."""

import click
import pytest

from rft_app.cli import main
from tests.app.cli.reference import PAGE, page


def test_the_page_is_what_click_prints() -> None:
    assert PAGE.read_text() == page(), "renew it: python -m tests.app.cli.reference"


def test_an_option_that_is_not_on_the_page_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main.commands["demo"], "params", [click.Option(["--planted"])])
    assert PAGE.read_text() != page()
