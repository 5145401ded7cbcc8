"""Conditions of a request: the version it was made on, and the key that makes it safe to repeat."""

import re

from rft_domain.shared.errors import Invalid
from rft_domain.shared.receipts import check_key

from .errors import MalformedIfMatch, invalid_header

NO_SUCH_VERSION = -1
ANY_VERSION: tuple[None] = (None,)

_LIST = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"(?:[ \t]*,[ \t]*(?:W/)?"[\x21\x23-\x7e\x80-\xff]*")*')
_STRONG = re.compile(r'(?<!/)"([1-9][0-9]{0,17})"')


def etag(version: int) -> str:
    return f'"{version}"'


def versions(if_match: str | None) -> tuple[int | None, ...]:
    """The versions that ``If-Match`` accepts (RFC 9110, 13.1.1): strong comparison, lists and ``*``.

    ``(None,)`` is any version. Raises :class:`MalformedIfMatch`.
    """
    if if_match is None or (text := if_match.strip()) == "*":
        return ANY_VERSION
    if not _LIST.fullmatch(text):
        raise MalformedIfMatch()
    return tuple(map(int, _STRONG.findall(text))) or (NO_SUCH_VERSION,)


def idempotency_key(header: str | None) -> str | None:
    """Raises :class:`Invalid` that names the header."""
    if header is None:
        return None
    try:
        check_key(header)
    except Invalid as invalid:
        raise invalid_header("Idempotency-Key", invalid.errors[0].detail) from None
    return header
