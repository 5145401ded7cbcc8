"""How the rules of one table are written: what becomes of each column, and whether it is told to the person."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from attrs import field, frozen

from ..shared.changes import as_json
from ..shared.email import NOBODYS
from .scope import Ids


class With(StrEnum):
    """What stands in the place of what was erased, where something must."""

    ADDRESS = "address"
    """``erased-<id of the row>@erased.invalid``: unique, and nobody's for ever (RFC 2606)."""
    WORD = "word"
    """:data:`ERASED`, where a name must have something to see."""
    BLANK = "blank"
    NOTHING = "nothing"
    INACTIVE = "inactive"
    ZERO = "zero"
    FALSE = "false"
    BYTES = "bytes"
    """None of them."""
    LIST = "list"
    """One with nothing in it."""
    NOW = "now"
    NEXT = "next"
    """One more: a version, so that nobody overwrites the erasure with what they have read before."""
    REFERENCE = "reference"


ERASED = "Erased"


def nobodys_address(id: object) -> str:
    return f"erased-{id}@{NOBODYS}"


class How(StrEnum):
    EQUALS = "equals"
    VALUES = "values"
    """One of the values of a JSON object."""
    ENTITIES = "entities"
    """The ``id`` of one of the objects in a JSON array."""
    OVERLAPS = "overlaps"
    """One of the texts in a list."""
    CONTAINS = "contains"
    """Text, in lower case, with one of the words in it."""


@frozen
class Found:
    """Rows whose ``column`` is, or has in it, one of ``ids``."""

    column: str
    ids: Ids
    how: How = How.EQUALS


@frozen(kw_only=True)
class Step:
    """Of the rows that any of ``found`` finds, ``changes``; the whole row goes where there are none.

    ``only``: the column has one of the words.
    """

    found: tuple[Found, ...]
    only: tuple[str, frozenset[str]] | None = None
    changes: Mapping[str, With] = field(factory=dict)

    @property
    def deletes(self) -> bool:
        return not self.changes


@frozen(kw_only=True)
class Table:
    """``because`` says why what stays may stay. ``section`` of the export, or ``untold_because``.

    ``columns`` are all there are, each with the path of the attribute that the memory store has for it. ``told`` are
    shown to the person; ``own`` of them where the row has their own address, ``ids_of_others`` where the id is theirs.
    """

    name: str
    columns: Mapping[str, str]
    steps: tuple[Step, ...] = ()
    because: str = ""
    section: str | None = None
    untold_because: str = ""
    told_found: tuple[Found, ...] = ()
    told: tuple[str, ...] = ()
    own: frozenset[str] = frozenset()
    ids_of_others: frozenset[str] = frozenset()

    @property
    def read(self) -> tuple[str, ...]:
        """What is read to tell: also what says whether it is the person's own."""
        also = {"email_identity", "addresses", "actor_id"} & self.columns.keys() - set(self.told)
        return (*self.told, *sorted(also))

    @property
    def goes(self) -> bool:
        """Whole rows do."""
        return any(step.deletes for step in self.steps)

    @property
    def erased(self) -> frozenset[str]:
        return frozenset(name for step in self.steps for name in step.changes)


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def columns(names: str, paths: Mapping[str, str]) -> dict[str, str]:
    """The path is the name, unless ``paths`` has another."""
    return {name: paths.get(name, name) for name in names.split()}


def changes(nothing: str = "", **others: With) -> dict[str, With]:
    return dict.fromkeys(nothing.split(), With.NOTHING) | others


def by(**found: Ids) -> tuple[Found, ...]:
    return tuple(Found(column, ids) for column, ids in found.items())


def all_columns(tables: Iterable[Table]) -> Iterator[tuple[str, str]]:
    return ((table.name, column) for table in tables for column in table.columns)


def as_told(value: object) -> Any:
    """The value of a column as JSON has it."""
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return dict(value) if isinstance(value, Mapping) else as_json(value)
