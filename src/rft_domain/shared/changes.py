"""What a command changed, field by field, for the audit row (product.md H5).

What is personal is recorded as a commitment: HMAC-SHA-256 over path and value, with a salt of the row. Whoever knows a
value can show that it was this one; nobody can read it there. Once the salt is gone, nobody can do either.
"""

import hmac
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar, Protocol, TypedDict
from uuid import UUID

from attrs import asdict, fields, frozen, has

from .ids import Entropy

SALT_BITS = 256


class Change(TypedDict, total=False):
    """Of what was made there is only ``entity`` and ``id``."""

    entity: str
    id: str
    field: str
    before: object
    after: object


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@frozen
class Record:
    """What the audit trail calls an aggregate, and the paths of its fields: each is personal, plain or left out.

    A field that is in no list is taken for personal. Secrets count as personal. The path of a field of one of several
    parts (``attendees.attendance``) leaves out which one.
    """

    entity: str
    personal: frozenset[str]
    plain: frozenset[str]
    left_out: frozenset[str]
    key: str = "id"

    @classmethod
    def of(cls, entity: str, *, personal: str = "", plain: str = "", left_out: str = "", key: str = "id") -> "Record":
        return cls(entity, _words(personal), _words(plain), _words(f"events {left_out}"), key)

    def knows(self, path: str) -> bool:
        return path in self.personal or path in self.plain or path in self.left_out


class Recorded(Protocol):
    record: ClassVar[Record]


Pair = tuple[Recorded | None, Recorded]
"""An aggregate as it was read, ``None`` where it was made, and as it is saved."""


def recorded(pairs: Iterable[Pair], entropy: Entropy) -> tuple[list[Change], str | None]:
    """The changes, and the salt of their commitments in hex; ``None`` where there is no commitment."""
    changes: list[Change] = []
    salt: str | None = None
    for before, after in pairs:
        record = after.record
        entity, key = record.entity, str(getattr(after, record.key))
        if before is None:
            changes.append({"entity": entity, "id": key})
            continue
        for path, kind, old, new in _differences(before, after, "", "", record):
            if kind not in record.plain:
                salt = salt or new_salt(entropy)
                old, new = commitment(salt, path, old), commitment(salt, path, new)
            changes.append({"entity": entity, "id": key, "field": path, "before": old, "after": new})
    return changes, salt


def new_salt(entropy: Entropy) -> str:
    """In hex."""
    return f"{entropy.bits(SALT_BITS):0{SALT_BITS // 4}x}"


def commitment(salt: str, path: str, value: object) -> str | None:
    """That there was nothing is no secret."""
    if value is None:
        return None
    message = f"{path}\n{json.dumps(value, sort_keys=True)}".encode()
    return f"hmac-sha256:{hmac.digest(bytes.fromhex(salt), message, 'sha256').hex()}"


def _differences(
    before: Any, after: Any, path: str, kind: str, record: Record
) -> Iterator[tuple[str, str, object, object]]:
    """Path, path without the ids of parts, and both values as JSON, of every field that is not the same."""
    if before == after or kind in record.left_out:
        return
    if not record.knows(kind):
        if has(type(after)) and type(before) is type(after):
            for attribute in fields(type(after)):
                name = attribute.name
                old, new = getattr(before, name), getattr(after, name)
                yield from _differences(old, new, _under(path, name), _under(kind, name), record)
            return
        if isinstance(before, tuple) and isinstance(after, tuple):
            olds, news = ({str(part.id): part for part in parts} for parts in (before, after))
            for part_id in olds | news:
                yield from _differences(olds.get(part_id), news.get(part_id), f"{path}.{part_id}", kind, record)
            return
    yield path, kind, as_json(before), as_json(after)


def _under(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def as_json(value: Any) -> Any:
    """As the audit row holds a value: text for what JSON has no form for."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(map(as_json, value))
    if isinstance(value, list | tuple):
        return list(map(as_json, value))
    return {name: as_json(part) for name, part in asdict(value, recurse=False).items()}
