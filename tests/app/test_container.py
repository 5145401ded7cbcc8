"""The wiring holds: every provider resolves, and what was opened is closed."""

from pathlib import Path

import pytest
from attrs import evolve
from dependency_injector import providers
from typed_settings.types import SecretStr

from rft_adapters.keys import make_keys
from rft_adapters.mail import ConsoleMail, FileMail, SmtpMail
from rft_adapters.memory import MemoryStore
from rft_adapters.memory.limiter import MemoryLimiter
from rft_adapters.postgres.limiter import PostgresLimiter
from rft_adapters.profiles import ProcessProfiles
from rft_adapters.profiles.shared import RedisProfiles
from rft_adapters.redis_limiter import RedisLimiter
from rft_app.application import Application
from rft_app.container import Container, open_application, open_container
from rft_app.settings import Audit, Cache, Database, Mail, SecondFactor, Settings
from rft_domain.access.actor import ANONYMOUS
from rft_domain.catalogue.queries import ListCourses, list_courses
from rft_domain.shared.errors import Invalid

IN_MEMORY = Settings(memory=True)


def test_every_provider_resolves_in_memory() -> None:
    with open_container(IN_MEMORY) as container:
        resolved = {name: provider() for name, provider in container.providers.items()}
    assert resolved.keys() == Container.providers.keys()
    assert isinstance(resolved["store"], MemoryStore)
    assert isinstance(resolved["application"], Application)


def test_there_is_one_of_each() -> None:
    with open_container(IN_MEMORY) as container:
        assert container.application() is container.worker().application
        assert isinstance(container.runner, providers.Singleton)


def test_mail_goes_where_the_settings_say() -> None:
    kinds = {"console": ConsoleMail, "file": FileMail, "smtp": SmtpMail}
    with open_container(IN_MEMORY) as container:
        assert container.mail() is None
    for kind, adapter in kinds.items():
        with open_container(Settings(memory=True, mail=Mail(kind=kind))) as container:
            assert type(container.mail()) is adapter


def test_every_provider_resolves_on_postgresql(migrated_url: str) -> None:
    settings = Settings(database=Database(url=migrated_url, pool_size=2))
    with open_container(settings) as container:
        for provider in container.providers.values():
            provider()
        assert container.store().is_ready()


def test_the_worker_seals_where_there_is_a_key(tmp_path: Path) -> None:
    make_keys(tmp_path / "audit.key")
    audit = Audit(key_file=tmp_path / "audit.key", checkpoints=tmp_path)
    with open_container(Settings(memory=True, audit=audit)) as container:
        assert container.worker().sealer is container.sealer()
        assert container.sealer() is not None
    with open_container(IN_MEMORY) as container:
        assert container.worker().sealer is None


def test_limits_are_counted_where_all_processes_see_them(migrated_url: str) -> None:
    database = Database(url=migrated_url, pool_size=2)
    with open_container(IN_MEMORY) as container:
        assert isinstance(container.application().limiter, MemoryLimiter)
    with open_container(Settings(database=database)) as container:
        assert isinstance(container.application().limiter, PostgresLimiter)
    with open_container(Settings(database=database, redis_url=SecretStr("redis://127.0.0.1:1"))) as container:
        assert isinstance(container.application().limiter, RedisLimiter)


def test_customers_are_kept_where_the_settings_say(tmp_path: Path, migrated_url: str) -> None:
    make_keys(tmp_path / "cache.key")
    stored = Settings(
        database=Database(url=migrated_url, pool_size=2), redis_url=SecretStr("redis://u:secret@127.0.0.1:1")
    )
    kinds = {"off": type(None), "process": ProcessProfiles, "redis": RedisProfiles}
    for profiles, kind in kinds.items():
        cache = Cache(profiles=profiles, key_file=tmp_path / "cache.key")
        with open_container(evolve(stored, cache=cache)) as container:
            kept = container.application().profiles
            assert type(kept) is kind
            if isinstance(kept, RedisProfiles):
                assert kept._redis.get_connection_kwargs()["password"] == "secret"
            assert container.application().store.is_ready()


def test_second_factors_need_a_key_unless_all_is_in_memory(tmp_path: Path, migrated_url: str) -> None:
    make_keys(tmp_path / "second-factor.key")
    stored = Settings(database=Database(url=migrated_url, pool_size=2))
    with open_container(stored) as container:
        assert container.application().authenticator is None
    with open_container(
        evolve(stored, second_factor=SecondFactor(key_file=tmp_path / "second-factor.key"))
    ) as container:
        assert container.application().authenticator is not None
    with open_container(IN_MEMORY) as container:
        assert container.application().authenticator is not None


def test_a_key_that_cannot_be_read_is_named_by_its_setting(tmp_path: Path) -> None:
    settings = Settings(second_factor=SecondFactor(key_file=tmp_path / "nowhere"))
    with open_container(settings) as container, pytest.raises(Invalid) as refused:
        container.authenticator()
    assert [error.pointer for error in refused.value.errors] == ["/RFT_SECOND_FACTOR_KEY_FILE"]


def test_the_application_answers() -> None:
    with open_application(IN_MEMORY) as application:
        assert application.read(list_courses, ListCourses(), actor=ANONYMOUS).items == ()
