"""From bytes to a JSON object: one line of an export."""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from attrs import frozen

from rft_domain.shared.ids import BookingId

from .unbookable import Unbookable

# what an old name stands for here is worked out from the name, and is the same in every run
NAMESPACE = UUID("6f1f2b54-5c0e-5d5b-9a39-0e6f0c6f5d1e")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@frozen(kw_only=True)
class Line:
    """``digest`` is the same for the same content, whatever its spacing; ``id`` and ``reference`` are the old ones."""

    content: dict[str, Any]
    digest: str
    id: str | None
    reference: str | None

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """What no other booking may be called: where the line says it, and what."""
        told = (("/id", self.id), ("/bookingReference", self.reference))
        return tuple((pointer, value) for pointer, value in told if value is not None)

    @property
    def booking_id(self) -> BookingId:
        """Where the line has no id, two of the same content are one booking."""
        name = f"id:{self.id}" if self.id is not None else f"content:{self.digest}"
        return BookingId(uuid5(NAMESPACE, f"booking:{name}"))


def read_line(raw: bytes) -> Line | None:
    """``None`` for a blank line. Raises :class:`Unbookable` for what is no JSON object in UTF-8."""
    try:
        text = raw.removeprefix(_BYTE_ORDER_MARK).decode().strip()
    except UnicodeDecodeError:
        raise Unbookable("not-utf-8") from None
    if not text:
        return None
    try:
        content = _decode(text)
        canonical = _canonical(content).encode()
    except (ValueError, RecursionError):  # half of a surrogate pair is no text either
        raise Unbookable("not-json") from None
    if not isinstance(content, dict):
        raise Unbookable("not-an-object")
    return Line(
        content=content,
        digest=hashlib.sha256(canonical).hexdigest(),
        id=_name(content, "id"),
        reference=_name(content, "bookingReference"),
    )


def _name(content: Mapping[str, Any], key: str) -> str | None:
    """Old ids are text, and numbers in some exports. Raises :class:`Unbookable` for what no store takes for text."""
    value = content.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    if "\0" in (name := str(value).strip()):
        raise Unbookable("invalid", (f"/{key}",))
    return name or None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


# made once: an import has millions of lines
_decode = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse).decode
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=str, ensure_ascii=False).encode
