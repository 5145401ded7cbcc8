"""Laws of the books: they add up whatever happened (product.md K: P5, P7)."""

from contextlib import suppress

from hypothesis import strategies as st

from ...access.actor import ANONYMOUS
from ...bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from ...bookings.use_cases.create_booking import CreateBooking, create_booking
from ...identity.user import Role
from ...shared.errors import RftError
from ..law import law
from ..recount import dangling, every_session, figures_wrong, seats_wrong
from ..scenes import a_session
from ..stories import PEOPLE, tell
from ..strategies import contacts, groups
from ..world import World


@law("P5")
def nothing_dangles(world: World, data: st.DataObject) -> None:
    """After any sequence of operations, everything that is named is there."""
    tell(world, data)
    with world.open() as uow:
        assert dangling(uow) == []


@law("S12")
def figures_equal_a_recount(world: World, data: st.DataObject) -> None:
    """A customer's figures equal a recount of the bookings at any moment, also when two book at the same one."""
    story = tell(world, data, most=6)
    with suppress(RftError):
        story.rivals(PEOPLE[0], PEOPLE[0])
    with world.open() as uow:
        assert figures_wrong(uow) == []


@law("S13")
def seats_equal_a_recount(world: World, data: st.DataObject) -> None:
    """The seats taken on a session are those of the bookings that stand, and never more than there are."""
    tell(world, data)
    with world.open() as uow:
        assert seats_wrong(uow) == []


@law("P7")
def old_bookings_keep_their_meaning(world: World, data: st.DataObject) -> None:
    """A booking without a customer, as the old flow takes them, keeps its contact and attendees word for word, holds
    its seats, and gives them back; ``participant`` of old data is a customer.
    """
    session = a_session(world, 20)
    contact, people = data.draw(contacts()), data.draw(groups())
    command = CreateBooking(session_id=session.id, contact=contact, attendees=people, linked=False)
    made = world.do(create_booking, command, ANONYMOUS)
    with world.open() as uow:
        kept = uow.bookings.get(made.id)
        assert (kept.customer_id, kept.booked_by) == (None, None)
        assert (kept.contact, kept.contact.email.typed) == (contact, contact.email.typed)
        assert tuple(attendee.details for attendee in kept.attendees) == people
        assert uow.customers.by_email(contact.email) is None
        assert uow.users.by_email(contact.email) is None
        assert [view.seats_taken for view in every_session(uow)] == [len(people)]
    world.do(cancel_booking, CancelBooking(booking_id=made.id))
    with world.open() as uow:
        assert [view.seats_taken for view in every_session(uow)] == [0]
    assert Role.imported("participant") is Role.CUSTOMER
