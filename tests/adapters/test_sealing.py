"""What is sealed opens where it was sealed, as it was sealed, and nowhere else: refused, never another text."""

from collections.abc import Callable
from unittest.mock import patch
from uuid import UUID

import pytest
from attrs import evolve

from rft_adapters import sealing
from rft_adapters.sealing import DataKey, MasterKeys, Place, WrappedKey
from rft_domain.shared.errors import RftError
from rft_domain.shared.sealing import DataKeyMissing, SealedDataRefused

ANA, BEN, ROW, OTHER_ROW = (UUID(int=number) for number in range(1, 5))
NOTES = Place("customers.sensitive_details", "medical")
OTHER_COLUMN, OTHER_TABLE = evolve(NOTES, column="dietary_requirements"), evolve(NOTES, table="bookings.attendees")
OLD, NEW = {"old": b"o" * 32}, {"new": b"n" * 32}
TEXT = "Asthma; carries an inhaler"


@pytest.fixture
def masters() -> MasterKeys:
    return MasterKeys(OLD)


@pytest.fixture
def key(masters: MasterKeys) -> DataKey:
    return masters.new_key(ANA)[1]


def refusal(ask: Callable[..., object], *given: object) -> type[RftError] | None:
    try:
        ask(*given)
    except RftError as error:
        return type(error)
    return None


@pytest.mark.parametrize("text", ["", "x", TEXT, "ü" * 32, "a" * 63, "a" * 64, "a" * 65, "line\nline", "x" * 4000])
def test_a_text_opens_as_it_was_sealed(masters: MasterKeys, text: str) -> None:
    wrapped, key = masters.new_key(ANA)
    sealed = key.seal(text, NOTES, ROW)
    assert MasterKeys(OLD).unwrap(wrapped).open(sealed, NOTES, ROW) == text


def test_neither_text_nor_length_of_a_short_text_shows(key: DataKey) -> None:
    sealed = [key.seal(text, NOTES, ROW) for text in ("", "no", TEXT, TEXT)]
    assert {len(one) for one in sealed} == {1 + 12 + 64 + 16}
    assert len(set(sealed)) == 4


def flipped_opening(key: DataKey, sealed: bytes) -> list[int]:
    """The bytes that may be changed without refusal."""
    return [
        place
        for place in range(len(sealed))
        for bit in range(8)
        if refusal(key.open, _flipped(sealed, place, bit), NOTES, ROW) is not SealedDataRefused
    ]


def _flipped(sealed: bytes, place: int, bit: int) -> bytes:
    return sealed[:place] + bytes([sealed[place] ^ 1 << bit]) + sealed[place + 1 :]


def test_every_flipped_bit_is_refused(key: DataKey) -> None:
    assert flipped_opening(key, key.seal(TEXT, NOTES, ROW)) == []


def test_a_cut_text_is_refused(key: DataKey) -> None:
    sealed = key.seal(TEXT, NOTES, ROW)
    for length in range(len(sealed)):
        assert refusal(key.open, sealed[:length], NOTES, ROW) is SealedDataRefused


MOVES = [(OTHER_COLUMN, ROW), (OTHER_TABLE, ROW), (NOTES, OTHER_ROW)]


def moved_opening(masters: MasterKeys) -> list[tuple[Place, UUID]]:
    """To where a text may be moved without refusal; to another subject whose key somebody has made the same, too."""
    secret = b"s" * 32
    sealed = DataKey(ANA, secret).seal(TEXT, NOTES, ROW)
    found = [move for move in MOVES if refusal(DataKey(ANA, secret).open, sealed, *move) is None]
    return found + [(NOTES, BEN)] * (refusal(DataKey(BEN, secret).open, sealed, NOTES, ROW) is None)


def test_a_text_moved_to_another_column_table_row_or_subject_is_refused(masters: MasterKeys) -> None:
    assert moved_opening(masters) == []
    sealed = masters.new_key(ANA)[1].seal(TEXT, NOTES, ROW)
    assert refusal(masters.new_key(BEN)[1].open, sealed, NOTES, ROW) is SealedDataRefused


def test_a_twin_that_binds_to_nothing_opens_all_that_was_moved(masters: MasterKeys) -> None:
    with patch.object(Place, "bound", lambda place, row_id, subject_id: b""):
        assert moved_opening(masters) == [*MOVES, (NOTES, BEN)]


def test_a_twin_without_a_tag_opens_what_was_changed(key: DataKey) -> None:
    """As a cipher that only hides: whatever is there becomes some text."""

    def hides(cipher: object, sealed: bytes, bound: bytes) -> bytes:
        return sealed[13:-16].decode("latin-1").encode()

    with patch.object(sealing, "_decrypted", hides):
        assert flipped_opening(key, key.seal(TEXT, NOTES, ROW)) != []


def test_a_wrong_wrapped_key_is_refused(masters: MasterKeys) -> None:
    of_ana, of_ben = masters.new_key(ANA)[0], masters.new_key(BEN)[0]
    assert refusal(masters.unwrap, evolve(of_ben, subject_id=ANA)) is SealedDataRefused
    for place in range(len(of_ana.wrapped)):
        changed = evolve(of_ana, wrapped=_flipped(of_ana.wrapped, place, 0))
        assert refusal(masters.unwrap, changed) is SealedDataRefused
    assert refusal(MasterKeys({"old": b"x" * 32}).unwrap, of_ana) is SealedDataRefused
    with patch.object(sealing, "_bound_key", lambda subject_id, master_id: b""):
        twin = masters.new_key(BEN)[0]
        assert refusal(masters.unwrap, evolve(twin, subject_id=ANA)) is None


def test_a_master_key_that_is_not_here_is_named_by_its_id(masters: MasterKeys) -> None:
    wrapped, _ = masters.new_key(ANA)
    with pytest.raises(DataKeyMissing) as refused:
        MasterKeys(NEW).unwrap(wrapped)
    assert refused.value.facts == {"master_key_id": "old"}
    assert "RFT_DATA_KEY_FILE" in refused.value.detail


def test_the_newest_master_key_wraps_and_all_of_them_unwrap(masters: MasterKeys) -> None:
    wrapped, key = masters.new_key(ANA)
    sealed, both = key.seal(TEXT, NOTES, ROW), MasterKeys({**OLD, **NEW})
    again = both.rewrapped(wrapped)
    assert (again.subject_id, again.master_id) == (ANA, "new")
    assert both.unwrap(wrapped).open(sealed, NOTES, ROW) == TEXT
    assert MasterKeys(NEW).unwrap(again).open(sealed, NOTES, ROW) == TEXT


def test_no_key_and_no_text_is_in_what_is_printed(masters: MasterKeys) -> None:
    wrapped, key = masters.new_key(ANA)
    shown = f"{wrapped!r} {masters!r} {key!r} {vars(masters)}"
    assert [word for word in (wrapped.wrapped.hex(), repr(wrapped.wrapped), "oooo") if word in shown] == []
    assert repr(WrappedKey(ANA, "old", b"w")) == f"WrappedKey(subject_id={ANA!r}, master_id='old')"
