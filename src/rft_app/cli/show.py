"""Results on a terminal as tables, elsewhere as plain lines, and as JSON where asked for."""

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, in the shapes of the HTTP API.")


def echo_json(answer: object) -> None:
    from ..http.encoding import as_json  # noqa: PLC0415 - the web stack is not for --help

    click.echo(as_json(answer))


def echo_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """The last column keeps its width, so that ids can be copied. Elsewhere than on a terminal: tabs."""
    if not sys.stdout.isatty():
        for row in (columns, *rows):
            click.echo("\t".join(row))
        return
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - for terminals only
    from rich.console import Console  # noqa: PLC0415 - the same
    from rich.table import Table  # noqa: PLC0415 - the same

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, no_wrap=column in ("id", "reference"), overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console(highlight=False, markup=False).print(table)


def echo_facts(facts: Sequence[tuple[str, str]]) -> None:
    """One fact a line, names aligned."""
    width = max(len(name) for name, _ in facts)
    for name, value in facts:
        click.echo(f"{name:<{width}}  {value}")


def local(at: datetime, zone: str) -> str:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - not for --help

    return f"{at.astimezone(ZoneInfo(zone)):%a %d %b %Y %H:%M}"


def echo_more(next_cursor: str | None) -> None:
    if next_cursor is not None:
        click.echo(f"There is more: --cursor {next_cursor}", err=True)


def page_options(command: F) -> F:
    """Gives a command ``--limit`` and ``--cursor``."""
    limit = click.option(
        "--limit", type=click.IntRange(1, 200), default=50, show_default=True, help="At most so many items."
    )
    return limit(click.option("--cursor", help="next_cursor of the page before.")(command))
