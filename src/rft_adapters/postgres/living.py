"""The guard behind every row that names a customer: whoever is merged at this moment is not named any more.

A merge holds both customers. Whoever read one of them before and writes a row that names them waits for it here, finds
that they are no longer on their own, and looks again. Who changes the figures of a customer needs no other guard: one
who is merged has none.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from uuid import UUID

from sqlalchemy import select

from rft_domain.customers.merging.rules import RULES

from .customers import CUSTOMERS
from .figures import FIGURES
from .flush import ONE, Binds, Form, Part, Selected


@lru_cache(maxsize=256)
def _naming(form: Form) -> tuple[int, ...]:
    """Where in a row of that form there is a customer."""
    return tuple(
        place
        for place, column in enumerate(form.columns)
        if column.table is not None and f"{column.table.schema}.{column.table.name}.{column.name}" in RULES
    )


def _on_their_own(binds: Binds) -> Selected:
    ids = [bind for (bind,) in binds]
    living = select(ONE).where(CUSTOMERS.c.id.in_(ids), CUSTOMERS.c.merged_into.is_(None))
    return living.with_for_update(read=True, key_share=True)


_LIVING = Form("customers", (CUSTOMERS.c.id,), _on_their_own)


def living(parts: Sequence[Part], *, but: Iterable[UUID]) -> list[Part]:
    """``parts``, and before them the guard for every customer whom they name and whose figures they leave alone."""
    named: set[UUID] = set()
    safe: set[UUID] = set(but)
    for form, rows in parts:
        places = _naming(form)
        for place in places:
            ids = (row[place] for row in rows)
            (safe if form.columns[place].table is FIGURES else named).update(id for id in ids if id is not None)
    unguarded = named - safe
    return [(_LIVING, [(id,) for id in sorted(unguarded)]), *parts] if unguarded else list(parts)
