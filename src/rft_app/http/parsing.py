"""Bodies: JSON into the struct of an endpoint. Wrong shapes stop here, before any transaction."""

from collections.abc import Callable, Iterator
from typing import Any, get_args, get_origin

import msgspec
from msgspec import Struct, structs

from rft_domain.shared.errors import FieldError, Invalid

from .errors import MalformedJson
from .sentences import choices, sentence

Read = tuple[Any, tuple[FieldError, ...]]


def body_reader(kind: type[Struct], example: Any, together: frozenset[str]) -> Callable[[bytes], Read]:
    """From JSON to ``kind``, with every field of a wrong shape. Raises :class:`MalformedJson`.

    What has a wrong shape is replaced from ``example``, so that the domain can look at the other fields as well; fields
    that belong ``together`` are replaced together.
    """
    decode = msgspec.json.Decoder(kind).decode

    def read(body: bytes) -> Read:
        try:
            return decode(body), ()
        except msgspec.ValidationError:
            plain = _plain(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise MalformedJson() from None
        # msgspec stops at the first mistake; people want to hear of all
        wrong = tuple(_mistakes(kind, plain, ""))
        places = {error.pointer for error in wrong}
        places |= together if places & together else set()
        try:
            return msgspec.convert(_mended(plain, example, places, ""), kind), wrong
        except msgspec.ValidationError:
            raise Invalid(wrong) from None

    return read


def _plain(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise MalformedJson() from None


def _mended(value: Any, example: Any, wrong: set[str], pointer: str) -> Any:
    """``value`` with what is at the ``wrong`` places taken from ``example``, or left out where that has nothing."""
    if pointer in wrong:
        return example
    if isinstance(value, dict):
        instead = example if isinstance(example, dict) else {}
        if not instead and any(place.startswith(f"{pointer}/") for place in wrong):
            return example
        places = {name: f"{pointer}/{_escaped(name)}" for name in [*value, *instead]}
        return {
            name: _mended(value.get(name), instead.get(name), wrong, place)
            for name, place in places.items()
            if (name in instead if place in wrong else name in value)
        }
    if isinstance(value, list):
        first = example[0] if isinstance(example, list) and example else None
        mended = (_mended(one, first, wrong, f"{pointer}/{place}") for place, one in enumerate(value))
        return [one for one in mended if one is not None]
    return value


def _mistakes(kind: Any, value: Any, pointer: str) -> Iterator[FieldError]:
    struct, item, entry = _struct_in(kind), _item_in(kind), _entry_in(kind)
    if struct is not None and isinstance(value, dict):
        yield from _struct_mistakes(struct, value, pointer)
    elif entry is not None and isinstance(value, dict):
        for name, one in value.items():
            yield from _mistakes(entry, one, f"{pointer}/{_escaped(name)}")
    elif (
        item is not None
        and isinstance(value, list)
        and value
        and (
            inner := [error for place, one in enumerate(value) for error in _mistakes(item, one, f"{pointer}/{place}")]
        )
    ):
        yield from inner
    else:
        yield from _leaf_mistakes(kind, value, pointer)


def _struct_mistakes(kind: type[Struct], value: dict[str, Any], pointer: str) -> Iterator[FieldError]:
    fields = {field.encode_name: field for field in structs.fields(kind)}
    for name, field in fields.items():
        if name in value:
            yield from _mistakes(field.type, value[name], f"{pointer}/{name}")
        elif field.required:
            yield FieldError(f"{pointer}/{name}", "is required")
    for name in value.keys() - fields.keys():
        yield FieldError(f"{pointer}/{_escaped(name)}", "is not a known field")


def _leaf_mistakes(kind: Any, value: Any, pointer: str) -> Iterator[FieldError]:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        yield FieldError(pointer, sentence(kind, value))


def _struct_in(kind: Any) -> type[Struct] | None:
    return next((one for one in choices(kind) if isinstance(one, type) and issubclass(one, Struct)), None)


def _item_in(kind: Any) -> Any:
    return next((get_args(one)[0] for one in choices(kind) if get_origin(one) is list), None)


def _entry_in(kind: Any) -> Any:
    """What stands by name in an object with any names."""
    return next((get_args(one)[1] for one in choices(kind) if get_origin(one) is dict), None)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
