"""What the verbs that erase have in common."""

from collections.abc import Sequence, Set
from datetime import datetime
from uuid import UUID

from attrs import evolve

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...bookings.reference import Reference
from ...identity.errors import LastSuperuser
from ...identity.user import STAFF_ROLES, User
from ...shared.ids import ErasureId, UserId
from ..erasure import Erasure, Kind
from ..ports import PrivacyUnitOfWork
from ..scope import Scope
from ..tables import TABLES


def may_go(users: Sequence[User], superusers: Set[UserId], actor: Actor) -> None:
    """Admins and superusers are for superusers to erase (product.md A6), and never the last of them.

    Raises :class:`Forbidden` or :class:`LastSuperuser`.
    """
    if any(user.role in STAFF_ROLES for user in users):
        require(actor, Action.CHANGE_ADMIN_OR_SUPERUSER)
    going = {user.id for user in users}
    if superusers & going and superusers <= going:
        raise LastSuperuser()


def erased(
    kind: Kind, subject_id: UUID, scope: Scope, *, actor: Actor, now: datetime, uow: PrivacyUnitOfWork
) -> Erasure:
    """Everything in ``scope`` is erased, and this is the evidence."""
    references = {id: Reference.random(uow.entropy).symbols for id in sorted(scope.bookings)}
    for customer_id in scope.customers:  # with every key that anything of theirs was sealed with
        uow.sensitive.destroy(customer_id)
    rows = uow.personal_data.erase(TABLES, evolve(scope, references=references), now)
    erasure = Erasure(
        id=ErasureId(uow.entropy.uuid()),
        kind=kind,
        subject_id=subject_id,
        at=now,
        erased_by=actor.user_id,
        rows={name: count for name, count in sorted(rows.items()) if count},
    )
    uow.erasures.add(erasure)
    return erasure
