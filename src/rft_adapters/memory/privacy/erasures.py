"""The evidence of erasures."""

from collections.abc import Iterable
from uuid import UUID

from rft_domain.privacy.erasure import Erasure
from rft_domain.privacy.ports import Erasures
from rft_domain.shared.changes import Pair
from rft_domain.shared.errors import StaleWrite

from ..state import State


class MemoryErasures:
    def __init__(self, state: State) -> None:
        self._state = state
        self._added: list[Erasure] = []

    def add(self, erasure: Erasure) -> None:
        self._added.append(erasure)

    def of(self, subject_id: UUID) -> Erasure | None:
        return next((one for one in self.all() if one.subject_id == subject_id), None)

    def all(self) -> tuple[Erasure, ...]:
        found = (*list(self._state.erasures.values()), *self._added)
        return tuple(sorted(found, key=lambda one: (one.at, one.id)))

    def changed(self) -> Iterable[Pair]:
        return [(None, erasure) for erasure in self._added]

    def check(self) -> None:
        """Each is erased once: who meets the evidence of another looks again."""
        known = {erasure.subject_id for erasure in self._state.erasures.values()}
        if any(erasure.subject_id in known for erasure in self._added):
            raise StaleWrite(what="erasures")

    def apply(self) -> None:
        self._state.erasures.update({erasure.id: erasure for erasure in self._added})


def _conforms(erasures: MemoryErasures) -> Erasures:
    return erasures
