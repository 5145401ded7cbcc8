"""One row for every accepted change and every refusal (product.md H5)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, Protocol
from uuid import UUID

from attrs import field, fields, frozen

from .changes import Change
from .errors import Invalid, RftError
from .period import instant

Outcome = Literal["accepted", "refused"]


@frozen(kw_only=True)
class Origin:
    """Where a request came from. The library has none of it; the HTTP edge has all."""

    request_id: str | None = None
    ip: str | None = None
    user_agent: str | None = None


@frozen(kw_only=True)
class AuditRow:
    """``about`` names ids, codes and options of the command; never personal data."""

    id: UUID
    at: datetime = field(validator=instant)
    actor_kind: str
    actor_id: UUID | None
    action: str
    outcome: Outcome
    code: str | None = None
    about: Mapping[str, str]
    origin: Origin = Origin()
    changes: Sequence[Change] = ()
    salt: str | None = field(default=None, repr=False)
    """Of the commitments in ``changes``. No part of the seal: it may be erased, and then nobody can test a guess."""


class OriginLog(Protocol):
    def came_from(self, origin: Origin) -> None:
        """Of all that is added to this log from now on."""
        ...


class AuditLog(Protocol):
    def add(self, row: AuditRow) -> None: ...


def about_accepted(command: object, result: object, told: Sequence[str]) -> dict[str, str]:
    """What an accepted command named and made, and the news it caused."""
    about = dict(_named(command), news=" ".join(told))
    if isinstance(result_id := getattr(result, "id", None), UUID):
        about["id"] = str(result_id)
    return about


def about_refused(command: object, error: RftError) -> dict[str, str]:
    """What a refused command named, and the facts of the refusal."""
    about = dict(_named(command))
    about |= {name: str(fact) for name, fact in error.facts.items() if fact is not None}
    if isinstance(error, Invalid):
        about["fields"] = " ".join(sorted({broken.pointer for broken in error.errors}))
    return about


def _named(command: object) -> Iterator[tuple[str, str]]:
    """The ids a command names and the options it switches on: neither is personal data."""
    kind: Any = type(command)  # mypy takes no class for hashable
    for name in _telling_fields(kind):
        value = getattr(command, name)
        if isinstance(value, UUID) or value is True:
            yield name, str(value).lower()


@lru_cache(maxsize=256)
def _telling_fields(kind: Any) -> tuple[str, ...]:
    if not hasattr(kind, "__attrs_attrs__"):
        return ()
    return tuple(a.name for a in fields(kind) if a.name.endswith("_id") or a.type in (bool, "bool"))
