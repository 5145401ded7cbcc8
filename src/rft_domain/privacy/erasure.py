"""The evidence of an erasure: when, by whom, and how many rows of which tables. Nothing of the person."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from attrs import field, frozen

from ..shared.changes import Record
from ..shared.ids import ErasureId, UserId
from ..shared.period import instant


class Kind(StrEnum):
    """What ``subject_id`` is the id of."""

    CUSTOMER = "customer"
    USER = "user"


@frozen(kw_only=True)
class Erasure:
    """``rows``: of each table, how many were changed or deleted. ``erased_by`` is ``None`` for the system."""

    record: ClassVar[Record] = Record.of("erasure", plain="id kind subject_id at erased_by rows")

    id: ErasureId
    kind: Kind
    subject_id: UUID
    at: datetime = field(validator=instant)
    erased_by: UserId | None
    rows: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.rows.values())
