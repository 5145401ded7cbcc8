"""What one unit of work has read and means to write."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from rft_domain.shared.errors import StaleWrite


class Versioned(Protocol):
    @property
    def version(self) -> int: ...


K = TypeVar("K", bound=UUID)
V = TypeVar("V", bound=Versioned)


class Tracked(Generic[K, V]):
    """Aggregates of one kind, by id. A value read once stays as it was read, until it is saved here."""

    def __init__(self, committed: Mapping[K, V]) -> None:
        self._committed = committed
        self._read: dict[K, V] = {}
        self._saved: dict[K, V] = {}
        self._added: set[K] = set()

    def get(self, key: K) -> V | None:
        if key in self._saved:
            return self._saved[key]
        if key not in self._read and (found := self._committed.get(key)) is not None:
            self._read[key] = found
        return self._read.get(key)

    def forget(self) -> None:
        """Read again from now on: a lock was taken, and what was read before it may be old."""
        self._read = {key: value for key, value in self._read.items() if key in self._saved}

    def add(self, key: K, value: V) -> None:
        self._saved[key] = value
        self._added.add(key)

    def save(self, key: K, value: V) -> None:
        self._saved[key] = value

    def among_saved(self) -> Iterable[V]:
        return self._saved.values()

    def added(self) -> Iterable[V]:
        return [self._saved[key] for key in self._added]

    def changed(self) -> Iterator[tuple[V | None, V]]:
        """Everything saved: as it was read, and as it is now."""
        for key, value in self._saved.items():
            yield None if key in self._added else self._read.get(key), value

    def check_versions(self) -> None:
        """Raises :class:`StaleWrite` where a saved aggregate is no longer at the version that was read."""
        for key in self._saved.keys() - self._added:
            present, read = self._committed.get(key), self._read.get(key)
            if present is None or read is None or present.version != read.version:
                raise StaleWrite()
