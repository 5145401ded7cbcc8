"""Rules for short texts that people type."""

from collections.abc import Callable
from typing import Any

from attrs import Attribute

from .errors import Invalid

Validator = Callable[[Any, "Attribute[Any]", Any], None]


def tidy(text: str) -> str:
    """Without white space at the ends and with single spaces inside."""
    return " ".join(text.split())


def tidy_or_none(text: str | None) -> str | None:
    return (tidy(text) or None) if text is not None else None


# Unicode TR36: what turns the direction of a text makes it show as another one
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _is_control(ch: str) -> bool:
    return (ch < " " and ch not in "\n\r\t") or ch == "\x7f" or "\ud800" <= ch <= "\udfff" or ch in _TURNING


def has_control(value: str) -> bool:
    """Characters that do something else than show: control characters, halves of pairs, turns of direction."""
    # isprintable answers in C for nearly every text; line breaks and tabs are fine in notes
    return not value.isprintable() and any(map(_is_control, value))


def is_seen(value: str) -> bool:
    """Something in it prints."""
    if value.isprintable():  # nearly every text, and answered in C
        return not (value == "" or value.isspace())
    return any(ch.isprintable() and not ch.isspace() for ch in value)


def text(*, at_most: int, at_least: int = 0) -> Validator:
    """An attrs validator: length in characters, no control characters, something to see where it must not be empty."""

    def check(instance: Any, attribute: "Attribute[Any]", value: Any) -> None:
        if not isinstance(value, str):
            raise Invalid.at(f"/{attribute.name}", "must be text")
        if len(value) < at_least or (at_least and not is_seen(value)):
            raise Invalid.at(f"/{attribute.name}", f"must have at least {at_least} character(s)")
        if len(value) > at_most:
            raise Invalid.at(f"/{attribute.name}", f"must have at most {at_most} characters")
        if has_control(value):
            raise Invalid.at(f"/{attribute.name}", "must not contain control characters")

    return check


def optional_text(*, at_most: int) -> Validator:
    inner = text(at_most=at_most)

    def check(instance: Any, attribute: "Attribute[Any]", value: Any) -> None:
        if value is not None:
            inner(instance, attribute, value)

    return check
