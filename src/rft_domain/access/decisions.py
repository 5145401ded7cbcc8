"""Questions put to the policy table. Nothing else in the house decides who may do what."""

from attrs import frozen

from ..shared.errors import Forbidden, NotFound, Unauthenticated
from ..shared.ids import BookingId, CustomerId, UserId
from .actor import Actor, ActorKind
from .policy import POLICY, Action, Relation


class CustomerAuthorizationError(Forbidden):
    """The thing belongs to a customer, and this actor may see it but not do this to it (product.md G5)."""

    code = "customer-authorization"
    message = "This belongs to a customer you may not do this for."


class StepUpRequired(Forbidden):
    """A guest of the portal may do this after using a mailed link, which proves that the address is theirs."""

    code = "step-up-required"
    message = "Ask for a code by mail first: this is only for who reads the mail of this customer."


@frozen(kw_only=True)
class Subject:
    """To whom a thing belongs: its customer, the user it is or concerns, the instructors of its session; and the
    booking that it is or is part of.
    """

    customer_id: CustomerId | None = None
    user_id: UserId | None = None
    instructor_ids: frozenset[UserId] = frozenset()
    booking_id: BookingId | None = None


def relations(actor: Actor, subject: Subject) -> frozenset[Relation]:
    """Every relation in which ``actor`` stands to ``subject``."""
    found = {Relation.ANY}
    if actor.user_id is not None and actor.user_id == subject.user_id:
        found.add(Relation.SELF)
    if actor.customer_id is not None and actor.customer_id == subject.customer_id:
        found.add(Relation.OWN_CUSTOMER)
    if actor.user_id is not None and actor.user_id in subject.instructor_ids:
        found.add(Relation.OWN_SESSION)
    if actor.booking_id is not None and actor.booking_id == subject.booking_id:
        found.add(Relation.OWN_BOOKING)
    return frozenset(found)


def permits(actor: Actor, action: Action, subject: Subject) -> bool:
    return any((actor.kind, action, relation) in POLICY for relation in relations(actor, subject))


def require(actor: Actor, action: Action) -> None:
    """The first line of every use case: could this actor ever do this?

    Raises :class:`Unauthenticated` for somebody unknown, :class:`StepUpRequired` for a guest who could after a mailed
    link, else :class:`Forbidden`.
    """
    if (actor.kind, action, Relation.ANY) in POLICY or _ever(actor.kind, action):
        return
    if actor.kind is ActorKind.ANONYMOUS:
        raise Unauthenticated()
    if actor.kind is ActorKind.PORTAL_GUEST and _ever(ActorKind.PROVEN_GUEST, action):
        raise StepUpRequired(action=action.value)
    raise Forbidden(f"You may not do this: {_words(action)}.", action=action.value)


def require_for_all(actor: Actor, action: Action) -> None:
    """As :func:`require`, where everybody's is looked at: who may do it to their own alone is refused like others."""
    if (actor.kind, action, Relation.ANY) in POLICY:
        return
    if actor.kind is ActorKind.ANONYMOUS:
        raise Unauthenticated()
    raise Forbidden(f"You may not do this: {_words(action)}.", action=action.value)


def _ever(kind: ActorKind, action: Action) -> bool:
    return any((kind, action, relation) in POLICY for relation in Relation)


def _words(action: Action) -> str:
    return action.value.replace("_", " ")


def require_over(actor: Actor, action: Action, subject: Subject, *, sees: Action) -> None:
    """May this actor do this to this thing?

    Raises :class:`NotFound` where the actor may not even know of it, else :class:`CustomerAuthorizationError`.
    """
    if permits(actor, action, subject):
        return
    if not permits(actor, sees, subject):
        raise NotFound()
    sentence = f"You may see this, but it belongs to a customer you may not do this for: {_words(action)}."
    raise CustomerAuthorizationError(sentence, action=action.value)


def customer_for(actor: Actor, named: CustomerId | None) -> CustomerId:
    """The customer that is named, else the actor's own. Raises :class:`NotFound` where there is neither."""
    customer_id = named or actor.customer_id
    if customer_id is None:
        raise NotFound()
    return customer_id
