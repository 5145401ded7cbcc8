"""Adapters with one planted fault each. The harness must reject every one, by the law that names its fault.

Each is planted into a correct adapter of your own: ``fault.plant(store.unit_of_work)``.
"""

from . import (
    audit,
    commits,
    finding,
    insights,
    instructors,
    lists,
    log_in,
    merging,
    notes,
    people,
    portal,
    privacy,
    proofs,
    rivals,
    sensitive,
    values,
)
from .fault import Fault

FAULTS: tuple[Fault, ...] = tuple(
    found
    for part in (
        values,
        commits,
        rivals,
        lists,
        log_in,
        people,
        audit,
        portal,
        proofs,
        instructors,
        sensitive,
        finding,
        insights,
        merging,
        notes,
        privacy,
    )
    for found in vars(part).values()
    if isinstance(found, Fault)
)

__all__ = ["FAULTS", "Fault"]
