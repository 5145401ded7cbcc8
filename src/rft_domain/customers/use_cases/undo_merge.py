"""Undo a merge: both customers are as they were, or whatever stands against it is named (product.md B9)."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.errors import StaleWrite
from ...shared.ids import MergeId
from ..customer import Customer
from ..merging.errors import AlreadyUndone, UndoConflicts
from ..merging.merge import Merge
from ..merging.plan import Side
from ..merging.ports import MergingUnitOfWork
from ..merging.undoing import Present, UndoPlan, plan_undo
from .merge_customers import change_choices, change_details


@frozen(kw_only=True)
class UndoMerge:
    """Where something stands against it, nothing is undone, unless ``leave_conflicts``: then everything else is."""

    merge_id: MergeId
    leave_conflicts: bool = False


def undo_merge(command: UndoMerge, *, actor: Actor, now: datetime, uow: MergingUnitOfWork) -> Merge:
    """The merge, undone. Raises :class:`MergeNotFound`, :class:`AlreadyUndone`, and :class:`UndoConflicts` with every
    later change that stands against it.
    """
    require(actor, Action.MERGE_CUSTOMERS)
    merge = uow.merges.get(command.merge_id)
    winner, loser = uow.belongings.pair(merge.winner_id, merge.loser_id, held=True)
    if merge.undone_at is not None:
        raise AlreadyUndone()
    must_still_be_merged(loser)
    present = Present(
        winner=winner,
        loser=loser,
        preferences=uow.consents.get(winner.id),
        details=uow.sensitive.get(winner.id).details,
        loser_details=uow.sensitive.get(loser.id).details,
        still=uow.belongings.still_with(merge.plan.moved, winner.id),
        booked=uow.belongings.booked(winner.id),
    )
    plan = plan_undo(merge, present)
    if plan.conflicts and (plan.is_impossible or not command.leave_conflicts):
        raise UndoConflicts(plan.conflicts)
    _part(merge, present, plan, actor, now, uow)
    undone = merge.undone(taken_up=plan.taken_up, left=tuple(map(str, plan.conflicts)), by=actor.user_id, now=now)
    uow.merges.save(undone)
    return undone


def must_still_be_merged(loser: Customer) -> None:
    """Raises :class:`StaleWrite` where a rival undid the merge while the two were waited for: it is read again."""
    if loser.merged_into is None:
        raise StaleWrite()


def _part(merge: Merge, present: Present, plan: UndoPlan, actor: Actor, now: datetime, uow: MergingUnitOfWork) -> None:
    winner, loser, preferences = present.winner, present.loser, present.preferences
    if merge.plan.email is Side.LOSER:
        uow.belongings.exchange_addresses(winner, loser)
    uow.belongings.move(plan.moves, winner.id, loser.id)
    uow.customers.save(winner.joined_by(plan.profile, plan.emails[0], now))
    uow.customers.save(loser.part_of(None, plan.emails[1], now))
    uow.customers.settle_figures(winner.id, plan.winner_figures)
    uow.customers.settle_figures(loser.id, plan.loser_figures)
    if plan.restores_preferences:
        change_choices(preferences, preferences.changed_to(merge.plan.preferences.before, now), actor, now, uow)
    change_details(winner.id, plan.details, now, uow)
