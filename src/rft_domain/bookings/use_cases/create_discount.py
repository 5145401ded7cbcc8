"""Create a discount code."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ..errors import DiscountCodeTaken
from ..ports import BookingsUnitOfWork
from ..pricing import Discount


@frozen(kw_only=True)
class CreateDiscount:
    discount: Discount


def create_discount(command: CreateDiscount, *, actor: Actor, now: datetime, uow: BookingsUnitOfWork) -> Discount:
    """The new discount. Raises :class:`DiscountCodeTaken`."""
    require(actor, Action.MANAGE_DISCOUNTS)
    if uow.discounts.find(command.discount.code) is not None:
        raise DiscountCodeTaken()
    uow.discounts.add(command.discount)
    return command.discount
