"""Every actor and everything acted on, as far as a policy could tell them apart."""

from itertools import product
from uuid import UUID

from attrs import frozen

from rft_domain.access.actor import Actor, ActorKind
from rft_domain.access.decisions import Subject
from rft_domain.access.policy import Action
from rft_domain.shared.ids import BookingId, CustomerId, UserId


@frozen
class Names:
    """``me`` acts, for ``mine``, or came with the reference of ``booked``; the others belong to somebody else."""

    me: UserId
    somebody: UserId
    mine: CustomerId
    theirs: CustomerId
    booked: BookingId


@frozen
class Cell:
    """One question to the policy."""

    actor: Actor
    action: Action
    subject: Subject


NAMES = Names(
    me=UserId(UUID(int=1)),
    somebody=UserId(UUID(int=2)),
    mine=CustomerId(UUID(int=3)),
    theirs=CustomerId(UUID(int=4)),
    booked=BookingId(UUID(int=5)),
)
OTHER_BOOKING = BookingId(UUID(int=6))


def actors(kind: ActorKind, names: Names = NAMES) -> list[Actor]:
    """With and without an account, a customer and the reference of a booking: also where that kind never is."""
    return [
        Actor(kind=kind, user_id=user_id, customer_id=customer_id, booking_id=booking_id)
        for user_id, customer_id, booking_id in product((names.me, None), (names.mine, None), (names.booked, None))
        if booking_id is None or (user_id is None) is (customer_id is None)
    ]


def every_actor(names: Names = NAMES) -> list[Actor]:
    return [actor for kind in ActorKind for actor in actors(kind, names)]


TEACHERS = [frozenset(chosen) for chosen in ((), (NAMES.me,), (NAMES.somebody,), (NAMES.me, NAMES.somebody))]
SUBJECTS = [
    Subject(customer_id=customer_id, user_id=user_id, instructor_ids=instructor_ids)
    for customer_id, user_id, instructor_ids in product(
        (NAMES.mine, NAMES.theirs, None), (NAMES.me, NAMES.somebody, None), TEACHERS
    )
] + [
    Subject(customer_id=customer_id, booking_id=booking_id)
    for customer_id, booking_id in product((NAMES.mine, NAMES.theirs, None), (NAMES.booked, OTHER_BOOKING))
]


def cells_of(kind: ActorKind, action: Action) -> list[Cell]:
    return [Cell(actor, action, subject) for actor, subject in product(actors(kind), SUBJECTS)]


CELLS = [cell for kind, action in product(ActorKind, Action) for cell in cells_of(kind, action)]
