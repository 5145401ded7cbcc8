"""Which rule a value breaks, in plain words, never with the value."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

from msgspec import Meta, Struct, UnsetType

_WORDS: dict[Any, str] = {
    str: "text",
    int: "an integer",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "an object",
    NoneType: "null",
    UUID: "a UUID",
    date: "a date, such as 1990-05-12",
    datetime: "an instant with its offset, such as 2026-05-12T09:00:00+01:00",
}


def sentence(kind: Any, value: Any) -> str:
    """The rule of ``kind`` that ``value`` breaks, which is known to break one.

    ``Meta(extra={"rule": ...})`` brings a sentence of its own, where a limit cannot say it.
    """
    possible = [one for one in _alternatives(kind) if one[0] is not UnsetType]
    for one, metas in possible:
        if type(value) is (get_origin(one) or one):
            for limit in filter(None, (_limit(meta, value) for meta in metas)):
                return limit
    if type(value) is float and any(one is int for one, _ in possible):
        return "must be an integer, written without a decimal point"
    for meta in (meta for _, metas in possible for meta in metas if meta.extra):
        return str((meta.extra or {})["rule"])
    return "must be " + " or ".join(dict.fromkeys(_words(one) for one, _ in possible))


def _limit(meta: Meta, value: Any) -> str | None:
    what = "characters" if isinstance(value, str) else "items"
    if meta.max_length is not None and len(value) > meta.max_length:
        return f"must have at most {meta.max_length} {what}"
    if meta.min_length is not None and len(value) < meta.min_length:
        return f"must have at least {meta.min_length} {what.removesuffix('s')}(s)"
    if meta.ge is not None and meta.le is not None and not meta.ge <= value <= meta.le:
        return f"must be between {meta.ge} and {meta.le}"
    return None


def _words(kind: Any) -> str:
    plain = get_origin(kind) or kind
    if issubclass(plain, Enum):
        return f"one of {', '.join(one.value for one in plain)}"
    return "an object" if issubclass(plain, Struct) else _WORDS[plain]


def choices(kind: Any) -> Iterator[Any]:
    """What a value of this type may be: unions and annotations unwrapped."""
    return (one for one, _ in _alternatives(kind))


def _alternatives(kind: Any, metas: tuple[Meta, ...] = ()) -> Iterator[tuple[Any, tuple[Meta, ...]]]:
    if get_origin(kind) is Annotated:
        inner, *more = get_args(kind)
        yield from _alternatives(inner, (*metas, *(one for one in more if isinstance(one, Meta))))
    elif get_origin(kind) in (Union, UnionType):
        for one in get_args(kind):
            yield from _alternatives(one, metas)
    else:
        yield kind, metas
