"""The wiring: which adapter stands behind which port. The only file that knows dependency-injector."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from dependency_injector import containers, providers

from rft_adapters.checkpoints import FileCheckpoints
from rft_adapters.crypto import Argon2Passwords
from rft_adapters.erasure_ledger import FileLedger, ListLedger
from rft_adapters.keys import keys_of, read_keys
from rft_adapters.mail import ConsoleMail, FileMail, SmtpMail
from rft_adapters.memory import MemoryStore
from rft_adapters.profiles import CachingStore, ProcessProfiles, ProfileCache
from rft_adapters.sealing import MasterKeys
from rft_adapters.sms import ConsoleSms, FileSms
from rft_adapters.system import SystemEntropy, system_clock
from rft_adapters.totp import TotpAuthenticator
from rft_adapters.vault import Vault
from rft_domain.access.actor import Actor
from rft_domain.access.limits import Limiter
from rft_domain.activity.checkpoints import Checkpoints
from rft_domain.activity.seals import SHORTEST_SECRET, Keys
from rft_domain.identity.ports import Authenticator
from rft_domain.privacy.ledger import Ledger
from rft_domain.reactions import react
from rft_domain.shared.errors import Invalid
from rft_domain.shared.ids import Entropy
from rft_domain.shared.mail import Mail
from rft_domain.shared.runner import Runner
from rft_domain.shared.sms import Sms
from rft_domain.unit_of_work import UnitOfWork

from .application import Application, Store
from .logs import log_outcome
from .retention import Retention
from .sealer import Sealer
from .settings import Settings, retention_days
from .worker import Worker


def _store(settings: Settings, entropy: Entropy, masters: MasterKeys | None) -> Iterator[Store]:
    if settings.memory:
        yield MemoryStore(entropy)
        return
    # here, so that a bare install runs in memory without the driver
    from rft_adapters.postgres.settings import StoreSettings  # noqa: PLC0415 - an extra
    from rft_adapters.postgres.store import open_store  # noqa: PLC0415 - an extra

    database = settings.database
    if database.url is None:
        raise Invalid.at("/DATABASE_URL", "must name a database, unless RFT_MEMORY is set")
    limits = StoreSettings(
        pool_size=database.pool_size,
        connection_timeout=database.connection_timeout,
        idle_timeout=database.idle_timeout,
        connect_timeout=database.connect_timeout,
        lock_timeout=database.lock_timeout,
        statement_timeout=database.statement_timeout,
        idle_in_transaction_timeout=database.idle_in_transaction_timeout,
        prepare_threshold=database.prepare_threshold or None,
    )
    with open_store(database.url, limits, entropy=entropy, masters=masters) as store:
        yield _caching(settings, store)


def _caching(settings: Settings, store: Store) -> Store:
    """The store with the cache that the settings ask for (docs/decisions/0026)."""
    if (profiles := profile_cache(settings)) is None:
        return store
    return cast(Store, CachingStore(store, profiles))  # what it does not do itself, the store does


def profile_cache(settings: Settings) -> ProfileCache | None:
    cache = settings.cache
    if cache.profiles == "off":
        return None
    if cache.profiles == "process":
        return ProcessProfiles()
    if cache.key_file is None:
        raise Invalid.at("/RFT_CACHE_KEY_FILE", "must be set where RFT_CACHE_PROFILES is redis")
    from rft_adapters.profiles.shared import RedisProfiles  # noqa: PLC0415 - an extra

    vault = Vault(read_keys(cache.key_file, "/RFT_CACHE_KEY_FILE").secrets, "profiles")
    return RedisProfiles(str(settings.redis_url), vault)


def master_keys(settings: Settings) -> MasterKeys | None:
    """The newest of them seals what is sensitive."""
    data = settings.data
    if data.keys is not None:
        return MasterKeys(keys_of(str(data.keys).split(","), "/RFT_DATA_KEYS").secrets)
    return MasterKeys(read_keys(data.key_file, "/RFT_DATA_KEY_FILE").secrets) if data.key_file else None


def _runner(store: Store) -> Runner[Actor, UnitOfWork]:
    return Runner(
        open_unit_of_work=store.unit_of_work,
        open_for=store.acting_as,
        clock=system_clock,
        react=react,
        observe=log_outcome,
    )


def _limiter(settings: Settings, store: Store) -> Limiter:
    """Redis where it is configured; else the store, which every process shares (docs/decisions/0013)."""
    if settings.redis_url is None:
        return store.limiter
    from rft_adapters.redis_limiter import RedisLimiter  # noqa: PLC0415 - an extra

    return RedisLimiter(settings.redis_url)


def _authenticator(settings: Settings) -> Authenticator | None:
    if settings.memory:  # gone with the process, as all that it seals
        return TotpAuthenticator(Vault({"memory": secrets.token_bytes(SHORTEST_SECRET)}, _SECOND_FACTORS))
    file = settings.second_factor.key_file
    if file is None:
        return None
    return TotpAuthenticator(Vault(read_keys(file, "/RFT_SECOND_FACTOR_KEY_FILE").secrets, _SECOND_FACTORS))


_SECOND_FACTORS = "second factors"


def _ledger(settings: Settings) -> Ledger | None:
    if settings.memory:
        return ListLedger()
    return FileLedger(settings.erasure_file) if settings.erasure_file else None


def _application(
    settings: Settings,
    store: Store,
    runner: Runner[Actor, UnitOfWork],
    entropy: Entropy,
    authenticator: Authenticator | None,
    limiter: Limiter,
    ledger: Ledger | None,
) -> Application:
    return Application(
        store=store,
        runner=runner,
        clock=system_clock,
        entropy=entropy,
        passwords=Argon2Passwords(),
        authenticator=authenticator,
        user_centric_bookings=settings.user_centric_bookings,
        limiter=limiter,
        ledger=ledger,
    )


def _mail(settings: Settings) -> Mail | None:
    mail = settings.mail
    if mail.kind == "file":
        return FileMail(mail.sender, mail.folder)
    if mail.kind == "smtp":
        return SmtpMail(
            sender=mail.sender,
            host=mail.host,
            port=mail.port,
            user=mail.user,
            password=mail.password,
            starttls=mail.starttls,
        )
    return ConsoleMail(mail.sender) if mail.kind == "console" else None


def _sms(settings: Settings) -> Sms | None:
    if settings.sms.kind == "file":
        return FileSms(settings.sms.folder)
    return ConsoleSms() if settings.sms.kind == "console" else None


def _retention(settings: Settings) -> Retention:
    return Retention(days=retention_days(settings.retention.days), erase_idle=settings.retention.erase_idle)


def _audit_keys(settings: Settings) -> Keys | None:
    return read_keys(settings.audit.key_file) if settings.audit.key_file else None


def _checkpoints(settings: Settings) -> Checkpoints | None:
    return FileCheckpoints(settings.audit.checkpoints) if settings.audit.checkpoints else None


def _sealer(store: Store, keys: Keys | None, checkpoints: Checkpoints | None) -> Sealer | None:
    if keys is None or checkpoints is None:
        return None
    return Sealer(trail=store.audit_trail, checkpoints=checkpoints, keys=keys, clock=system_clock)


class Container(containers.DeclarativeContainer):
    """Resolve through :func:`open_application`, which also closes what was opened."""

    settings: providers.Dependency[Settings] = providers.Dependency(instance_of=Settings)
    entropy: providers.Singleton[Entropy] = providers.Singleton(SystemEntropy)
    masters: providers.Singleton[MasterKeys | None] = providers.Singleton(master_keys, settings)
    store: providers.Resource[Store] = providers.Resource(_store, settings, entropy, masters)
    runner: providers.Singleton[Runner[Actor, UnitOfWork]] = providers.Singleton(_runner, store)
    limiter: providers.Singleton[Limiter] = providers.Singleton(_limiter, settings, store)
    authenticator: providers.Singleton[Authenticator | None] = providers.Singleton(_authenticator, settings)
    ledger: providers.Singleton[Ledger | None] = providers.Singleton(_ledger, settings)
    application: providers.Singleton[Application] = providers.Singleton(
        _application, settings, store, runner, entropy, authenticator, limiter, ledger
    )
    mail: providers.Singleton[Mail | None] = providers.Singleton(_mail, settings)
    audit_keys: providers.Singleton[Keys | None] = providers.Singleton(_audit_keys, settings)
    checkpoints: providers.Singleton[Checkpoints | None] = providers.Singleton(_checkpoints, settings)
    sealer: providers.Singleton[Sealer | None] = providers.Singleton(_sealer, store, audit_keys, checkpoints)
    sms: providers.Singleton[Sms | None] = providers.Singleton(_sms, settings)
    retention: providers.Singleton[Retention] = providers.Singleton(_retention, settings)
    worker: providers.Singleton[Worker] = providers.Singleton(
        Worker, application=application, mail=mail, sealer=sealer, sms=sms, retention=retention
    )


@contextmanager
def open_container(settings: Settings) -> Iterator[Container]:
    """A wired container; leaving it closes the store."""
    container = Container(settings=settings)
    try:
        yield container
    finally:
        container.shutdown_resources()


@contextmanager
def open_application(settings: Settings) -> Iterator[Application]:
    """The application on the store that ``settings`` name. Raises :class:`Invalid` where they name none."""
    with open_container(settings) as container:
        yield container.application()
