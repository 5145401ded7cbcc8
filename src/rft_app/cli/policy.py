"""``rft policy``: who may do what, as the page of the documentation."""

from collections.abc import Iterable, Sequence

import click

from rft_domain.access.actor import ActorKind
from rft_domain.access.policy import POLICY, Action, Cell, Relation

_HEAD = """\
# Who may do what

Printed by `rft policy` from the table in `rft_domain.access.policy`; what is not listed is denied. A cell names how the
actor must stand to the thing: **any** thing, **self** (the user it is or concerns), **own customer** (the customer it
belongs to), **own session** (a session they teach)."""


@click.command()
def policy() -> None:
    """Print who may do what, as a page of Markdown."""
    click.echo(policy_page())


def policy_page(cells: Iterable[Cell] = POLICY) -> str:
    """The whole page, without a newline at its end."""
    listed = frozenset(cells)
    rows = [(action.value, [_relations(listed, kind, action) for kind in ActorKind]) for action in Action]
    return f"{_HEAD}\n\n{_table('action', [kind.value for kind in ActorKind], rows)}"


def _relations(cells: frozenset[Cell], kind: ActorKind, action: Action) -> str:
    return ", ".join(_plain(relation) for relation in Relation if (kind, action, relation) in cells)


def _table(corner: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> str:
    lines = [[corner, *columns], ["---"] * (len(columns) + 1), *([_plain(name), *cells] for name, cells in rows)]
    return "\n".join(f"| {' | '.join(cell or '–' for cell in line)} |" for line in lines)


def _plain(name: str) -> str:
    return name.replace("_", " ")
