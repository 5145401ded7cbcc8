"""Sensitive details of two who become one: whoever cares for the person must see what was told of either.

The plan says whose value each field has, and quotes none. What the winner had before is what is there without the
loser's, and the loser's stay as they are under the loser's id: so undoing needs no copy of anybody's details.
"""

from collections.abc import Sequence
from typing import Any

from attrs import evolve, fields

from ..sensitive import LONGEST_NOTES, LONGEST_REQUIREMENTS, Details
from .plan import DetailEffect, Side

BETWEEN = "\n\n"
LONGEST = {"medical_notes": LONGEST_NOTES, "dietary_requirements": LONGEST_REQUIREMENTS}
_BLANK = Details()


def detail_effects(winner: Details, loser: Details) -> tuple[DetailEffect, ...]:
    """The winner's value stands and blanks are filled; texts of both are joined, unless that would be too long."""
    return tuple(_effect(a.name, getattr(winner, a.name), getattr(loser, a.name)) for a in fields(Details))


def combined_details(winner: Details, loser: Details, effects: Sequence[DetailEffect]) -> Details:
    """The winner's after the merge."""
    changed: dict[str, Any] = {}
    for one in effects:
        mine, theirs = getattr(winner, one.name), getattr(loser, one.name)
        if one.changes:
            changed[one.name] = f"{mine}{BETWEEN}{theirs}" if one.is_joined else theirs
    return evolve(winner, **changed)


def parted_details(present: Details, loser: Details, effects: Sequence[DetailEffect]) -> tuple[Details, list[str]]:
    """The winner's without what came from the loser, and the fields that were changed since, which stay."""
    back: dict[str, Any] = {}
    for one in effects:
        now, theirs = getattr(present, one.name), getattr(loser, one.name)
        if not one.changes:
            continue
        if one.is_joined and theirs and str(now).endswith(f"{BETWEEN}{theirs}"):
            back[one.name] = now.removesuffix(f"{BETWEEN}{theirs}")
        elif not one.is_joined and now == theirs:
            back[one.name] = getattr(_BLANK, one.name)
    if back.get("medical_notes", present.medical_notes):  # which do not stand without the flag
        back.pop("medical_flag", None)
    return evolve(present, **back), [one.name for one in effects if one.changes and one.name not in back]


def _effect(name: str, mine: Any, theirs: Any) -> DetailEffect:
    if not theirs or theirs == mine:
        return DetailEffect(name=name, sources=(Side.WINNER,))
    if mine in (None, False):  # but not an empty text, which undoing could not tell from none
        return DetailEffect(name=name, sources=(Side.LOSER,))
    if len(f"{mine}{BETWEEN}{theirs}") <= LONGEST.get(name, 0):
        return DetailEffect(name=name, sources=(Side.WINNER, Side.LOSER))
    return DetailEffect(name=name, sources=(Side.WINNER,), left=True)
