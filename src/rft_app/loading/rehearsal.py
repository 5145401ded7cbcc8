"""A dry run: the real use cases on a copy in memory of what each line needs, so that its counts are those of the
real run. It cannot know what others book between the two.
"""

from collections.abc import Callable
from contextlib import suppress

from attrs import evolve, frozen

from rft_adapters.memory import MemoryStore
from rft_domain.access.actor import SYSTEM
from rft_domain.bookings.booking import Booking
from rft_domain.catalogue.errors import SessionNotFound
from rft_domain.shared.ids import SessionId
from rft_domain.shared.stored import from_json

from ..application import Application
from .sessions import all_courses


@frozen
class Rehearsal:
    """``application`` is the copy; ``fetch`` brings over one line's session, and its booking if it was booked."""

    application: Application
    fetch: Callable[[SessionId, str], None]


def rehearsal(real: Application) -> Rehearsal:
    """Every course is copied at once, the rest as it is needed. Nothing is written to ``real``."""
    memory = MemoryStore(real.entropy)
    with memory.unit_of_work() as copy:
        for course in all_courses(real):
            copy.courses.add(course)
        copy.commit()
    copied: set[SessionId] = set()

    def fetch(session_id: SessionId, key: str) -> None:
        with real.store.unit_of_work() as uow, memory.unit_of_work() as copy:
            needed = {session_id}
            receipt = uow.receipts.find(SYSTEM.scope, key)
            if receipt is not None and copy.receipts.find(SYSTEM.scope, key) is None:
                booking = uow.bookings.get(from_json(receipt.body, Booking).id)
                copy.receipts.add(receipt)
                copy.bookings.add(evolve(booking, customer_id=None, booked_by=None))  # nobody is copied
                needed.add(booking.session_id)
            for one in needed - copied:
                with suppress(SessionNotFound):
                    copy.sessions.add(uow.sessions.get(one))
                    copy.rosters.add(uow.desk.open(one, None).roster)
            copied.update(needed)
            copy.news()
            copy.commit()

    runner = evolve(real.runner, open_unit_of_work=memory.unit_of_work)
    return Rehearsal(evolve(real, store=memory, runner=runner), fetch)
