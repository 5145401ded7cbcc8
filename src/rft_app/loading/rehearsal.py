"""A dry run: the real use cases on a copy in memory of what each line needs, so that its counts are those of the
real run. It cannot know what others book between the two.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime

from attrs import evolve, frozen

from rft_domain.access.actor import SYSTEM, Actor
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.roster import Roster
from rft_domain.catalogue.course import Course
from rft_domain.catalogue.errors import SessionNotFound
from rft_domain.catalogue.session import Session
from rft_domain.shared.ids import BookingId, SessionId
from rft_domain.shared.receipts import Receipt
from rft_domain.unit_of_work import UnitOfWork

from ..application import Application
from .loader import booked_as, key_of
from .old_booking import OldBooking
from .sessions import all_courses


@frozen
class Rehearsal:
    """``application`` is the copy; ``fetch`` brings over one line's session, and its booking if it was booked."""

    application: Application
    fetch: Callable[[OldBooking], None]


@frozen(kw_only=True)
class _Copy:
    courses: tuple[Course, ...] = ()
    sessions: tuple[tuple[Session, Roster], ...] = ()
    booked: tuple[tuple[Booking, Receipt | None], ...] = ()


def rehearsal(real: Application) -> Rehearsal:
    """Every course is copied at once, the rest as it is needed. Nothing is written to ``real``."""
    from rft_adapters.memory import MemoryStore  # noqa: PLC0415 - not for --help

    memory = MemoryStore(real.entropy)
    runner = evolve(real.runner, open_unit_of_work=memory.unit_of_work, open_for=memory.acting_as)
    stage = evolve(real, store=memory, runner=runner)
    stage.run(_keep, _Copy(courses=tuple(all_courses(real))), actor=SYSTEM)
    seen_sessions: set[SessionId] = set()
    seen_bookings: set[BookingId] = set()

    def fetch(old: OldBooking) -> None:
        with real.store.unit_of_work() as uow:
            booked = () if old.id in seen_bookings else tuple(_booked(old, uow))
            needed = {old.session.id, *(booking.session_id for booking, _ in booked)} - seen_sessions
            sessions = tuple(_sessions(needed, uow))
        seen_bookings.add(old.id)
        seen_sessions.update(needed)
        if booked or sessions:
            stage.run(_keep, _Copy(sessions=sessions, booked=booked), actor=SYSTEM)

    return Rehearsal(stage, fetch)


def _booked(old: OldBooking, uow: UnitOfWork) -> Iterator[tuple[Booking, Receipt | None]]:
    if (booking := booked_as(old, uow)) is not None:
        receipt = uow.receipts.find(SYSTEM.scope, key_of(old))
        yield evolve(booking, customer_id=None, booked_by=None), receipt  # people are not copied


def _sessions(ids: set[SessionId], uow: UnitOfWork) -> Iterator[tuple[Session, Roster]]:
    for session_id in ids:
        with suppress(SessionNotFound):
            yield uow.sessions.get(session_id), uow.desk.open(session_id, None).roster


def _keep(copy: _Copy, *, actor: Actor, now: datetime, uow: UnitOfWork) -> None:
    for course in copy.courses:
        uow.courses.add(course)
    for session, roster in copy.sessions:
        uow.sessions.add(session)
        uow.rosters.add(roster)
    for booking, receipt in copy.booked:
        uow.bookings.add(booking)
        if receipt is not None:
            uow.receipts.add(receipt)
