"""Put on record that customers were written to a file, before anybody is given it (product.md B11, H4)."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from attrs import fields, frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.changes import as_json
from ...shared.events import Event
from ...shared.ids import Entropy, ExportId, SegmentId
from ..events import CustomersExported
from ..finding import CustomerFilter


class ExportFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


@frozen(kw_only=True)
class RecordExport:
    """``rows`` customers found by ``wanted``, which is that of the segment where there is one."""

    format: ExportFormat
    rows: int
    wanted: CustomerFilter
    segment_id: SegmentId | None = None


@frozen(kw_only=True)
class RecordedExport:
    id: ExportId


class ExportsUnitOfWork(Protocol):
    @property
    def entropy(self) -> Entropy: ...
    def record(self, event: Event) -> None:
        """News that no saved aggregate carries."""
        ...


def record_export(command: RecordExport, *, actor: Actor, now: datetime, uow: ExportsUnitOfWork) -> RecordedExport:
    """Who, when, how many, by which filter: no name, and not what was searched for."""
    require(actor, Action.EXPORT_CUSTOMERS)
    made = RecordedExport(id=ExportId(uow.entropy.uuid()))
    uow.record(
        CustomersExported(
            at=now,
            export_id=made.id,
            user_id=actor.user_id,
            format=command.format.value,
            rows=command.rows,
            filters=tuple(_told(command.wanted)),
        )
    )
    return made


def _told(wanted: CustomerFilter) -> Iterator[str]:
    for name in (attribute.name for attribute in fields(CustomerFilter)):
        value = getattr(wanted, name)
        if name == "search":
            yield from ["search"] if value else []
        elif value is not None:
            yield f"{name}={as_json(getattr(value, 'amount', value))}"
