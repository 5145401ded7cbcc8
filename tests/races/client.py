"""A client process of a race: its own store, its own threads, one gate for all processes."""

from functools import partial
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

from rft_adapters.system import system_clock
from rft_domain.access.actor import ANONYMOUS, Actor
from rft_domain.bookings.use_cases.create_booking import create_booking
from rft_domain.reactions import react
from rft_domain.shared.ids import SessionId
from rft_domain.shared.runner import Runner
from rft_domain.testing import together
from rft_domain.testing.scenes import wanted
from rft_domain.unit_of_work import UnitOfWork
from tests.stores import postgres_store

PROCESSES, THREADS = 4, 8


def clients(url: str, sessions: list[SessionId], addresses: list[str], gate: Barrier, told: "Queue[list[str]]") -> None:
    """On each session in turn, one booking per address at the same moment; what each was told, by name."""
    with postgres_store(url) as store:
        runner: Runner[Actor, UnitOfWork] = Runner(
            open_unit_of_work=store.unit_of_work, clock=system_clock, react=react
        )
        for session_id in sessions:
            gate.wait(60)
            commands = [wanted(session_id, address) for address in addresses]
            answers = together([partial(runner.run, create_booking, command, actor=ANONYMOUS) for command in commands])
            told.put([type(answer).__name__ for answer in answers])


def race(url: str, sessions: list[SessionId], addresses: list[str]) -> list[str]:
    """All that was told to everybody, sorted. ``addresses`` are dealt out to the processes."""
    context = get_context("spawn")
    gate, told = context.Barrier(PROCESSES), context.Queue()
    hands = [addresses[n::PROCESSES] for n in range(PROCESSES)]
    processes = [context.Process(target=clients, args=(url, sessions, hand, gate, told)) for hand in hands]
    for process in processes:
        process.start()
    answers = [answer for _ in range(PROCESSES * len(sessions)) for answer in told.get(timeout=120)]
    for process in processes:
        process.join(60)
    return sorted(answers)
