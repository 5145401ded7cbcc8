"""What happens when: steps noted in any order, lived through in the order of their instants."""

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import TypeVar

from attrs import evolve

from rft_domain.access.actor import ANONYMOUS, SYSTEM, Actor
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.use_cases.create_booking import CreateBooking, create_booking
from rft_domain.shared.runner import UseCase
from rft_domain.unit_of_work import UnitOfWork

from ..application import Application

C = TypeVar("C")
T = TypeVar("T")
Step = Callable[[], None]


class Diary:
    """``now`` is the clock of every use case run through it."""

    def __init__(self, application: Application, started: datetime) -> None:
        self.now = started
        self.bookings = 0
        runner = evolve(application.runner, clock=lambda: self.now)
        self._application = evolve(application, clock=lambda: self.now, runner=runner)
        self._steps: list[tuple[datetime, int, Step]] = []
        self._numbers = count()

    def run(self, use_case: UseCase[C, Actor, UnitOfWork, T], command: C, actor: Actor = SYSTEM) -> T:
        return self._application.run(use_case, command, actor=actor)

    def read(self, query_function: UseCase[C, Actor, UnitOfWork, T], query: C, actor: Actor) -> T:
        return self._application.read(query_function, query, actor=actor)

    def book(self, command: CreateBooking) -> Booking:
        """As the customer; as staff where it is to wait for confirmation."""
        booking = self.run(create_booking, command, SYSTEM if command.provisional else ANONYMOUS)
        self.bookings += 1
        return booking

    def note(self, at: datetime, step: Step) -> None:
        """``step`` may note more. What lies after the end never happens."""
        heappush(self._steps, (at, next(self._numbers), step))

    def live_until(self, end: datetime) -> int:
        """How many bookings were made."""
        while self._steps and self._steps[0][0] <= end:
            at, _, step = heappop(self._steps)
            self.now = max(self.now + timedelta(microseconds=1), at)
            step()
        return self.bookings
