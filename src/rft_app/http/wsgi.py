"""What each server process makes of the environment: its own application on its own connections."""

import atexit
import gc
import os
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from rft_domain.access.actor import SYSTEM

from ..container import open_container
from ..log_in import make_superuser
from ..logs import configure_logs
from ..settings import load_settings, networks
from ..trial import trial_superuser
from ..worker import Worker
from .app import create_wsgi
from .client_address import Proxies
from .server import AT_ONCE, DELIVER, PARENT, STARTED, SUPERUSER

_LOOK_EVERY_SECONDS = 1.0


def app() -> Any:
    """The WSGI app of this process. What it opens is closed when the process ends."""
    settings = load_settings()
    configure_logs(settings.log_level)
    _end_with(int(os.environ.get(PARENT, os.getppid())))
    with ExitStack() as stack:
        container = stack.enter_context(open_container(settings))
        wsgi = create_wsgi(
            container.application(),
            at_once=_at_once(),
            proxies=Proxies(networks=networks(settings.trusted_proxies), header=settings.proxy_header),
            calls_per_minute=settings.calls_per_minute,
        )
        if password := os.environ.pop(SUPERUSER, ""):
            make_superuser(container.application(), trial_superuser(password), actor=SYSTEM)
        if os.environ.get(DELIVER) == "true":
            _deliver(container.worker(), stack)
        atexit.register(stack.pop_all().close)
        _settle()
        _report()
        return wsgi


def _at_once() -> int | None:
    """As the server says; another server has its own threads and says nothing."""
    told = os.environ.get(AT_ONCE)
    return int(told) if told else None


def _settle() -> None:
    """What is there by now stays for good: the collector need not go through it again, 0.1 s each time."""
    gc.collect()
    gc.freeze()


def _report() -> None:
    """To the server that waits for all its workers; under another server nobody asks."""
    if folder := os.environ.get(STARTED):
        Path(folder, str(os.getpid())).touch()


def _deliver(worker: Worker, stack: ExitStack) -> None:
    """Every process delivers; leases keep them apart."""
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,), name="deliver", daemon=True)
    stack.callback(thread.join, timeout=2)
    stack.callback(stop.set)
    thread.start()


def _end_with(parent: int) -> None:
    """A server that was killed cannot stop its workers: they look after themselves."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_EVERY_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()
