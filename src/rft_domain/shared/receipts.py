"""Receipts make a call safe to repeat (product.md D6).

A receipt is written in the transaction of its effect, so either both are there or neither is.
"""

from datetime import datetime, timedelta
from typing import Protocol

from attrs import field, frozen

from .errors import Invalid, RuleBroken
from .period import instant

KEPT_FOR = timedelta(days=7)


class IdempotencyKeyReused(RuleBroken):
    code = "idempotency-key-reused"
    message = "This idempotency key was used for another request."


def check_key(key: str) -> None:
    """Raises :class:`Invalid` at ``/idempotency_key``."""
    if not 16 <= len(key) <= 255 or not all("!" <= ch <= "~" for ch in key):
        raise Invalid.at("/idempotency_key", "must have 16 to 255 visible ASCII characters")


def _valid_key(instance: object, attribute: object, value: str) -> None:
    check_key(value)


@frozen(kw_only=True)
class Receipt:
    """``scope`` keeps one caller's keys apart from another's; ``body`` is the stored answer as JSON."""

    scope: str
    key: str = field(validator=_valid_key)
    fingerprint: str
    body: str
    created_at: datetime = field(validator=instant)


class Receipts(Protocol):
    def find(self, scope: str, key: str) -> Receipt | None: ...

    def add(self, receipt: Receipt) -> None:
        """Kept unless that key has one already; then committing raises :class:`StaleWrite`."""
        ...
