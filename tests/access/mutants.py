"""Policies that are wrong in one line."""

from collections.abc import Iterable

from rft_domain.access.policy import POLICY, Relation
from rft_domain.access.policy import Cell as Line


def idle(lines: Iterable[Line]) -> list[Line]:
    """Lines that say nothing new: their kind may do that to anything."""
    listed = set(lines)
    return [line for line in listed if line[2] is not Relation.ANY and (line[0], line[1], Relation.ANY) in listed]


def mutant(line: Line) -> frozenset[Line]:
    """The policy without ``line``, or with it where it is not listed."""
    return POLICY ^ {line}
