"""Domain values as JSON and back, for receipts: one converter, so that a value has one stored form."""

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from attrs import fields, has
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

T = TypeVar("T")

_converter = Converter()
_converter.register_unstructure_hook(UUID, str)
_converter.register_structure_hook(UUID, lambda value, _: UUID(value))
_converter.register_unstructure_hook(Decimal, str)
_converter.register_structure_hook(Decimal, lambda value, _: Decimal(value))
_converter.register_unstructure_hook(datetime, datetime.isoformat)
_converter.register_structure_hook(datetime, lambda value, _: _instant(value))
_converter.register_unstructure_hook(date, date.isoformat)
_converter.register_structure_hook(date, lambda value, _: date.fromisoformat(value))


def _instant(value: str) -> datetime:
    return datetime.fromisoformat(value).astimezone(UTC)


def _carries_events(kind: Any) -> bool:
    return has(kind) and any(attribute.name == "events" for attribute in fields(kind))


# events are news of the moment, not part of the value
_converter.register_unstructure_hook_factory(
    _carries_events, lambda kind: make_dict_unstructure_fn(kind, _converter, events=override(omit=True))
)
_converter.register_structure_hook_factory(
    _carries_events, lambda kind: make_dict_structure_fn(kind, _converter, events=override(omit=True))
)


def to_json(value: object) -> str:
    """Canonical: sorted keys, no white space."""
    return json.dumps(_converter.unstructure(value), sort_keys=True, separators=(",", ":"))


def to_plain(value: object) -> Any:
    """As :func:`to_json`, for a store that takes JSON as values."""
    return _converter.unstructure(value)


def from_plain(value: object, kind: type[T]) -> T:
    return _converter.structure(value, kind)


def from_json(text: str, kind: type[T]) -> T:
    return _converter.structure(json.loads(text), kind)


def fingerprint(name: str, command: object) -> str:
    """The same for the same call only: SHA-256 over the name of the use case and its command."""
    return hashlib.sha256(f"{name}\n{to_json(command)}".encode()).hexdigest()
