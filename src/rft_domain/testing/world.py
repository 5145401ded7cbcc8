"""Where a law is tried out: an adapter, the real runner, and a clock and entropy that can be replayed."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

from attrs import define, frozen

from ..access.actor import ADMIN, Actor
from ..reactions import react
from ..shared.errors import RftError
from ..shared.outbox import OutboxQueue
from ..shared.runner import Done, Runner, UseCase
from ..unit_of_work import UnitOfWork
from .ports import Open, with_entropy

C = TypeVar("C")
T = TypeVar("T")

# odd to the microsecond, so that an adapter that cuts instants off is found
START = datetime(2031, 3, 29, 22, 59, 59, 123457, tzinfo=UTC)
Provoke = Callable[[], AbstractContextManager[object]]
Dump = Callable[[], Sequence[str]]
"""Every row of everything that is stored, as text: with all that is in it."""


@frozen(kw_only=True)
class Subject:
    """The adapter under test, as its owner handed it over."""

    open_unit_of_work: Open
    reset: Callable[[], object]
    queue: OutboxQueue | None = None
    provoke: Provoke | None = None
    dump: Dump | None = None


@define
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: int) -> datetime:
        self.now += timedelta(**time)
        return self.now


class SeededEntropy:
    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def uuid(self) -> UUID:
        return UUID(int=self._random.getrandbits(128), version=4)

    def bits(self, count: int) -> int:
        return self._random.getrandbits(count)


@frozen(kw_only=True)
class World:
    open: Open
    clock: Clock
    entropy: SeededEntropy
    subject: Subject
    runner: Runner[Actor, UnitOfWork]
    patient: Runner[Actor, UnitOfWork]
    """As ``runner``, waiting before it tries again: for threads."""

    def do(self, use_case: UseCase[C, Actor, UnitOfWork, T], command: C, actor: Actor = ADMIN) -> T:
        return self.runner.run(use_case, command, actor=actor)

    def ask(self, query_function: UseCase[C, Actor, UnitOfWork, T], query: C, actor: Actor = ADMIN) -> T:
        with self.open() as uow:
            return query_function(query, actor=actor, now=self.clock.now, uow=uow)

    def do_once(
        self, use_case: UseCase[C, Actor, UnitOfWork, T], command: C, actor: Actor, key: str, returns: type[T]
    ) -> Done[T]:
        return self.runner.run_once(use_case, command, actor=actor, key=key, returns=returns)

    def carry_out(
        self, use_case: UseCase[C, Actor, UnitOfWork, T], command: C, uow: UnitOfWork, actor: Actor = ADMIN
    ) -> T:
        """All that the runner does in ``uow`` before it commits, for laws that look at that moment."""
        result = use_case(command, actor=actor, now=self.clock.now, uow=uow)
        while events := uow.news():
            for event in events:
                react(event, self.clock.now, uow)
        return result


def new_world(subject: Subject, seed: int) -> World:
    """An empty store, and the clock at its start."""
    subject.reset()
    clock, entropy = Clock(), SeededEntropy(seed)
    opened = with_entropy(subject.open_unit_of_work, entropy)

    def runner(sleep: Callable[[float], None]) -> Runner[Actor, UnitOfWork]:
        return Runner(open_unit_of_work=opened, clock=clock, react=react, sleep=sleep)

    return World(
        open=opened,
        clock=clock,
        entropy=entropy,
        subject=subject,
        runner=runner(lambda seconds: None),
        patient=runner(time.sleep),
    )


def refusal(call: Callable[[], object]) -> RftError | None:
    """What ``call`` was refused with; ``None`` where it went through."""
    try:
        call()
    except RftError as error:
        return error
    return None
