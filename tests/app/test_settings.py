"""Settings come from the environment; what is wrong is named, all of it at once, and never repeated."""

import os
from collections.abc import Iterator
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path

import pytest
import typed_settings as ts
from attrs import evolve, fields, frozen, has

from rft_app.cli.place import Place, with_keys
from rft_app.container import open_application
from rft_app.settings import Settings, load_settings, networks
from rft_domain.shared.errors import Invalid
from tests.architecture.source import ROOT


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


@pytest.mark.parametrize("profiles", ["off", "redis"])
def test_the_processes_of_a_server_have_every_file_of_the_data_folder(
    profiles: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They load their settings from the environment: what is missing there, such as the ledger, they do without."""
    monkeypatch.setenv("RFT_CACHE_PROFILES", profiles)
    monkeypatch.setenv("RFT_REDIS_URL", "redis://127.0.0.1:1")
    settings = with_keys(load_settings(), tmp_path)
    serve = import_module("rft_app.cli.serve")  # the package has the command by this name
    monkeypatch.setattr(serve, "current_database", lambda place, upgrade: nullcontext(settings))
    monkeypatch.setattr(serve, "_warn_of_log_in", lambda url: None)
    with serve._environment(Place(None, tmp_path), memory=False, upgrade=False) as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
    loaded = load_settings()
    assert evolve(loaded, database=settings.database) == settings
    assert loaded.erasure_file == tmp_path / "erasures.jsonl"


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


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("RFT_TRUSTED_PROXIES", "10.0.0.0/8, the-proxy"),
        ("RFT_PROXY_HEADER", "x-real-ip"),
        ("RFT_REDIS_URL", "memcached://cache.example.org"),
        ("RFT_CALLS_PER_MINUTE", "-1"),
    ],
)
def test_what_limits_cannot_use_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, wrong: str) -> None:
    monkeypatch.setenv(name, wrong)
    with pytest.raises(Invalid) as refused:
        load_settings()
    assert [error.pointer for error in refused.value.errors] == [f"/{name}"]
    assert wrong not in str(refused.value)


def test_proxies_are_listed_as_addresses_and_networks() -> None:
    assert [str(one) for one in networks("10.0.0.0/8, ::1,192.0.2.7/24")] == ["10.0.0.0/8", "::1/128", "192.0.2.0/24"]
    assert networks("") == ()


def rows(kind: type, prefix: str = "RFT_") -> Iterator[str]:
    """The table of the page: variable, default and meaning of each setting."""
    for one in fields(kind):
        name = f"{prefix}{one.name.upper()}"
        if has(type(one.default)):
            yield from rows(type(one.default), f"{name}_")
        else:
            default = ("off", "on")[one.default] if isinstance(one.default, bool) else one.default
            shown = f" `{default}` " if default not in (None, "") else " "
            yield f"| `{name}` |{shown}| {one.metadata['typed-settings']['help']} |"


def test_the_page_names_every_setting_its_default_and_its_meaning() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text()
    assert [line for line in page.splitlines() if line.startswith("| `RFT_")] == list(rows(Settings))


def test_a_setting_that_the_page_does_not_name_is_found() -> None:
    @frozen
    class Planted:
        new: int = ts.option(default=7, help="a number")

    assert list(rows(Planted)) == ["| `RFT_NEW` | `7` | a number |"]


@pytest.mark.parametrize("wrong", ["on", "memcached", "redis"])
def test_a_cache_is_one_that_is_there(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("RFT_CACHE_PROFILES", wrong)
    with pytest.raises(Invalid, match="/RFT_CACHE_PROFILES: must be off, process or, with RFT_REDIS_URL, redis"):
        load_settings()


def test_a_cache_in_redis_has_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RFT_CACHE_PROFILES", "redis")
    monkeypatch.setenv("RFT_REDIS_URL", "redis://localhost")
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    with (
        pytest.raises(Invalid, match="/RFT_CACHE_KEY_FILE: must be set where RFT_CACHE_PROFILES is redis"),
        open_application(load_settings()),
    ):
        pass
