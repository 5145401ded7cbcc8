"""Change a session: its terms, its capacity, its status."""

from datetime import datetime

from attrs import evolve, field, frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.errors import PreconditionFailed
from ...shared.ids import SessionId
from ..errors import SessionNotOver
from ..events import CapacityChanged
from ..ports import CatalogueUnitOfWork
from ..session import Session, SessionStatus, SessionTerms, capacity_in_range
from .create_session import check_terms, must_be_free


@frozen(kw_only=True)
class ChangeSession:
    """``terms`` replaces the old ones whole, but for the notes where ``keeps_notes``. Without ``status`` that stays.

    ``version`` is the one the change was made on, if known.
    """

    session_id: SessionId
    terms: SessionTerms
    capacity: int = field(validator=capacity_in_range)
    status: SessionStatus | None = None
    keeps_notes: bool = False
    version: int | None = None


def change_session(command: ChangeSession, *, actor: Actor, now: datetime, uow: CatalogueUnitOfWork) -> Session:
    """The changed session. What follows for its seats is the roster's to refuse: :class:`CapacityBelowSeatsTaken`
    (product.md C3), :class:`SessionHasBookings`. Raises :class:`InstructorBusy` where its time or its instructors are
    others than before.
    """
    require(actor, Action.MANAGE_CATALOGUE)
    session = uow.sessions.get(command.session_id)
    if command.version not in (None, session.version):
        raise PreconditionFailed(version=session.version)
    terms = evolve(command.terms, notes=session.terms.notes) if command.keeps_notes else command.terms
    if terms != session.terms:
        check_terms(terms, uow)
    if command.status is SessionStatus.COMPLETED and terms.period.ends_at > now:
        raise SessionNotOver()
    changed = session.changed(terms, command.status or session.status, now)
    if (terms.period, terms.instructor_ids) != (session.terms.period, session.terms.instructor_ids):
        must_be_free(changed, uow)
    uow.sessions.save(changed)
    uow.record(CapacityChanged(at=now, session_id=session.id, capacity=command.capacity))
    return changed
