"""Starts granian and stops it again: many processes, few threads each (design.md 3 and 6)."""

import http.client
import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from attrs import field, frozen
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

# connections that one process takes in before it lets others wait at the door. Each may hold a thread until its
# request is whole, since granian reads bodies without a deadline; so there is a thread for each
CONNECTIONS = 128
KILL_AFTER_SECONDS = 10
DELIVER = "RFT_HTTP_DELIVER"
PARENT = "RFT_HTTP_PARENT"
AT_ONCE = "RFT_HTTP_AT_ONCE"
# the password of a superuser to make, where nobody else could: in memory
SUPERUSER = "RFT_HTTP_SUPERUSER"
STARTED = "RFT_HTTP_STARTED"
_METRICS = "PROMETHEUS_MULTIPROC_DIR"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@frozen(kw_only=True)
class ServeOptions:
    """``environment`` is how settings reach the workers, which read nothing else (``RFT_…``, ``DATABASE_URL``).

    ``threads`` is how many requests a worker works on at once, once they are read.
    ``memory`` means one process: what is in memory is in one. ``deliver``: the workers send the outbox's mail too.
    ``on_ready`` is called once, from a thread, when every worker is there and the service answers. ``factory`` names a
    function without arguments that makes the WSGI app, and says that its worker is there as :mod:`.wsgi` does.
    ``scratch`` is where folders are made that a killed server leaves behind; the system's place if not said.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = field(factory=_cores)
    threads: int = 4
    memory: bool = False
    deliver: bool = True
    environment: Mapping[str, str] = field(factory=dict)
    on_ready: Callable[[], None] | None = None
    scratch: Path | None = None
    factory: str = "rft_app.http.wsgi:app"


def serve(options: ServeOptions) -> None:
    """Serves until SIGTERM or SIGINT, finishes what it is answering, and leaves no process behind.

    Only in the main thread. A worker that dies is replaced. Raises :class:`SystemExit` where one cannot start, or
    dies again within seconds.
    """
    workers = 1 if options.memory else max(1, options.workers)
    # a forked worker would inherit connections, locks and threads that it does not own
    multiprocessing.set_start_method("spawn", force=True)
    with _environment(options), _metrics_folder(workers, options.scratch), _roll_call(options.scratch) as present:
        server = Server(
            options.factory,
            factory=True,
            address=options.host,
            port=options.port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=CONNECTIONS,
            backpressure=CONNECTIONS,
            workers_kill_timeout=KILL_AFTER_SECONDS,
            # it warns of more threads than cores; ours mostly wait
            log_level=LogLevels.error,
            websockets=False,
        )
        _end_when_hung_up(server)
        stopped = threading.Event()

        def ready() -> None:
            # not before: a worker that cannot even start would be started again and again
            server.respawn_failed_workers = True
            if options.on_ready is not None:
                options.on_ready()

        all_there = partial(_all_there, present, workers)
        threading.Thread(target=_tell_when_ready, args=(options, all_there, ready, stopped), daemon=True).start()
        try:
            server.serve()
        finally:
            stopped.set()


@contextmanager
def _environment(options: ServeOptions) -> Iterator[None]:
    """What the workers inherit, and this process only for as long as it serves."""
    before = dict(os.environ)
    os.environ.update(options.environment)
    os.environ[DELIVER] = "true" if options.deliver else "false"
    os.environ[PARENT] = str(os.getpid())
    os.environ[AT_ONCE] = str(options.threads)
    if options.memory:
        os.environ["RFT_MEMORY"] = "true"
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _metrics_folder(workers: int, scratch: Path | None) -> Iterator[None]:
    """Where workers leave their metrics, so that each can show the sum of all."""
    if workers == 1:
        os.environ.pop(_METRICS, None)
        yield
        return
    with tempfile.TemporaryDirectory(prefix="rft-metrics-", dir=scratch) as folder:
        os.environ[_METRICS] = str(Path(folder))
        yield


@contextmanager
def _roll_call(scratch: Path | None) -> Iterator[Path]:
    """Each worker leaves a file here when it is about to listen.

    Each has a listening socket of its own, and whoever connects before the last one is there burdens the first.
    """
    with tempfile.TemporaryDirectory(prefix="rft-workers-", dir=scratch) as folder:
        os.environ[STARTED] = folder
        yield Path(folder)


def _all_there(present: Path, workers: int) -> bool:
    return len(list(present.iterdir())) >= workers


def _end_when_hung_up(server: Any) -> None:
    """A closed terminal ends the service. Granian would start its workers anew; ``nohup`` still keeps it running."""
    ignored = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    handler = signal.SIG_IGN if ignored else server.signal_handler_interrupt

    server.on_startup(partial(signal.signal, signal.SIGHUP, handler))


def _tell_when_ready(
    options: ServeOptions, all_there: Callable[[], bool], ready: Callable[[], None], stopped: threading.Event
) -> None:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(options.host, options.host)
    while not stopped.wait(0.05):
        if all_there() and _is_ready(host, options.port):
            ready()
            return


def _is_ready(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
