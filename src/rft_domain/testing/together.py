"""Several callers at the same moment."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from ..shared.errors import RftError

T = TypeVar("T")


def together(calls: Sequence[Callable[[], T]]) -> list[T | RftError]:
    """Each call on a thread of its own, all let go at once; what each gave, or was refused with, in order."""
    gate = Barrier(len(calls))

    def one(call: Callable[[], T]) -> T | RftError:
        gate.wait()
        try:
            return call()
        except RftError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))
