"""The seats of one session (product.md C3): never more taken than there are, never fewer than none."""

from typing import Any, ClassVar

from attrs import Attribute, field, frozen

from ..shared.changes import Record
from ..shared.errors import Invalid
from ..shared.ids import SessionId
from .errors import CapacityBelowSeatsTaken, SessionFull


def _within(instance: "Roster", attribute: "Attribute[Any]", value: int) -> None:
    if not 0 <= value <= instance.capacity + instance.over_by:
        raise Invalid.at("/seats_taken", "must be between none and the capacity")


@frozen(kw_only=True)
class Roster:
    """What was true when it was read. Seats are written as a guarded change, which has the last word.

    ``over_by`` seats more than there are were taken in history that was imported; nobody else gets one until
    enough of them are given back.
    """

    record: ClassVar[Record] = Record.of(
        "roster", plain="session_id capacity", left_out="seats_taken over_by", key="session_id"
    )

    session_id: SessionId
    capacity: int
    over_by: int = 0
    seats_taken: int = field(default=0, validator=_within)

    @property
    def seats_left(self) -> int:
        return max(0, self.capacity - self.seats_taken)

    def must_have(self, seats: int) -> None:
        """Raises :class:`SessionFull`."""
        if seats > self.seats_left:
            raise SessionFull(session_id=str(self.session_id), seats_left=self.seats_left, seats_wanted=seats)

    def must_fit(self, capacity: int) -> None:
        """Raises :class:`CapacityBelowSeatsTaken` where it would drop there."""
        if capacity < min(self.seats_taken, self.capacity):
            raise CapacityBelowSeatsTaken(session_id=str(self.session_id), seats_taken=self.seats_taken)
