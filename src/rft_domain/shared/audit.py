"""One row for every accepted change and every refusal (product.md H5)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from attrs import field, frozen

from .period import instant

Outcome = Literal["accepted", "refused"]


@frozen(kw_only=True)
class Origin:
    """Where a request came from. The library has none of it; the HTTP edge has all."""

    request_id: str | None = None
    ip: str | None = None
    user_agent: str | None = None


@frozen(kw_only=True)
class AuditRow:
    """``about`` names ids, codes and options of the command; never personal data."""

    id: UUID
    at: datetime = field(validator=instant)
    actor_kind: str
    actor_id: UUID | None
    action: str
    outcome: Outcome
    code: str | None = None
    about: Mapping[str, str]
    origin: Origin = Origin()


class AuditLog(Protocol):
    def add(self, row: AuditRow) -> None: ...
