"""Candidates for a merge, and what somebody said about them (product.md B8)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar, Protocol

from attrs import field, frozen

from ...shared.changes import Record
from ...shared.ids import CustomerId, DistinctPairId, DuplicateId, UserId
from ...shared.paging import Page, PageRequest
from ...shared.period import instant
from ..customer import Customer
from .resemblance import Reason, Traits

CandidatePair = tuple[Traits, Traits]


@frozen(kw_only=True)
class Duplicate:
    """Two customers who may be one person; ``one_id`` is the smaller id. ``score`` is 1 to 100."""

    id: DuplicateId
    one_id: CustomerId
    other_id: CustomerId
    score: int
    reasons: tuple[Reason, ...]
    found_at: datetime = field(validator=instant)


@frozen(kw_only=True)
class Likeness:
    """A duplicate to look at."""

    duplicate: Duplicate
    one: Customer
    other: Customer


@frozen(kw_only=True)
class DistinctPair:
    """Somebody said: these two are not one person; ``one_id`` is the smaller id."""

    record: ClassVar[Record] = Record.of("distinct_pair", plain="id one_id other_id marked_by marked_at")

    id: DistinctPairId
    one_id: CustomerId
    other_id: CustomerId
    marked_by: UserId | None
    marked_at: datetime = field(validator=instant)


class Duplicates(Protocol):
    def candidates(self) -> Iterable[CandidatePair]:
        """All pairs on their own who share a key (see ``resemblance.py``), each once, the smaller id first."""
        ...

    def replace(self, found: Sequence[Duplicate]) -> None:
        """These, instead of those found before."""
        ...

    def page(self, page: PageRequest) -> Page[Likeness]:
        """The highest score first; without those marked as distinct, or merged since."""
        ...

    def distinct(self, one_id: CustomerId, other_id: CustomerId) -> DistinctPair | None:
        """In either order."""
        ...

    def mark(self, pair: DistinctPair) -> None:
        """Committing raises :class:`StaleWrite` where the two are marked by then."""
        ...

    def unmark(self, pair: DistinctPair) -> None: ...
