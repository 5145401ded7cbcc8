"""Laws of what others must not know (product.md B3)."""

from attrs import evolve
from hypothesis import strategies as st

from ...access.actor import SYSTEM
from ...bookings.booking import Booking
from ...bookings.use_cases.create_booking import create_booking
from ...customers.queries import SeeSensitiveDetails, see_sensitive_details
from ...customers.sensitive import Details
from ...customers.use_cases.change_sensitive_details import ChangeSensitiveDetails, change_sensitive_details
from ...shared.errors import StaleWrite
from ...shared.ids import CustomerId, SessionId
from ...unit_of_work import UnitOfWork
from ..law import law
from ..scenes import ADDRESS, a_session, wanted
from ..strategies import groups, sensitive_details
from ..world import World, refusal

BEN = "ben@example.org"


def _tell(world: World, customer_id: CustomerId, details: Details) -> None:
    world.do(change_sensitive_details, ChangeSensitiveDetails(customer_id=customer_id, details=details), SYSTEM)


def _told(world: World, customer_id: CustomerId) -> Details:
    return world.ask(see_sensitive_details, SeeSensitiveDetails(customer_id=customer_id)).details


def _booking(world: World, session_id: SessionId, address: str, data: st.DataObject) -> tuple[Booking, CustomerId]:
    command = evolve(wanted(session_id, address), attendees=data.draw(groups(3)))
    booking = world.do(create_booking, command, SYSTEM)
    assert booking.customer_id is not None
    return booking, booking.customer_id


def _needs(uow: UnitOfWork, booking: Booking) -> list[str | None]:
    return [attendee.details.special_requirements for attendee in uow.bookings.get(booking.id).attendees]


@law("S58")
def what_others_must_not_know_comes_back_exactly(world: World, data: st.DataObject) -> None:
    """Sensitive details come back as they were told, each customer's own, and replace the earlier ones whole. Before
    anything was told there is nothing.
    """
    session_id = a_session(world).id
    (_, ana), (_, ben) = (_booking(world, session_id, address, data) for address in (ADDRESS, BEN))
    assert _told(world, ana) == Details()
    told = dict.fromkeys((ana, ben), Details())
    for _ in range(data.draw(st.integers(1, 4))):
        customer_id = data.draw(st.sampled_from((ana, ben)))
        told[customer_id] = data.draw(sensitive_details())
        _tell(world, customer_id, told[customer_id])
        assert {one: _told(world, one) for one in told} == told


@law("S59")
def nobody_overwrites_details_they_have_not_seen(world: World, data: st.DataObject) -> None:
    """Of two who read the same sensitive details and both change them, the second is refused as stale."""
    _, customer_id = _booking(world, a_session(world).id, ADDRESS, data)
    if data.draw(st.booleans()):
        _tell(world, customer_id, Details(medical_flag=True))

    def change(uow: UnitOfWork, text: str) -> None:
        before = uow.sensitive.get(customer_id)
        details = evolve(before.details, dietary_requirements=text)
        uow.sensitive.save(before.changed_to(details, world.clock.now))

    with world.open() as first, world.open() as second:
        change(first, "no nuts")
        change(second, "no eggs")
        first.commit()
        assert isinstance(refusal(second.commit), StaleWrite)
    assert _told(world, customer_id).dietary_requirements == "no nuts"


@law("S60")
def what_is_destroyed_is_gone_and_nothing_else(world: World, data: st.DataObject) -> None:
    """After the sensitive details of a customer were destroyed, neither they nor what was needed on that customer's
    bookings can be read; nothing is missing of anybody else, and all can be told anew.
    """
    session_id = a_session(world).id
    (mine, ana), (theirs, ben) = (_booking(world, session_id, address, data) for address in (ADDRESS, BEN))
    kept: Details = data.draw(sensitive_details())
    _tell(world, ana, Details(medical_flag=True, medical_notes="asthma"))
    _tell(world, ben, kept)
    with world.open() as uow:
        uow.sensitive.destroy(ana)
        uow.commit()
    with world.open() as uow:
        assert _needs(uow, mine) == [None] * len(mine.attendees)
        assert _needs(uow, theirs) == [one.details.special_requirements for one in theirs.attendees]
    assert (_told(world, ana), _told(world, ben)) == (Details(), kept)
    _tell(world, ana, kept)
    assert _told(world, ana) == kept
