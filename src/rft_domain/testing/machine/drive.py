"""One step: the same operation on the adapter and on the oracle, then everything compared."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from attrs import define, field

from ...access.actor import Actor, ActorKind
from ...bookings.booking import Booking
from ...shared.errors import RftError
from ...shared.ids import CustomerId, UserId
from ..world import World
from .model import Model, Refused, Row, Then, Who
from .portrait import as_expected, as_seen, booking_row

T = TypeVar("T")
LAST_PLACE = 7


@define
class Drive:
    world: World
    model: Model
    answers: dict[tuple[str, str], tuple[Any, Row]] = field(factory=dict)
    """By scope and key: the request and its answer."""

    def actor(self, kind: ActorKind, place: int) -> Actor:
        """Members and instructors are users that exist, where there are any; guests act for the customer of one."""
        if kind in (ActorKind.ANONYMOUS, ActorKind.SYSTEM) or not self.model.users:
            return Actor(kind=kind)
        user_id = list(self.model.users)[place % len(self.model.users)]
        customer = self.model.users.get(user_id, {}).get("customer")
        is_guest = kind in (ActorKind.PORTAL_GUEST, ActorKind.PROVEN_GUEST)
        is_member = kind in (ActorKind.CUSTOMER, ActorKind.ORGANISER)
        customer_id = CustomerId(customer) if customer and (is_member or is_guest) else None
        return Actor(kind=kind, user_id=None if is_guest else UserId(user_id), customer_id=customer_id)

    def nth(self, rows: dict[UUID, Row], place: int) -> UUID:
        """One of them; for the last place, or where there are none, the id of nothing."""
        if place == LAST_PLACE or not rows:
            return UUID(int=place)
        return list(rows)[place % len(rows)]

    def attendee(self, booking: UUID, place: int) -> UUID:
        people = self.model.bookings.get(booking, {}).get("people", ())
        found: UUID = people[place % len(people)]["id"] if people and place < LAST_PLACE else UUID(int=0)
        return found

    def step(self, really: Callable[[], T], expected: Callable[[], Then]) -> T | None:
        """Both do it; both must agree on the outcome, and afterwards on everything."""
        code, result = _attempt(really)
        try:
            then, expected_code = expected(), None
        except Refused as refused:
            then, expected_code = None, refused.code
        assert code == expected_code, f"the adapter said {code or 'yes'}, the oracle {expected_code or 'yes'}"
        if then is not None:
            then(self.made(result))
        with self.world.open() as uow:
            seen, wanted = as_seen(uow, self.model), as_expected(self.model)
        for what, rows in wanted.items():
            assert seen[what] == rows, f"{what} differ"
        return result

    def made(self, result: object) -> Row:
        if isinstance(result, Booking):
            with self.world.open() as uow:
                user = uow.users.by_email(result.contact.email)
            return booking_row(result) | {"id": result.id, "party_user": user.id if user else None}
        return {"id": getattr(result, "id", None)}


def _attempt(really: Callable[[], T]) -> tuple[str | None, T | None]:
    try:
        return None, really()
    except RftError as error:
        return error.code, None


def who(actor: Actor) -> Who:
    return Who(actor.kind.value, actor.user_id, actor.customer_id)
