"""Every setting, from ``RFT_…`` variables and, if ``RFT_CONFIG`` names one, a TOML file (table ``[rft]``)."""

import os
import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

import typed_settings as ts
from attrs import evolve, frozen
from typed_settings.exceptions import InvalidSettingsError, TsError

from rft_domain.privacy.retention import IDLE, RULES
from rft_domain.shared.errors import FieldError, Invalid

RULE_NAMES = frozenset({*(rule.name for rule in RULES), IDLE})


@frozen
class Database:
    """``url`` unset means the embedded server. Times in seconds; product.md J7."""

    url: str | None = ts.option(default=None, help="postgresql://… of the server; unset: the embedded one")
    pool_size: int = ts.option(default=20, help="most connections per process")
    connection_timeout: float = ts.option(default=10.0, help="longest wait for a connection of the pool")
    idle_timeout: float = ts.option(default=30.0, help="an idle connection is closed after this")
    connect_timeout: int = ts.option(default=2, help="longest wait for the server to answer a connection")
    lock_timeout: float = ts.option(default=3.0, help="longest wait for a lock")
    statement_timeout: float = ts.option(default=5.0, help="longest statement")
    idle_in_transaction_timeout: float = ts.option(default=10.0, help="longest pause inside a transaction")
    prepare_threshold: int = ts.option(default=3, help="prepare a statement after so many runs; 0: never (PgBouncer)")


@frozen
class Mail:
    """``kind`` is ``console``, ``file`` or ``smtp``. Unset, letters wait: only who runs rft knows where they may go."""

    kind: str | None = ts.option(default=None, help="console, file or smtp; unset: letters wait")
    sender: str = ts.option(default="bookings@localhost", help="the From address")
    folder: Path = ts.option(default=Path("mail"), help="where file mail goes")
    host: str = ts.option(default="localhost", help="the SMTP server")
    port: int = ts.option(default=587, help="its port")
    user: str | None = ts.option(default=None, help="log-in at the SMTP server")
    password: ts.SecretStr | None = ts.secret(default=None, help="its password")
    starttls: bool = ts.option(default=True, help="encrypt before logging in")


@frozen
class Sms:
    """``kind`` is ``console`` or ``file``. A company that carries text messages is another adapter of the port."""

    kind: str | None = ts.option(default=None, help="console or file; unset: text messages wait")
    folder: Path = ts.option(default=Path("sms"), help="where file text messages go")


@frozen
class Audit:
    """Both or neither: without them the audit trail is written, but not sealed (product.md H5)."""

    key_file: Path | None = ts.option(default=None, help="a line 'id secret' (hex) for each key, the newest last")
    checkpoints: Path | None = ts.option(default=None, help="folder of the signed checkpoints: a second place")


@frozen
class SecondFactor:
    """Unset, nobody can begin a second factor, and those that are on work by recovery code only (product.md A8)."""

    key_file: Path | None = ts.option(default=None, help="a line 'id secret' (hex) for each key, the newest last")


@frozen
class Data:
    """Master keys of sensitive fields (product.md B3): in a file, or here. Unset, none can be written or read."""

    key_file: Path | None = ts.option(default=None, help="a line 'id secret' (hex) for each key, the newest last")
    keys: ts.SecretStr | None = ts.secret(
        default=None, help="what would stand in the file, with commas between: 'id secret,id secret'"
    )


@frozen
class Cache:
    """Customers kept for five minutes at most (docs/decisions/0026). ``process`` is for one server process alone."""

    profiles: str = ts.option(default="off", help="keep customers that are read: off, process or redis")
    key_file: Path | None = ts.option(
        default=None, help="redis: a line 'id secret' (hex) for each key, the newest last"
    )


@frozen
class Retention:
    """Each rule has days of its own (product.md B15); ``days`` has others, by name."""

    days: str = ts.option(default="", help="other days than the rules have, such as origin=90,special_requirements=30")
    erase_idle: bool = ts.option(default=False, help="erase customers without activity, after idle_customers days")


@frozen
class Settings:
    user_centric_bookings: bool = ts.option(default=True, help="link old-flow bookings to customers (product.md D8)")
    memory: bool = ts.option(default=False, help="no database: everything is gone when the process ends")
    log_level: str = ts.option(default="info", help="debug, info, warning or error")
    redis_url: ts.SecretStr | None = ts.secret(
        default=None, help="redis://…, rediss://… or redis+unix://…: limits are counted there, not in the database"
    )
    calls_per_minute: int = ts.option(
        default=6000, help="from one address, and by one user, to each server process; 0: any number"
    )
    trusted_proxies: str = ts.option(default="", help="addresses and networks of our proxies, with commas between")
    proxy_header: str = ts.option(default="x-forwarded-for", help="what they set: x-forwarded-for or forwarded")
    database: Database = Database()
    mail: Mail = Mail()
    sms: Sms = Sms()
    audit: Audit = Audit()
    second_factor: SecondFactor = SecondFactor()
    data: Data = Data()
    cache: Cache = Cache()
    retention: Retention = Retention()
    erasure_file: Path | None = ts.option(
        default=None, help="remembers who was erased, apart from the database; unset: nobody can be erased"
    )


