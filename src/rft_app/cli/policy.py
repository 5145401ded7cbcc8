"""``rft policy``: who may do what, as the page of the documentation."""

from collections.abc import Sequence

import click

from rft_domain.access.actor import ActorKind
from rft_domain.access.fields import FIELDS, Field, FieldCell
from rft_domain.access.policy import POLICY, Action, Cell, Relation

_HEAD = """\
# Who may do what

Printed by `rft policy` from the table in `rft_domain.access.policy`; what is not listed is denied. A cell names how the
actor must stand to the thing: **any** thing, **self** (the user it is or concerns), **own customer** (the customer it
belongs to), **own session** (a session they teach), **own booking** (the booking whose reference a guest of the portal
gave). A proven guest has used a mailed link in the last minutes."""
_FIELDS = """\
## What of a booking

Printed from `rft_domain.access.fields`: what those who may see a booking see of it: of **any**, or of their **own
booking** only. Its state and its session are no secret to them. Whoever makes a booking is answered what they typed."""


@click.command()
def policy() -> None:
    """Print who may do what, as a page of Markdown."""
    click.echo(policy_page())


def policy_page(cells: frozenset[Cell] = POLICY, fields: frozenset[FieldCell] = FIELDS) -> str:
    """The whole page, without a newline at its end."""
    kinds = [kind.value for kind in ActorKind]
    actions = [(action.value, [_relations(cells, kind, action) for kind in ActorKind]) for action in Action]
    seen = [(field.value, [_relations(fields, kind, field) for kind in ActorKind]) for field in Field]
    return "\n\n".join((_HEAD, _table("action", kinds, actions), _FIELDS, _table("field", kinds, seen)))


def _relations(cells: frozenset[Cell] | frozenset[FieldCell], kind: ActorKind, row: Action | Field) -> str:
    return ", ".join(_plain(relation) for relation in Relation if (kind, row, relation) in cells)


def _table(corner: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> str:
    lines = [[corner, *columns], ["---"] * (len(columns) + 1), *([_plain(name), *cells] for name, cells in rows)]
    return "\n".join(f"| {' | '.join(cell or '–' for cell in line)} |" for line in lines)


def _plain(name: str) -> str:
    return name.replace("_", " ")
