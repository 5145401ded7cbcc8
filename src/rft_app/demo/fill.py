"""Fills an empty store through the real use cases, with a clock that walks through the past to now.

The people, the dates and what happens to each booking are the same in every demo of a day; ids and references are
as unguessable as ever.
"""

from datetime import timedelta
from random import Random

from attrs import frozen

from rft_domain.access.actor import ANONYMOUS
from rft_domain.bookings.pricing import Discount
from rft_domain.bookings.use_cases.create_discount import CreateDiscount, create_discount
from rft_domain.catalogue.queries import ListSessions, list_sessions
from rft_domain.identity.use_cases.register_user import RegisterUser, register_user
from rft_domain.identity.user import Role
from rft_domain.shared.email import Email
from rft_domain.shared.ids import SessionId, UserId
from rft_domain.shared.paging import PageRequest

from ..application import Application
from .courses import COURSES
from .diary import Diary
from .offers import CODE, RATE, offer
from .people import crowd
from .visits import plan_visits

_SEED = 2024
_INSTRUCTORS = (("Ines", "Fairbank"), ("Tomas", "Holroyd"), ("Bryony", "Sedgwick"))


@frozen(kw_only=True)
class DemoData:
    """What was made. ``open_session_id`` has seats for whoever tries."""

    courses: int
    sessions: int
    bookings: int
    open_session_id: SessionId


def fill(application: Application) -> DemoData:
    """Demo data for an empty store: about two months of past and three of future, as seen from the present day."""
    chance, now = Random(_SEED), application.clock()
    diary = Diary(application, started=now - timedelta(days=100))
    diary.run(create_discount, CreateDiscount(discount=Discount(code=CODE, rate=RATE)))
    sessions = offer(diary, _instructors(diary), now, chance)
    plan_visits(diary, sessions, crowd(chance, 120), now, chance)
    bookings = diary.live_until(now)
    query = ListSessions(available=True, page=PageRequest(limit=1))
    first = application.read(list_sessions, query, actor=ANONYMOUS).items[0]
    return DemoData(courses=len(COURSES), sessions=len(sessions) + 1, bookings=bookings, open_session_id=first.id)


def _instructors(diary: Diary) -> tuple[UserId, ...]:
    def register(first: str, last: str) -> UserId:
        email = Email.parse(f"{first}.{last}@example.org")
        command = RegisterUser(email=email, first_name=first, last_name=last, role=Role.INSTRUCTOR)
        return diary.run(register_user, command).id

    return tuple(register(first, last) for first, last in _INSTRUCTORS)