def load_settings() -> Settings:
    """Raises :class:`Invalid` that names every setting found wrong; values are not repeated."""
    file = os.environ.get("RFT_CONFIG")
    loaders: list[ts.loaders.Loader] = [ts.FileLoader({"*.toml": ts.TomlFormat("rft")}, [file])] if file else []
    try:
        settings = ts.load_settings(Settings, [*loaders, ts.EnvLoader("RFT_")])
    except InvalidSettingsError as errors:
        broken = [FieldError(_variable(error), "has a value of the wrong kind") for error in errors.exceptions]
        raise Invalid(broken) from None
    except TsError as error:
        raise Invalid.at("/RFT_CONFIG", f"cannot be read ({type(error).__name__})") from None
    if settings.database.url is None and (url := os.environ.get("DATABASE_URL")):
        settings = evolve(settings, database=evolve(settings.database, url=url))
    _check(settings)
    return settings


def _variable(error: Exception) -> str:
    """The name of the variable in the library's sentence, which repeats the value and so is not shown."""
    found = re.search(r"for option '([a-z_.]+)'", str(error))
    return f"/RFT_{found[1].replace('.', '_').upper()}" if found else "/RFT_CONFIG"


def retention_days(listed: str) -> dict[str, int]:
    """``origin=90, special_requirements=30`` as numbers by the name of a rule; 0 is for ever. Raises ``ValueError``."""
    days = {}
    for one in filter(None, map(str.strip, listed.split(","))):
        name, _, number = one.partition("=")
        if name not in RULE_NAMES or int(number) < 0:
            raise ValueError(name)
        days[name] = int(number)
    return days


def _retention_days(listed: str) -> bool:
    try:
        retention_days(listed)
    except ValueError:
        return False
    return True


def networks(listed: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """``10.0.0.0/8, ::1`` as networks; an address is a network of one. Raises ``ValueError``."""
    return tuple(ip_network(one.strip(), strict=False) for one in listed.split(",") if one.strip())


def _networks(listed: str) -> bool:
    try:
        networks(listed)
    except ValueError:
        return False
    return True


def _redis(url: str | None) -> bool:
    return url is None or str(url).startswith(("redis://", "rediss://", "redis+unix://"))


def _check(settings: Settings) -> None:
    audit, data = settings.audit, settings.data
    rules = {
        "RFT_MAIL_KIND": (settings.mail.kind in {None, "console", "file", "smtp"}, "must be console, file or smtp"),
        "RFT_SMS_KIND": (settings.sms.kind in {None, "console", "file"}, "must be console or file"),
        "RFT_DATABASE_POOL_SIZE": (settings.database.pool_size >= 1, "must be at least 1"),
        "RFT_AUDIT_KEY_FILE": (audit.key_file or not audit.checkpoints, "must be set with RFT_AUDIT_CHECKPOINTS"),
        "RFT_AUDIT_CHECKPOINTS": (audit.checkpoints or not audit.key_file, "must be set with RFT_AUDIT_KEY_FILE"),
        "RFT_DATA_KEYS": (not (data.keys and data.key_file), "must not be set with RFT_DATA_KEY_FILE"),
        "RFT_REDIS_URL": (_redis(settings.redis_url), "must begin with redis://, rediss:// or redis+unix://"),
        "RFT_CALLS_PER_MINUTE": (settings.calls_per_minute >= 0, "must be at least 0"),
        "RFT_TRUSTED_PROXIES": (_networks(settings.trusted_proxies), "must list addresses and networks"),
        "RFT_PROXY_HEADER": (
            settings.proxy_header in {"x-forwarded-for", "forwarded"},
            "must be x-forwarded-for or forwarded",
        ),
        "RFT_CACHE_PROFILES": (
            settings.cache.profiles in ({"off", "process", "redis"} if settings.redis_url else {"off", "process"}),
            "must be off, process or, with RFT_REDIS_URL, redis",
        ),
        "RFT_RETENTION_DAYS": (_retention_days(settings.retention.days), "must list rules and days, as origin=90"),
        "RFT_LOG_LEVEL": (settings.log_level in {"debug", "info", "warning", "error"}, "must name a level"),
    }
    if broken := [FieldError(f"/{name}", rule) for name, (kept, rule) in rules.items() if not kept]:
        raise Invalid(broken)
