"""Every cell of the policy is the same in the table, in the filter made of it, and in a policy written by hand."""

from collections.abc import Callable
from functools import partial
from itertools import product
from types import ModuleType
from unittest.mock import patch

import pytest

from rft_domain.access import decisions, visibility
from rft_domain.access.actor import Actor, ActorKind
from rft_domain.access.decisions import CustomerAuthorizationError, StepUpRequired, permits, require, require_over
from rft_domain.access.policy import POLICY, Action, Relation
from rft_domain.shared.errors import Forbidden, NotFound, RftError, Unauthenticated
from rft_domain.testing.world import refusal
from tests.access.cells import CELLS, Cell, cells_of
from tests.access.mutants import idle, mutant
from tests.access.oracle import allowed, ever

SEES = Action.SEE_BOOKING

Enforcer = Callable[[Cell], bool]


def by_decision(cell: Cell) -> bool:
    return permits(cell.actor, cell.action, cell.subject)


def by_visibility(cell: Cell) -> bool:
    return visibility.visibility(cell.actor, cell.action).shows(cell.subject)


ENFORCERS: list[tuple[Enforcer, ModuleType]] = [(by_decision, decisions), (by_visibility, visibility)]


def differences(enforcer: Enforcer, cells: list[Cell], expected: list[bool]) -> list[Cell]:
    return [cell for cell, may in zip(cells, expected, strict=True) if enforcer(cell) is not may]


@pytest.mark.parametrize("enforcer", [enforcer for enforcer, _ in ENFORCERS])
def test_every_cell_is_what_cedar_says(enforcer: Enforcer) -> None:
    expected = allowed(CELLS)
    assert len(CELLS) == len(ActorKind) * len(Action) * 6 * 42
    assert True in expected
    assert differences(enforcer, CELLS, expected) == []


def test_what_is_refused_over_a_thing_says_no_more_than_the_actor_may_know() -> None:
    may, sees = allowed(CELLS), allowed([Cell(cell.actor, SEES, cell.subject) for cell in CELLS])

    def told(cell: Cell) -> type[RftError] | None:
        error = refusal(lambda: require_over(cell.actor, cell.action, cell.subject, sees=SEES))
        return type(error) if error else None

    expected = [
        None if may_do else CustomerAuthorizationError if may_see else NotFound
        for may_do, may_see in zip(may, sees, strict=True)
    ]
    assert [told(cell) for cell in CELLS] == expected


def test_who_could_never_do_it_is_told_so_first() -> None:
    for kind, action in product(ActorKind, Action):
        error = refusal(partial(require, Actor(kind=kind), action))
        expected = None if ever(kind, action) else never(kind, action)
        assert (type(error) if error else None) is expected, (kind, action)


def never(kind: ActorKind, action: Action) -> type[RftError]:
    """How somebody is refused who could never do it; a guest is told where a mailed link would help."""
    if kind is ActorKind.ANONYMOUS:
        return Unauthenticated
    mail_helps = kind is ActorKind.PORTAL_GUEST and ever(ActorKind.PROVEN_GUEST, action)
    return StepUpRequired if mail_helps else Forbidden


def test_no_line_of_the_policy_is_idle() -> None:
    assert idle(POLICY) == []


def test_every_mutant_is_found_whichever_enforcer_reads_it() -> None:
    """The policy with one line less, or with one line more."""
    alive = []
    for kind, action in product(ActorKind, Action):
        cells = cells_of(kind, action)
        expected = allowed(cells)
        for relation, (enforcer, module) in product(Relation, ENFORCERS):
            lines = mutant((kind, action, relation))
            with patch.object(module, "POLICY", lines):
                found = differences(enforcer, cells, expected) or idle(lines)
            if not found:
                alive.append((kind, action, relation, enforcer.__name__))
    assert alive == []
