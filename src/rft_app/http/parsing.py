"""Bodies: JSON into the struct of an endpoint. Wrong shapes stop here, before any transaction."""

import re
from collections.abc import Callable, Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from msgspec import Struct, structs

from rft_domain.shared.errors import FieldError, Invalid

from .errors import MalformedJson

_AT = re.compile(r" - at `([^`]*)`$")
_WORDS = {
    "str": "text",
    "int": "an integer",
    "bool": "a boolean",
    "float": "a number",
    "array": "a list",
    "object": "an object",
}


def body_decoder(kind: type[Struct]) -> Callable[[bytes], Any]:
    """Raises :class:`MalformedJson`, or :class:`Invalid` with a pointer to every field found wrong."""
    decode = msgspec.json.Decoder(kind).decode

    def read(body: bytes) -> Any:
        try:
            return decode(body)
        except msgspec.ValidationError:
            # msgspec stops at the first mistake; people want to hear of all
            raise Invalid(_mistakes(kind, _plain(body), "")) from None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise MalformedJson() from None

    return read


def _plain(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise MalformedJson() from None


def _mistakes(kind: Any, value: Any, pointer: str) -> Iterator[FieldError]:
    struct, item = _struct_in(kind), _item_in(kind)
    if struct is not None and isinstance(value, dict):
        yield from _struct_mistakes(struct, value, pointer)
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
    except msgspec.ValidationError as error:
        text = str(error)
        yield FieldError(pointer + _pointer(text), rule(text))


def _struct_in(kind: Any) -> type[Struct] | None:
    return next((one for one in choices(kind) if isinstance(one, type) and issubclass(one, Struct)), None)


def _item_in(kind: Any) -> Any:
    return next((get_args(one)[0] for one in choices(kind) if get_origin(one) is list), None)


def choices(kind: Any) -> Iterator[Any]:
    """What a value of this type may be: unions and annotations unwrapped."""
    if get_origin(kind) is Annotated:
        yield from choices(get_args(kind)[0])
    elif get_origin(kind) in (Union, UnionType):
        for one in get_args(kind):
            yield from choices(one)
    else:
        yield kind


def _pointer(message: str) -> str:
    """``$.contact.email`` is ``/contact/email``, ``$[1]`` is ``/1``."""
    found = _AT.search(message)
    return found[1].removeprefix("$").replace("[", "/").replace("]", "").replace(".", "/") if found else ""


def rule(message: str) -> str:
    """The broken rule in plain words, never the value."""
    text = _AT.sub("", message)
    if text.startswith("Invalid enum value"):
        return "is not one of the listed values"
    if text.startswith("Invalid "):
        return f"is not a valid {text.removeprefix('Invalid ')}"
    text = re.sub(r"`([^`]*)`", lambda found: " or ".join(_WORDS.get(w, w) for w in found[1].split(" | ")), text)
    return text.replace("Expected ", "must be ").replace(", got ", ", not ")


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
