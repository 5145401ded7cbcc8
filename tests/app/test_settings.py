"""Settings come from the environment; what is wrong is named, all of it at once, and never repeated."""

import os
from pathlib import Path

import pytest

from rft_app.settings import load_settings
from rft_domain.shared.errors import Invalid


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("RFT_") or name == "DATABASE_URL"]:
        monkeypatch.delenv(name)


def test_nothing_needs_to_be_set() -> None:
    settings = load_settings()
    assert (settings.database.url, settings.memory) == (None, False)
    assert (settings.database.pool_size, settings.database.connection_timeout, settings.database.idle_timeout) == (
        20,
        10,
        30,
    )


def test_variables_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RFT_USER_CENTRIC_BOOKINGS", "off")
    monkeypatch.setenv("RFT_DATABASE_POOL_SIZE", "7")
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example.org/rft")
    settings = load_settings()
    assert settings.user_centric_bookings is False
    assert settings.database.pool_size == 7
    assert settings.database.url == "postgresql://db.example.org/rft"


def test_a_toml_file_is_read_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "rft.toml"
    file.write_text('[rft]\nlog_level = "debug"\n[rft.mail]\nkind = "file"\n')
    monkeypatch.setenv("RFT_CONFIG", str(file))
    monkeypatch.setenv("RFT_MAIL_KIND", "smtp")
    settings = load_settings()
    assert (settings.log_level, settings.mail.kind) == ("debug", "smtp")


def test_everything_wrong_is_named_at_once_and_nothing_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RFT_DATABASE_POOL_SIZE", "plenty")
    monkeypatch.setenv("RFT_MAIL_PORT", "the-usual")
    with pytest.raises(Invalid) as refused:
        load_settings()
    assert {error.pointer for error in refused.value.errors} == {"/RFT_DATABASE_POOL_SIZE", "/RFT_MAIL_PORT"}
    assert "plenty" not in str(refused.value)


def test_a_value_that_is_none_of_the_listed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RFT_LOG_LEVEL", "loud")
    monkeypatch.setenv("RFT_MAIL_KIND", "pigeon")
    with pytest.raises(Invalid) as refused:
        load_settings()
    assert {error.pointer for error in refused.value.errors} == {"/RFT_LOG_LEVEL", "/RFT_MAIL_KIND"}
    assert "loud" not in str(refused.value)


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RFT_MAIL_PASSWORD", "a-long-enough-secret")
    settings = load_settings()
    assert settings.mail.password == "a-long-enough-secret"
    assert "a-long-enough-secret" not in repr(settings)


@pytest.mark.parametrize("name", ["RFT_AUDIT_KEY_FILE", "RFT_AUDIT_CHECKPOINTS"])
def test_a_key_without_a_second_place_is_refused_and_the_other_way_round(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "somewhere")
    with pytest.raises(Invalid) as refused:
        load_settings()
    [error] = refused.value.errors
    assert error.pointer in {"/RFT_AUDIT_KEY_FILE", "/RFT_AUDIT_CHECKPOINTS"} - {f"/{name}"}
    assert error.detail == f"must be set with {name}"
