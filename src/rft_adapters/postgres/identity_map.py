"""What one unit of work has read and saved of one kind of aggregate."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from attrs import evolve, frozen

from rft_domain.shared.events import Event


class Aggregate(Protocol):
    @property
    def id(self) -> UUID: ...
    @property
    def version(self) -> int: ...
    @property
    def events(self) -> Sequence[Event]: ...


# attrs gives its classes this attribute; evolve asks for it
A = TypeVar("A", bound=Any)
News = Callable[[Iterable[Event]], None]


@frozen
class Saved(Generic[A]):
    """``base`` is what was read, if it was; ``expected`` the version that the row must still have."""

    value: A
    base: A | None
    expected: int


class IdentityMap(Generic[A]):
    """An aggregate added and then saved is one insert; one that was read stays the same for the whole unit of work."""

    __slots__ = ("_added", "_made", "_news", "_present", "_saved", "_stored", "_touched")

    def __init__(self, news: News) -> None:
        self._news = news
        self._stored: dict[UUID, A] = {}
        self._present: dict[UUID, A] = {}
        self._added: dict[UUID, None] = {}
        self._made: set[UUID] = set()
        self._saved: dict[UUID, int] = {}
        self._touched: dict[UUID, tuple[A | None, A]] = {}

    def get(self, key: UUID) -> A | None:
        value = self._present.get(key)
        if value is not None and value.events:
            value = self._present[key] = evolve(value, events=())
        return value

    def read(self, value: A) -> A:
        """``value`` as it came from the store, unless this unit of work has saved a later one."""
        if value.id in self._added or value.id in self._saved:
            return self._present[value.id]
        self._stored[value.id] = self._present[value.id] = value
        return value

    def add(self, value: A) -> None:
        self._added[value.id] = None
        self._made.add(value.id)
        self._keep(value, None)

    def save(self, value: A) -> None:
        if value.id not in self._added and value.id not in self._saved:
            self._saved[value.id] = self._expected(value)
        self._keep(value, self._stored.get(value.id))

    def forget(self) -> None:
        """Read again from now on: a lock was taken, and what was read before it may be old."""
        staged = self._added.keys() | self._saved.keys()
        self._present = {key: value for key, value in self._present.items() if key in staged}
        self._stored = {key: value for key, value in self._stored.items() if key in staged}

    def was_made(self, key: UUID) -> bool:
        """It is of this unit of work: nobody else knows it yet."""
        return key in self._made

    def changed(self) -> Iterable[tuple[A | None, A]]:
        """Everything added or saved in this unit of work: as it was read, and as it is now."""
        return self._touched.values()

    def take(self) -> tuple[list[A], list[Saved[A]]]:
        """What is to be inserted, and what is to be updated; from now on it counts as stored."""
        if not self._added and not self._saved:
            return [], []
        added = [self._present[key] for key in self._added]
        saved = [
            Saved(self._present[key], self._stored.get(key), expected) for key, expected in sorted(self._saved.items())
        ]
        for key in (*self._added, *self._saved):
            self._stored[key] = self._present[key]
        self._added, self._saved = {}, {}
        return added, saved

    def _expected(self, value: A) -> int:
        """The version that was read here. A value made from an older one expects that, and finds it gone."""
        stored = self._stored.get(value.id)
        read: int | None = stored.version if stored is not None else None
        made: int = value.version
        return read if read is not None and made > read else made - 1

    def _keep(self, value: A, base: A | None) -> None:
        self._news(value.events)
        earlier = self._touched.get(value.id)
        self._touched[value.id] = (earlier[0] if earlier else base, value)
        self._present[value.id] = value
