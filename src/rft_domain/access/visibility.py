"""What an actor's lists contain, derived from the policy (product.md H2).

Adapters read it twice, as this predicate and as a filter in SQL; a law says that both see the same.
"""

from attrs import frozen

from ..shared.ids import BookingId, CustomerId, UserId
from .actor import Actor
from .decisions import Subject
from .policy import POLICY, Action, Relation


@frozen(kw_only=True)
class Visibility:
    """Everything, or what matches any of the ids that are set. With nothing set, nothing."""

    everything: bool = False
    customer_id: CustomerId | None = None
    instructor_id: UserId | None = None
    user_id: UserId | None = None
    booking_id: BookingId | None = None

    def shows(self, subject: Subject) -> bool:
        return (
            self.everything
            or (self.customer_id is not None and self.customer_id == subject.customer_id)
            or (self.instructor_id is not None and self.instructor_id in subject.instructor_ids)
            or (self.user_id is not None and self.user_id == subject.user_id)
            or (self.booking_id is not None and self.booking_id == subject.booking_id)
        )


def visibility(actor: Actor, action: Action) -> Visibility:
    """What ``actor`` may ``action``, as a filter."""

    def holds(relation: Relation) -> bool:
        return (actor.kind, action, relation) in POLICY

    return Visibility(
        everything=holds(Relation.ANY),
        customer_id=actor.customer_id if holds(Relation.OWN_CUSTOMER) else None,
        instructor_id=actor.user_id if holds(Relation.OWN_SESSION) else None,
        user_id=actor.user_id if holds(Relation.SELF) else None,
        booking_id=actor.booking_id if holds(Relation.OWN_BOOKING) else None,
    )
