"""Query strings: strict, each parameter once, every mistake reported."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from msgspec import UNSET, Struct, structs

from rft_domain.shared.errors import Invalid
from rft_domain.shared.paging import PageRequest
from rft_domain.shared.period import in_utc

from .errors import ParameterError
from .sentences import choices, sentence

_MOST_PARAMETERS = 50
_BOOLEANS = {"true": True, "false": False}
# what no stored text holds, and no database can be asked about
_IN_NO_TEXT = re.compile("[\0\ud800-\udfff]")


def query_reader(kind: type[Struct]) -> Callable[[str], Any]:
    """From a query string to ``kind``. Raises :class:`Invalid` that names every wrong parameter."""
    readers = {field.encode_name: _reader(field.type) for field in structs.fields(kind)}
    names = {field.encode_name: field.name for field in structs.fields(kind)}
    nothing = kind()

    def read(text: str) -> Any:
        if not text:
            return nothing
        found: dict[str, Any] = {}
        errors = []
        for name, value in _pairs(text):
            try:
                if name not in readers:
                    raise ValueError("is not a known parameter")
                if names[name] in found:
                    raise ValueError("must be given once")
                found[names[name]] = readers[name](value)
            except ValueError as error:
                errors.append(ParameterError(name, str(error)))
        if errors:
            raise Invalid(errors)
        return kind(**found)

    return read


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
    except ValueError:
        raise Invalid((ParameterError("", f"must be at most {_MOST_PARAMETERS} parameters"),)) from None


def _reader(kind: Any) -> Callable[[str], Any]:
    """How text becomes a value of ``kind``; numbers and booleans have one spelling."""
    possible = set(choices(kind))

    def read(value: str) -> Any:
        plain: Any = value
        if bool in possible:
            if value not in _BOOLEANS:
                raise ValueError("must be true or false")
            plain = _BOOLEANS[value]
        elif int in possible:
            if not (value.isascii() and value.isdecimal() and len(value) < 10):
                raise ValueError("must be a whole number")
            plain = int(value)
        try:
            return msgspec.convert(plain, kind)
        except msgspec.ValidationError:
            raise ValueError(sentence(kind, plain)) from None

    return read


def given(value: Any) -> Any:
    """``None`` where the parameter was left out."""
    return None if value is UNSET else value


def instant_or_none(value: Any, pointer: str) -> datetime | None:
    """In UTC. Raises :class:`Invalid` where the instant is out of range there."""
    instant: datetime | None = given(value)
    return None if instant is None else in_utc(instant, pointer)


def page_of(query: Any) -> PageRequest:
    """Raises :class:`Invalid` for a cursor that no list has given out."""
    page = PageRequest(limit=query.limit, cursor=given(query.cursor), count=query.count)
    after = page.after()
    if after is not None and _IN_NO_TEXT.search(after[0]):
        raise Invalid((ParameterError("cursor", "is not a cursor of this list"),))
    return page
