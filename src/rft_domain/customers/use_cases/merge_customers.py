"""Merge a customer into another: two profiles of one person become one (product.md B9)."""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...shared.email import Email
from ...shared.ids import CustomerId, MergeId
from ..customer import Customer
from ..merging.details import combined_details
from ..merging.errors import AlreadyMerged, MergeNeedsChoice, MergePlanChanged, SameCustomer
from ..merging.merge import Merge
from ..merging.plan import MergePlan, Side
from ..merging.planning import MergeChoices, Party, merged_profile, plan_merge
from ..merging.ports import MergingUnitOfWork
from ..preferences import ConsentSource, Preferences
from ..profile import Profile
from ..sensitive import Details


@frozen(kw_only=True)
class MergeCustomers:
    """The loser into the winner. ``digest`` is that of the plan which was looked at, if one was."""

    winner_id: CustomerId
    loser_id: CustomerId
    choices: MergeChoices = MergeChoices()
    digest: str | None = None


@frozen(kw_only=True)
class MergePreview:
    """The plan, and who is merged: ``profile`` and ``email`` are what the winner will have."""

    plan: MergePlan
    winner: Customer
    loser: Customer
    profile: Profile
    email: Email


def preview_merge(command: MergeCustomers, *, actor: Actor, now: datetime, uow: MergingUnitOfWork) -> MergePreview:
    """What :func:`merge_customers` would do at this moment; nothing is done. Raises as it does, but for the choices
    that are still to be made.
    """
    require(actor, Action.MERGE_CUSTOMERS)
    return _preview(command, uow, held=False)


def merge_customers(command: MergeCustomers, *, actor: Actor, now: datetime, uow: MergingUnitOfWork) -> Merge:
    """The merge on record.

    Raises :class:`CustomerNotFound`, :class:`SameCustomer`, :class:`AlreadyMerged`, :class:`CustomerIsErased`,
    :class:`MergePlanChanged` where the plan is another than the one named, and :class:`MergeNeedsChoice`.
    """
    require(actor, Action.MERGE_CUSTOMERS)
    preview = _preview(command, uow, held=True)
    plan, winner, loser = preview.plan, preview.winner, preview.loser
    if command.digest not in (None, plan.digest):
        raise MergePlanChanged()
    if plan.undecided:
        raise MergeNeedsChoice(bookings=", ".join(str(one.booking_id) for one in plan.undecided))
    merge = Merge.carried_out(
        id=MergeId(uow.entropy.uuid()), plan=plan, before=winner.profile, by=actor.user_id, now=now
    )
    _join(preview, actor, now, uow)
    uow.belongings.move(plan.moves, loser.id, winner.id)
    uow.customers.settle_figures(winner.id, plan.figures.merged)
    uow.customers.settle_figures(loser.id, None)
    uow.merges.add(merge)
    return merge


def _preview(command: MergeCustomers, uow: MergingUnitOfWork, *, held: bool) -> MergePreview:
    if command.winner_id == command.loser_id:
        raise SameCustomer()
    winner, loser = uow.belongings.pair(command.winner_id, command.loser_id, held=held)
    for one in (winner, loser):
        if one.merged_into is not None:
            raise AlreadyMerged(customer_id=str(one.id), merged_into=str(one.merged_into))
        one.must_be_there()
    plan = plan_merge(_party(winner, uow), _party(loser, uow), uow.belongings.of(loser.id, winner.id), command.choices)
    profile = merged_profile(winner.profile, loser.profile, plan.changed_fields)
    email = winner.email if plan.email is Side.WINNER else loser.email
    return MergePreview(plan=plan, winner=winner, loser=loser, profile=profile, email=email)


def _party(customer: Customer, uow: MergingUnitOfWork) -> Party:
    return Party(
        customer=customer,
        preferences=uow.consents.get(customer.id),
        details=uow.sensitive.get(customer.id).details,
        booked=uow.belongings.booked(customer.id),
    )


def _join(preview: MergePreview, actor: Actor, now: datetime, uow: MergingUnitOfWork) -> None:
    """All but the rows that are moved. The loser keeps an address, which leads to the winner from now on."""
    plan, winner, loser = preview.plan, preview.winner, preview.loser
    before, theirs = uow.consents.get(winner.id), uow.consents.get(loser.id)
    emails = (winner.email, loser.email)
    if plan.email is Side.LOSER:
        emails = uow.belongings.exchange_addresses(winner, loser)
    uow.customers.save(winner.joined_by(preview.profile, emails[0], now))
    uow.customers.save(loser.part_of(winner.id, emails[1], now))
    change_choices(before, before.changed_to(plan.preferences.after, now), actor, now, uow)
    # a change of them that is under way meets a later version, and looks again
    uow.consents.save(theirs.touched(), ())
    told = uow.sensitive.get(winner.id).details
    change_details(winner.id, combined_details(told, uow.sensitive.get(loser.id).details, plan.details), now, uow)


def change_choices(
    before: Preferences, after: Preferences, actor: Actor, now: datetime, uow: MergingUnitOfWork
) -> None:
    if after is before:
        return
    changes = after.changes_since(before, source=ConsentSource.MERGE, by=actor.user_id, now=now, entropy=uow.entropy)
    uow.consents.save(after, changes)


def change_details(winner_id: CustomerId, details: Details, now: datetime, uow: MergingUnitOfWork) -> None:
    before = uow.sensitive.get(winner_id)
    after = before.changed_to(details, now)
    if after is not before:
        uow.sensitive.save(after)
