"""Say that two customers are not one person, or take that back (product.md B8)."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import CustomerId, DistinctPairId
from ..merging.duplicates import DistinctPair
from ..merging.errors import NotMarked, SameCustomer
from ..merging.ports import MergingUnitOfWork


@frozen(kw_only=True)
class MarkDistinct:
    """In either order. Marked before, it stays as it was."""

    customer_id: CustomerId
    other_id: CustomerId


def mark_distinct(command: MarkDistinct, *, actor: Actor, now: datetime, uow: MergingUnitOfWork) -> DistinctPair:
    """Raises :class:`CustomerNotFound` or :class:`SameCustomer`."""
    require(actor, Action.MERGE_CUSTOMERS)
    if command.customer_id == command.other_id:
        raise SameCustomer()
    uow.belongings.pair(command.customer_id, command.other_id, held=False)
    if (known := uow.duplicates.distinct(command.customer_id, command.other_id)) is not None:
        return known
    one_id, other_id = sorted((command.customer_id, command.other_id))
    pair = DistinctPair(
        id=DistinctPairId(uow.entropy.uuid()), one_id=one_id, other_id=other_id, marked_by=actor.user_id, marked_at=now
    )
    uow.duplicates.mark(pair)
    return pair


def unmark_distinct(command: MarkDistinct, *, actor: Actor, now: datetime, uow: MergingUnitOfWork) -> DistinctPair:
    """What was taken back. Raises :class:`NotMarked`."""
    require(actor, Action.MERGE_CUSTOMERS)
    pair = uow.duplicates.distinct(command.customer_id, command.other_id)
    if pair is None:
        raise NotMarked()
    uow.duplicates.unmark(pair)
    return pair
