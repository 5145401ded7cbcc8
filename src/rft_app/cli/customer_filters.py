"""Options that say which customers are meant, for every command that lists or writes them."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from shutil import copyfileobj
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import click

from rft_domain.access.actor import SYSTEM
from rft_domain.customers.customer import CustomerStatus
from rft_domain.customers.finding import CustomerFilter, CustomerSort
from rft_domain.customers.profile import CustomerType
from rft_domain.customers.use_cases.record_export import ExportFormat
from rft_domain.shared.ids import CourseId

from .show import echo_json, json_option
from .types import INSTANT, PRICE

if TYPE_CHECKING:
    from ..application import Application
    from ..exports import ExportCustomers

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS: tuple[tuple[str, Any, str], ...] = (
    ("search", str, "Parts of names, e-mail, phone or company; all must be found."),
    ("status", click.Choice([status.value for status in CustomerStatus]), "Only those."),
    ("customer_type", click.Choice([kind.value for kind in CustomerType]), "Only those."),
    ("active_from", INSTANT, "Last active at or after this instant, such as 2026-01-31T00:00Z."),
    ("active_to", INSTANT, "Last active before."),
    ("created_from", INSTANT, "Opened at or after."),
    ("created_to", INSTANT, "Opened before."),
    ("min_spent", PRICE, "Have spent so many pounds or more."),
    ("max_spent", PRICE, "Have spent so many pounds or less."),
    ("min_bookings", click.IntRange(0), "Have so many bookings or more."),
    ("max_bookings", click.IntRange(0), "Have so many bookings or less."),
    ("marketing", bool, "Want marketing, or do not (true, false)."),
    ("sms", bool, "Want text messages, or do not."),
    ("newsletter", bool, "Want the newsletter, or do not."),
    ("course_id", click.UUID, "Have a booking on this course that is not cancelled."),
)


def filter_options(command: F) -> F:
    """Gives a command an option for each filter, and its :class:`CustomerFilter` as ``wanted``."""

    @wraps(command)
    def filtered(*args: Any, **options: Any) -> Any:
        given = {name: options.pop(name) for name, _, _ in _OPTIONS}
        return command(*args, wanted=_wanted(**given), **options)

    made: Any = filtered
    for name, kind, text in reversed(_OPTIONS):
        made = click.option(f"--{name.replace('_', '-')}", name, type=kind, help=text)(made)
    return made  # type: ignore[no-any-return]  # click hands the options over by keyword


def sort_option(command: F) -> F:
    by = click.Choice([sort.value for sort in CustomerSort])
    return click.option(
        "--sort", type=by, default=CustomerSort.CREATED_AT_DOWN.value, show_default=True, help="- is downwards."
    )(command)


def export_options(command: F) -> F:
    """Gives a command ``--format``, ``--json`` and the file to write."""
    kinds = click.Choice([kind.value for kind in ExportFormat])
    kind = click.option("--format", "kind", type=kinds, default="csv", show_default=True, help="What to write.")
    path = click.Path(dir_okay=False, writable=True, path_type=Path)
    return json_option(kind(click.argument("file", type=path)(command)))


def write_export(application: "Application", command: "ExportCustomers", path: Path, as_json: bool) -> None:
    """Raises what the export raises, with no file left behind."""
    from ..exports import export_customers  # noqa: PLC0415 - not for --help

    export = export_customers(application, command, actor=SYSTEM)
    with export.file as source, path.open("wb") as target:
        copyfileobj(source, target)
    if as_json:
        echo_json({"rows": export.rows, "file": str(path)})
        return
    click.echo(f"{export.rows} customer(s) written to {path}")


def _wanted(*, status: str | None, customer_type: str | None, course_id: UUID | None, **as_read: Any) -> CustomerFilter:
    return CustomerFilter(
        status=CustomerStatus(status) if status else None,
        customer_type=CustomerType(customer_type) if customer_type else None,
        course_id=CourseId(course_id) if course_id else None,
        **as_read,
    )
