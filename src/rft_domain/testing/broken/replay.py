"""Committing the writes of one unit of work through another: how faults of committing are planted."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from attrs import evolve, frozen

from ...shared.errors import StaleWrite
from ...unit_of_work import UnitOfWork
from ..ports import Open, Ports, ports_of
from .fault import instead

WRITES = {
    "users": ("add", "add_unless_known", "save"),
    "customers": ("add_unless_known", "save", "change_figures"),
    "courses": ("add", "save"),
    "sessions": ("add", "save"),
    "bookings": ("add", "save"),
    "rosters": ("add", "resize", "change"),
    "discounts": ("add",),
    "activity": ("add",),
    "audit": ("add",),
    "outbox": ("add",),
    "receipts": ("add",),
}


@frozen
class Write:
    """``seen`` is what the writer's own unit of work showed just before."""

    port: str
    method: str
    args: tuple[Any, ...]
    seen: Any = None

    def done_in(self, uow: UnitOfWork) -> None:
        getattr(getattr(uow, self.port), self.method)(*self.args)


Amend = Callable[[Write, UnitOfWork], Write]
Look = Callable[[Ports, str, tuple[Any, ...]], Any]


def replaying(
    open_unit_of_work: Open,
    amend: Amend,
    *,
    look: Look = lambda parts, method, args: None,
    split: Callable[[Write], bool] = lambda write: False,
) -> Open:
    """At commit, every write is amended and done in a fresh unit of work; those that ``split`` names in one before."""

    @contextmanager
    def opened() -> Iterator[UnitOfWork]:
        with open_unit_of_work() as uow:
            parts, log = ports_of(uow), list[Write]()

            def commit() -> None:
                if any(write.method == "resize" for write in log):
                    uow.commit()  # what is held here cannot be held there
                    return
                first, rest = [w for w in log if split(w)], [w for w in log if not split(w)]
                for writes in filter(None, (first, rest)):
                    _commit(open_unit_of_work, writes, amend)

            yield evolve(_recording(parts, log, look), commit=commit)

    return opened


def _commit(open_unit_of_work: Open, writes: Sequence[Write], amend: Amend) -> None:
    with open_unit_of_work() as fresh:
        for write in writes:
            amended = amend(write, fresh)
            if amended.method == "save":
                _check_version(amended, fresh)
            amended.done_in(fresh)
        fresh.commit()


def _check_version(write: Write, fresh: UnitOfWork) -> None:
    """What the first unit of work read must still be there; this one has read it now."""
    [value] = write.args
    if getattr(fresh, write.port).get(value.id).version != value.version - 1:
        raise StaleWrite()


def _recording(parts: Ports, log: list[Write], look: Look) -> Ports:
    def write(port: str, method: str, *args: Any) -> None:
        log.append(Write(port, method, args, look(parts, method, args)))
        getattr(getattr(parts, port), method)(*args)

    changed = {
        port: instead(getattr(parts, port), **{method: partial(write, port, method) for method in methods})
        for port, methods in WRITES.items()
    }
    return evolve(parts, **changed)
