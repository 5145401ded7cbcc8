"""Questions put to the policy table. Nothing else in the house decides who may do what."""

from attrs import frozen

from ..shared.errors import Forbidden, NotFound, Unauthenticated
from ..shared.ids import CustomerId, UserId
from .actor import Actor, ActorKind
from .policy import POLICY, Action, Relation


class CustomerAuthorizationError(Forbidden):
    """The thing belongs to a customer, and this actor may see it but not do this to it."""

    code = "customer-authorization"
    message = "This belongs to a customer you may not do this for."


@frozen(kw_only=True)
class Subject:
    """To whom a thing belongs: its customer, the user it is or concerns, the instructors of its session."""

    customer_id: CustomerId | None = None
    user_id: UserId | None = None
    instructor_ids: frozenset[UserId] = frozenset()


def relations(actor: Actor, subject: Subject) -> frozenset[Relation]:
    """Every relation in which ``actor`` stands to ``subject``."""
    found = {Relation.ANY}
    if actor.user_id is not None and actor.user_id == subject.user_id:
        found.add(Relation.SELF)
    if actor.customer_id is not None and actor.customer_id == subject.customer_id:
        found.add(Relation.OWN_CUSTOMER)
    if actor.user_id is not None and actor.user_id in subject.instructor_ids:
        found.add(Relation.OWN_SESSION)
    return frozenset(found)


def permits(actor: Actor, action: Action, subject: Subject) -> bool:
    return any((actor.kind, action, relation) in POLICY for relation in relations(actor, subject))


def require(actor: Actor, action: Action) -> None:
    """The first line of every use case: could this actor ever do this?

    Raises :class:`Unauthenticated` for somebody unknown, else :class:`Forbidden`.
    """
    if (actor.kind, action, Relation.ANY) in POLICY:
        return
    if any((actor.kind, action, relation) in POLICY for relation in Relation):
        return
    raise Unauthenticated() if actor.kind is ActorKind.ANONYMOUS else Forbidden(action=action.value)


def require_over(actor: Actor, action: Action, subject: Subject, *, sees: Action) -> None:
    """May this actor do this to this thing?

    Raises :class:`NotFound` where the actor may not even know of it, else :class:`CustomerAuthorizationError`.
    """
    if permits(actor, action, subject):
        return
    raise CustomerAuthorizationError(action=action.value) if permits(actor, sees, subject) else NotFound()


def customer_for(actor: Actor, named: CustomerId | None) -> CustomerId:
    """The customer that is named, else the actor's own. Raises :class:`NotFound` where there is neither."""
    customer_id = named or actor.customer_id
    if customer_id is None:
        raise NotFound()
    return customer_id
