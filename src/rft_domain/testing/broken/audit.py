"""Faults of the audit trail: what changed is not on record, or not as it was."""

from attrs import evolve

from ..ports import Open
from .fault import fault, swapping


@fault("S24")
def forgets_changes(open_unit_of_work: Open) -> Open:
    """Nobody is told what was saved."""
    return swapping(open_unit_of_work, lambda parts: evolve(parts, changed=lambda: ()))


@fault("S24")
def forgets_what_was_there(open_unit_of_work: Open) -> Open:
    """What was saved is told, and what was there before it is not."""
    return swapping(
        open_unit_of_work,
        lambda parts: evolve(parts, changed=lambda: [(None, after) for _, after in parts.changed()]),
    )
