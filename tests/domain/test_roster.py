"""Never more seats taken than there are (product.md C3)."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rft_domain.bookings.errors import CapacityBelowSeatsTaken, SessionFull
from rft_domain.bookings.roster import Roster
from rft_domain.shared.errors import Invalid
from rft_domain.shared.ids import SessionId
from rft_domain.testing.world import refusal

SESSION = SessionId(UUID(int=1))
NUMBERS = st.integers(0, 20)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_seats_are_there_or_the_session_is_full(capacity: int, taken: int, wanted: int) -> None:
    if taken > capacity:
        with pytest.raises(Invalid, match="/seats_taken"):
            Roster(session_id=SESSION, capacity=capacity, seats_taken=taken)
        return
    roster = Roster(session_id=SESSION, capacity=capacity, seats_taken=taken)
    assert isinstance(refusal(lambda: roster.must_have(wanted)), SessionFull) is (taken + wanted > capacity)
    assert isinstance(refusal(lambda: roster.must_fit(wanted)), CapacityBelowSeatsTaken) is (wanted < taken)


def test_a_full_session_says_how_many_are_left() -> None:
    told = refusal(lambda: Roster(session_id=SESSION, capacity=5, seats_taken=3).must_have(4))
    assert told is not None
    assert told.facts == {"session_id": str(SESSION), "seats_left": 2, "seats_wanted": 4}
