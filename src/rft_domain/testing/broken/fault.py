"""A planted fault: an adapter that is right in everything but one thing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from attrs import frozen

from ...unit_of_work import UnitOfWork
from ..ports import Open, Ports, ports_of

P = TypeVar("P")


@frozen(kw_only=True)
class Fault:
    """``plant`` takes a correct adapter and gives it back broken; ``law`` is the one that must find it."""

    law: str
    what: str
    plant: Callable[[Open], Open]

    @property
    def name(self) -> str:
        return self.plant.__name__


class _Instead:
    def __init__(self, port: object, methods: dict[str, Callable[..., Any]]) -> None:
        self._port = port
        self.__dict__.update(methods)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._port, name)


def instead(port: P, **methods: Callable[..., Any]) -> P:
    """``port`` with these methods in place of its own."""
    return cast(P, _Instead(port, methods))


def swapping(open_unit_of_work: Open, swap: Callable[[Ports], Ports]) -> Open:
    """The adapter, with ``swap`` done to the ports of each unit of work."""

    @contextmanager
    def opened() -> Iterator[UnitOfWork]:
        with open_unit_of_work() as uow:
            yield swap(ports_of(uow))

    return opened


def fault(law: str) -> Callable[[Callable[[Open], Open]], Fault]:
    """The docstring says what is wrong with the adapter."""

    def made(plant: Callable[[Open], Open]) -> Fault:
        return Fault(law=law, what=" ".join((plant.__doc__ or "").split()), plant=plant)

    return made
