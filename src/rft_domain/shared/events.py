"""What happened, in the past tense. Each slice draws its own events; this is all they have in common."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class Event(Protocol):
    """A frozen value. ``at`` is the instant of the use case that caused it."""

    @property
    def at(self) -> datetime: ...


Events = Sequence[Event]
