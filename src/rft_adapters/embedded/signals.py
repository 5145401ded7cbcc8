"""Ending politely when told to."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_POLITE = (signal.SIGTERM, signal.SIGHUP)


def _exit(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


@contextmanager
def terminate_on_signals() -> Iterator[None]:
    """Within the block SIGTERM and SIGHUP raise ``SystemExit`` (143, 129), so that ``with`` and ``finally`` run.

    For the main thread of a program (``ValueError`` elsewhere). The embedded server is stopped without it too, by
    its guardian; this is for everything else that wants to be closed. Ctrl-C raises ``KeyboardInterrupt`` already.
    """
    heard = [number for number in _POLITE if signal.getsignal(number) is not signal.SIG_IGN]  # nohup ignores SIGHUP
    before = {number: signal.signal(number, _exit) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)
