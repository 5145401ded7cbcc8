"""Processes that book on demand: opened once, then asked for one short round after the other."""

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from multiprocessing.connection import Connection
from threading import Thread

from attrs import evolve, frozen

from .orders import Mix, Order

_HEAD_START = 0.05


@frozen(kw_only=True)
class Job:
    """``clients`` book ``mix`` one order after the other from ``start_at`` (``time.monotonic``) for ``seconds``."""

    clients: int
    mix: Mix
    seconds: float
    start_at: float = 0.0


@frozen(kw_only=True)
class Sample:
    """``latencies`` in seconds, one for each booking done in time; ``cpu`` seconds that the process took for them."""

    latencies: Sequence[float]
    cpu: float


Drive = Callable[[Job], Sample]
Book = Callable[[Order], object]
Opener = Callable[[str], AbstractContextManager[Drive]]


def by_threads(book: Book) -> Drive:
    """One thread for each client."""

    def drive(job: Job) -> Sample:
        latencies: list[list[float]] = [[] for _ in range(job.clients)]
        broken: list[BaseException] = []
        threads = [Thread(target=_client, args=(book, job, mine, broken)) for mine in latencies]
        cpu = time.process_time()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if broken:
            raise broken[0]
        return Sample(latencies=[each for mine in latencies for each in mine], cpu=time.process_time() - cpu)

    return drive


def _client(book: Book, job: Job, latencies: list[float], broken: list[BaseException]) -> None:
    orders = job.mix.orders()
    deadline = job.start_at + job.seconds
    try:
        time.sleep(max(0.0, job.start_at - time.monotonic()))
        while True:
            order = next(orders)
            started = time.monotonic()
            book(order)
            done = time.monotonic()
            if done > deadline:
                return
            latencies.append(done - started)
    except BaseException as error:  # told to the parent, which ends the run
        broken.append(error)


@frozen
class Crew:
    """Some processes, each of which opened the same thing."""

    pipes: "Sequence[Connection[Job, Sample | str]]"

    def wait_until_open(self) -> None:
        """To be called once, before the first job: crews open side by side."""
        for pipe in self.pipes:
            _received(pipe)

    def run(self, job: Job) -> Sample:
        """The clients are spread over the processes. Raises :class:`CrewFailed` where a booking failed."""
        job = evolve(job, start_at=time.monotonic() + _HEAD_START)
        asked = [pair for pair in zip(self.pipes, shared_out(job.clients, len(self.pipes)), strict=True) if pair[1]]
        for pipe, clients in asked:
            pipe.send(evolve(job, clients=clients))
        samples = [_received(pipe) for pipe, _ in asked]
        return Sample(
            latencies=[latency for sample in samples for latency in sample.latencies],
            cpu=sum(sample.cpu for sample in samples),
        )


class CrewFailed(Exception):
    pass


def shared_out(clients: int, processes: int) -> list[int]:
    """As evenly as whole clients can be."""
    return [clients // processes + (place < clients % processes) for place in range(processes)]


@contextmanager
def open_crew(opener: Opener, url: str, processes: int) -> Iterator[Crew]:
    """Each process enters ``opener(url)`` and leaves it at the end of the block."""
    spawn = multiprocessing.get_context("spawn")  # a fork would share connections
    with ExitStack() as stack:
        pipes: list[Connection[Job, Sample | str]] = []
        for _ in range(processes):
            ours, theirs = spawn.Pipe()
            process = spawn.Process(target=_serve, args=(theirs, opener, url), daemon=True)
            process.start()
            theirs.close()
            stack.callback(process.join)
            stack.callback(ours.close)
            pipes.append(ours)
        yield Crew(pipes)


def _received(pipe: "Connection[Job, Sample | str]") -> Sample:
    try:
        answer = pipe.recv()
    except EOFError:
        raise CrewFailed("a process of the bench died") from None
    if isinstance(answer, str):
        raise CrewFailed(answer)
    return answer


def _serve(pipe: "Connection[Sample | str, Job]", opener: Opener, url: str) -> None:
    try:
        with opener(url) as drive:
            pipe.send(Sample(latencies=(), cpu=0.0))  # it is open
            while True:
                pipe.send(drive(pipe.recv()))
    except EOFError:  # the end of the bench
        return
    except Exception as error:  # told to the parent, which ends the run
        pipe.send(f"{type(error).__name__}: {error}")
