"""One row for every accepted change and every refusal (product.md H5)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, Protocol
from uuid import UUID

from attrs import field, fields, frozen

from .changes import Change, commitment, new_salt
from .errors import Invalid, RftError
from .ids import Entropy
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
    origin_commitment: str | None = None
    """What is sealed in the place of ``origin``, which may be erased, together with the salt of this."""
    origin_salt: str | None = field(default=None, repr=False)

    @property
    def origin_holds(self) -> bool:
        """``origin`` is what was committed to, or all of it is erased."""
        if self.origin_commitment is None:
            return self.origin_salt is None
        if self.origin_salt is None:
            return self.origin == Origin()
        try:
            return origin_commitment(self.origin, self.origin_salt) == self.origin_commitment
        except ValueError:  # no salt of ours
            return False


def origin_commitment(origin: Origin, salt: str) -> str | None:
    return commitment(salt, "origin", [origin.request_id, origin.ip, origin.user_agent])


def committed_origin(origin: Origin, entropy: Entropy) -> tuple[str | None, str | None]:
    """The commitment and its salt; neither where there is nothing to tell."""
    if origin == Origin():
        return None, None
    salt = new_salt(entropy)
    return origin_commitment(origin, salt), salt


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
