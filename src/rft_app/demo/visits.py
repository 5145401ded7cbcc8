"""Who books what: parties of all sizes, some early, some late."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from random import Random

from rft_domain.bookings.errors import SessionFull
from rft_domain.bookings.use_cases.create_booking import CreateBooking

from .diary import Diary
from .fates import Fate, Ways, attend, confirm, meet
from .offers import CODE, Offered, hold
from .people import Person

_PARTIES = (1, 1, 1, 1, 2, 2, 3, 6)
_WHOLE_TEAM = 12
_FATES = tuple(Fate)
_WEIGHTS = tuple(fate.weight for fate in Fate)


def plan_visits(
    diary: Diary, offered: Sequence[Offered], people: Sequence[Person], now: datetime, chance: Random
) -> None:
    """Notes in ``diary`` every booking up to ``now``, and what becomes of it."""
    for place, one in enumerate(offered):
        # some move to the next session of the same course
        later = next((o for o in offered[place + 1 :] if o.course_id == one.course_id and not o.popular), None)
        left = round(one.capacity * one.fill)
        while left > 0:
            seats = _WHOLE_TEAM if left >= _WHOLE_TEAM else min(left, chance.choice(_PARTIES))
            left -= seats
            substitute, *party = chance.sample(people, seats + 1)
            _plan_booking(diary, one, party, Ways(later.session.id if later else None, substitute), now, chance)
        diary.note(one.period.ends_at, partial(attend, diary, one.session.id, chance))
        hold(diary, one)


def _plan_booking(
    diary: Diary, offered: Offered, party: Sequence[Person], ways: Ways, now: datetime, chance: Random
) -> None:
    starts_at = offered.period.starts_at
    latest = min(starts_at - timedelta(days=4), now - timedelta(hours=2))
    earliest = min(starts_at - timedelta(days=40), latest - timedelta(days=20))
    booked_at = earliest + (latest - earliest) * chance.random()
    fate = Fate.STAYS if offered.popular else chance.choices(_FATES, _WEIGHTS)[0]
    command = CreateBooking(
        session_id=offered.session.id,
        contact=party[0].contact(),
        attendees=tuple(person.attendee() for person in party),
        discount_code=CODE if chance.random() < 0.1 else None,
        provisional=fate is Fate.WAITS or chance.random() < 0.1,
    )
    soon, later_on = timedelta(days=chance.random()), timedelta(days=1 + 2 * chance.random())

    def book() -> None:
        with suppress(SessionFull):  # somebody moved here in the meantime
            booking = diary.book(command)
            if command.provisional and (fate is not Fate.WAITS or starts_at < now):
                diary.note(booked_at + soon, lambda: confirm(diary, booking))
            diary.note(booked_at + later_on, lambda: meet(fate, diary, booking, ways))

    diary.note(booked_at, book)
