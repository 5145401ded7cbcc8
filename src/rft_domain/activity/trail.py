"""The sealer's and the verifier's side of the audit trail."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen

from ..shared.audit import AuditRow
from ..shared.errors import StaleWrite
from .seals import Keys, Seal, chained


@frozen
class Sealed:
    """A seal and the row it names; ``None`` where that is gone."""

    seal: Seal
    row: AuditRow | None


@frozen(kw_only=True)
class Waiting:
    """Rows without a seal, and the instant of the oldest."""

    rows: int
    oldest: datetime | None


class AuditTrail(Protocol):
    def head(self) -> Seal | None:
        """The newest seal."""
        ...

    def unsealed(self, *, since: datetime | None, limit: int) -> tuple[AuditRow, ...]:
        """Rows without a seal, oldest first, of those from ``since`` on."""
        ...

    def add(self, seals: Sequence[Seal]) -> None:
        """All or none. Raises :class:`StaleWrite` where a rival has used a number or sealed a row of these."""
        ...

    def sealed(self, *, after: int, limit: int) -> tuple[Sealed, ...]:
        """By number, from behind ``after``."""
        ...

    def waiting(self) -> Waiting: ...


def seal_next(trail: AuditTrail, keys: Keys, *, since: datetime | None, limit: int) -> int:
    """Seals up to ``limit`` rows; how many. None where a rival was faster: the rows are sealed, by somebody else."""
    head = trail.head()
    rows = trail.unsealed(since=since, limit=limit)
    if not rows:
        return 0
    try:
        trail.add(tuple(chained(rows, head, keys)))
    except StaleWrite:
        return 0
    return len(rows)


def every_sealed(trail: AuditTrail, *, page: int = 1_000) -> Iterator[Sealed]:
    """The whole chain, a page at a time."""
    after = 0
    while found := trail.sealed(after=after, limit=page):
        yield from found
        after = found[-1].seal.seq
