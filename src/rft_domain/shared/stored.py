"""Domain values as JSON and back, for receipts: one converter, so that a value has one stored form."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import UUID

from attrs import fields, has
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

T = TypeVar("T")

NOT_STORED: Mapping[str, bool] = MappingProxyType({"not stored": True})
"""Metadata of a sensitive field: a stored result leaves it out, and comes back with its default (product.md B3)."""


def _instant(value: str) -> datetime:
    return datetime.fromisoformat(value).astimezone(UTC)


def _left_out(kind: Any, *, whole: bool) -> list[str]:
    """Events are news of the moment, not part of the value."""
    if not has(kind):
        return []
    return [a.name for a in fields(kind) if a.name == "events" or (a.metadata.get("not stored") and not whole)]


def _converter_of(*, whole: bool) -> Converter:
    made = Converter()
    made.register_unstructure_hook(UUID, str)
    made.register_structure_hook(UUID, lambda value, _: UUID(value))
    made.register_unstructure_hook(Decimal, str)
    made.register_structure_hook(Decimal, lambda value, _: Decimal(value))
    made.register_unstructure_hook(datetime, datetime.isoformat)
    made.register_structure_hook(datetime, lambda value, _: _instant(value))
    made.register_unstructure_hook(date, date.isoformat)
    made.register_structure_hook(date, lambda value, _: date.fromisoformat(value))

    def leaves_out(kind: Any) -> bool:
        return bool(_left_out(kind, whole=whole))

    def omitted(kind: Any) -> dict[str, Any]:
        return {name: override(omit=True) for name in _left_out(kind, whole=whole)}

    made.register_unstructure_hook_factory(
        leaves_out, lambda kind: make_dict_unstructure_fn(kind, made, **omitted(kind))
    )
    made.register_structure_hook_factory(leaves_out, lambda kind: make_dict_structure_fn(kind, made, **omitted(kind)))
    return made


_results, _commands = _converter_of(whole=False), _converter_of(whole=True)


def to_json(value: object) -> str:
    """Canonical: sorted keys, no white space. Without what is :data:`NOT_STORED`."""
    return _json(value, _results)


def to_plain(value: object) -> Any:
    """As :func:`to_json`, for a store that takes JSON as values."""
    return _results.unstructure(value)


def from_plain(value: object, kind: type[T]) -> T:
    return _results.structure(value, kind)


def from_json(text: str, kind: type[T]) -> T:
    return _results.structure(json.loads(text), kind)


def fingerprint(name: str, command: object) -> str:
    """The same for the same call only: SHA-256 over the name of the use case and its command."""
    return hashlib.sha256(f"{name}\n{_json(command, _commands)}".encode()).hexdigest()


def _json(value: object, converter: Converter) -> str:
    return json.dumps(converter.unstructure(value), sort_keys=True, separators=(",", ":"))
