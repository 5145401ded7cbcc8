"""The guard behind every row that names a customer: whoever is merged at this moment is not named any more.

A merge holds both customers. Whoever read one of them before and writes a row that names them waits for it here, finds
that they are no longer on their own, and looks again. Who changes the figures of a customer needs no other guard: one
who is merged has none.

An erasure holds its customer, too. Bookings of who is erased are still cancelled, and that is told; but what is
written about a person is not written about nobody.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from attrs import field, frozen
from sqlalchemy import ARRAY, Uuid, bindparam, func, select

from rft_domain.customers.merging.rules import RULES

from .customers import CUSTOMERS
from .figures import FIGURES
from .flush import ONE, Binds, Form, Part, Selected
from .notes import NOTES
from .query import query
from .sensitive import SENSITIVE

_ABOUT_SOMEBODY = frozenset({NOTES, SENSITIVE})
_ON_THEIR_OWN = (CUSTOMERS.c.merged_into.is_(None),)
_THERE = (*_ON_THEIR_OWN, CUSTOMERS.c.erased_at.is_(None))


@frozen
class _Named:
    """Customers in the rows of a flush: of whom something is written, whose figures are changed, and all others."""

    about: set[UUID] = field(factory=set)
    counted: set[UUID] = field(factory=set)
    others: set[UUID] = field(factory=set)


@lru_cache(maxsize=256)
def _naming(form: Form) -> tuple[tuple[int, str], ...]:
    """Where in a row of that form there is a customer, and as which of :class:`_Named`."""
    return tuple(
        (place, "counted" if column.table is FIGURES else "about" if column.table in _ABOUT_SOMEBODY else "others")
        for place, column in enumerate(form.columns)
        if column.table is not None and f"{column.table.schema}.{column.table.name}.{column.name}" in RULES
    )


def _named(parts: Sequence[Part]) -> _Named:
    named = _Named()
    for form, rows in parts:
        for place, kind in _naming(form):
            ids: set[UUID] = getattr(named, kind)
            ids.update(row[place] for row in rows if row[place] is not None)
    return named


def _held(*where: Any) -> Selected:
    return select(ONE).select_from(CUSTOMERS).where(*where).with_for_update(read=True, key_share=True)


def _guard(*state: Any) -> Form:
    def build(binds: Binds) -> Selected:
        return _held(CUSTOMERS.c.id.in_([bind for (bind,) in binds]), *state)

    return Form("customers", (CUSTOMERS.c.id,), build)


_LIVING, _PRESENT = _guard(*_ON_THEIR_OWN), _guard(*_THERE)
HOLD = query(_held(CUSTOMERS.c.id == func.any(bindparam("ids", type_=ARRAY(Uuid))), *_THERE))


def living(parts: Sequence[Part], *, but: Iterable[UUID]) -> list[Part]:
    """``parts``, and before them the guards for the customers whom they name. A merge holds its own, ``but`` these;
    where figures are changed, only what is written about their customer needs one.
    """
    named = _named(parts)
    about = named.about.difference(but)
    guards = ((_PRESENT, about), (_LIVING, named.others.difference(but, named.counted, about)))
    return [*((form, [(id,) for id in sorted(ids)]) for form, ids in guards if ids), *parts]


def written_about(parts: Sequence[Part]) -> list[UUID]:
    """The customers of whom something is written that goes when they are erased."""
    return sorted(_named(parts).about)
