"""The store that lives as long as its process."""

from datetime import datetime

from attrs import evolve

from rft_domain.access.actor import Actor
from rft_domain.identity.forgetting import OldLogIns
from rft_domain.shared.ids import AuthSessionId, Entropy

from .limiter import MemoryLimiter
from .log_in import forget_log_ins
from .queue import MemoryQueue
from .state import State
from .trail import MemoryAuditTrail
from .unit_of_work import MemoryUnitOfWork


class MemoryStore:
    """``MemoryStore(entropy).unit_of_work()`` opens a unit of work; threads may share one store."""

    def __init__(self, entropy: Entropy) -> None:
        self.state = State()
        self.outbox_queue = MemoryQueue(self.state)
        self.audit_trail = MemoryAuditTrail(self.state)
        self.limiter = MemoryLimiter()
        self._entropy = entropy

    def unit_of_work(self) -> MemoryUnitOfWork:
        return MemoryUnitOfWork(self.state, self._entropy)

    def reading_as(self, actor: Actor) -> MemoryUnitOfWork:
        """The readers' own filters decide; there is nothing below them here."""
        return self.unit_of_work()

    def acting_as(self, actor: Actor, use_case: str) -> MemoryUnitOfWork:
        """As :meth:`reading_as`."""
        return self.unit_of_work()

    def is_ready(self) -> bool:
        return True

    def forget_receipts(self, before: datetime) -> int:
        """How many receipts from before that instant were dropped."""
        with self.state.lock:
            old = [key for key, receipt in self.state.receipts.items() if receipt.created_at < before]
            for key in old:
                del self.state.receipts[key]
        return len(old)

    def forget_proofs(self, before: datetime) -> int:
        """How many registrations, invitations and codes were dropped whose time was over before that instant."""
        state = self.state
        with state.lock:
            registrations = {key for key, one in state.registrations.items() if one.expires_at < before}
            invitations = {key for key, one in state.invitations.items() if one.expires_at < before}
            codes = {key for key, one in state.codes.items() if one.expires_at < before}
            state.registrations = {k: one for k, one in state.registrations.items() if k not in registrations}
            state.invitations = {k: one for k, one in state.invitations.items() if k not in invitations}
            state.codes = {k: one for k, one in state.codes.items() if k not in codes}
        return len(registrations) + len(invitations) + len(codes)

    def forget_log_ins(self, old: OldLogIns) -> int:
        with self.state.lock:
            return forget_log_ins(self.state, old)

    def fill_search(self, most: int) -> int:
        """Nothing is written past the program here."""
        return 0

    def note_seen(self, session_id: AuthSessionId, at: datetime) -> None:
        with self.state.lock:
            if (session := self.state.auth_sessions.get(session_id)) is not None:
                later = max(session.last_seen_at, at)
                self.state.auth_sessions[session_id] = evolve(session, last_seen_at=later)

    def clear(self) -> None:
        """Back to nothing, for tests."""
        with self.state.lock:
            self.state.clear()
