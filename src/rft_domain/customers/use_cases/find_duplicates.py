"""Look through all customers for who may be one person twice (product.md B8)."""

from collections.abc import Iterator
from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.ids import DuplicateId
from ..merging.duplicates import Duplicate
from ..merging.ports import MergingUnitOfWork
from ..merging.resemblance import reasons, score


@frozen(kw_only=True)
class FindDuplicates:
    """Everybody is compared; what was found before is replaced."""


@frozen(kw_only=True)
class Found:
    """How many pairs look like one person."""

    pairs: int


def find_duplicates(command: FindDuplicates, *, actor: Actor, now: datetime, uow: MergingUnitOfWork) -> Found:
    require(actor, Action.MERGE_CUSTOMERS)
    found = list(_alike(now, uow))
    uow.duplicates.replace(found)
    return Found(pairs=len(found))


def _alike(now: datetime, uow: MergingUnitOfWork) -> Iterator[Duplicate]:
    for one, other in uow.duplicates.candidates():
        if why := reasons(one, other):
            yield Duplicate(
                id=DuplicateId(uow.entropy.uuid()),
                one_id=one.customer_id,
                other_id=other.customer_id,
                score=score(why),
                reasons=why,
                found_at=now,
            )
