"""The audit trail's sealing side, in memory."""

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from rft_domain.activity.seals import Seal
from rft_domain.activity.trail import AuditTrail, Sealed, Waiting
from rft_domain.shared.audit import AuditRow
from rft_domain.shared.errors import StaleWrite

from .state import State


@frozen
class MemoryAuditTrail:
    state: State

    def head(self) -> Seal | None:
        with self.state.lock:
            return self.state.seals[-1] if self.state.seals else None

    def unsealed(self, *, since: datetime | None, limit: int) -> tuple[AuditRow, ...]:
        rows = [row for row in self._unsealed() if since is None or row.at >= since]
        return tuple(sorted(rows, key=lambda row: (row.at, row.id))[:limit])

    def add(self, seals: Sequence[Seal]) -> None:
        with self.state.lock:
            numbers, rows = {seal.seq for seal in self.state.seals}, {seal.row_id for seal in self.state.seals}
            if any(seal.seq in numbers or seal.row_id in rows for seal in seals):
                raise StaleWrite(what="seals")
            self.state.seals.extend(seals)

    def sealed(self, *, after: int, limit: int) -> tuple[Sealed, ...]:
        with self.state.lock:
            rows = {row.id: row for row in self.state.audit}
            seals = [seal for seal in self.state.seals if seal.seq > after]
        return tuple(Sealed(seal, rows.get(seal.row_id)) for seal in seals[:limit])

    def waiting(self) -> Waiting:
        rows = self._unsealed()
        return Waiting(rows=len(rows), oldest=min((row.at for row in rows), default=None))

    def _unsealed(self) -> list[AuditRow]:
        with self.state.lock:
            done = {seal.row_id for seal in self.state.seals}
            return [row for row in self.state.audit if row.id not in done]


def _conforms(trail: MemoryAuditTrail) -> AuditTrail:
    return trail
