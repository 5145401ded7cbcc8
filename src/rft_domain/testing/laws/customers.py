"""Laws of customers and the users behind them (product.md K: P1, P2, P4, P8)."""

from hypothesis import strategies as st

from ...access.actor import ANONYMOUS
from ...bookings.use_cases.create_booking import create_booking
from ...customers.use_cases.open_customer import OpenCustomer, open_customer
from ...shared.email import Email
from ...shared.errors import StaleWrite
from ...shared.ids import CustomerId
from ..law import law
from ..recount import every_booking, users_as_customers
from ..scenes import ADDRESS, a_booking, a_session, a_user, wanted
from ..stories import tell
from ..strategies import emails, names, phones, spellings
from ..world import World, refusal


@law("P1")
def customer_ids_are_customers(world: World, data: st.DataObject) -> None:
    """Whatever names a customer names one that exists, and never a user's id."""
    tell(world, data)
    with world.open() as uow:
        assert users_as_customers(uow) == []


@law("P2")
def the_same_user_has_the_same_customer(world: World, data: st.DataObject) -> None:
    """Asking again for a user's customer gives the same one, however often and by whatever way."""
    session = a_session(world, 20)
    user = a_user(world)
    ways = st.sampled_from(("open", "book"))
    found: set[CustomerId | None] = set()
    for way in data.draw(st.lists(ways, min_size=2, max_size=5)):
        if way == "open":
            found.add(world.do(open_customer, OpenCustomer(user_id=user.id)).id)
        else:
            found.add(a_booking(world, session.id, data.draw(spellings(ADDRESS)).typed).customer_id)
    with world.open() as uow:
        assert found == {uow.users.get(user.id).customer_id}


@law("P4")
def a_first_booking_makes_one_customer(world: World, data: st.DataObject) -> None:
    """Bookings for one address, in any case and even at the same moment, make one customer and one user, and
    nobody sees an error of it.
    """
    session = a_session(world, 20)
    addresses = data.draw(st.lists(spellings(ADDRESS), min_size=2, max_size=4))
    commands = [wanted(session.id, address.typed) for address in addresses]
    with world.open() as first, world.open() as second:
        for uow, command in zip((first, second), commands, strict=False):
            world.carry_out(create_booking, command, uow, ANONYMOUS)
        first.commit()
        assert isinstance(refusal(second.commit), StaleWrite), "the second must look again"
    for command in commands[1:]:
        world.do(create_booking, command, ANONYMOUS)
    with world.open() as uow:
        bookings = every_booking(uow)
        assert len(bookings) == len(commands)
        assert len({booking.customer_id for booking in bookings}) == 1
        assert len({booking.booked_by for booking in bookings}) == 1
        for address in addresses:
            customer, user = uow.customers.by_email(address), uow.users.by_email(address)
            assert customer is not None
            assert user is not None
            assert (customer.id, user.id) == (bookings[0].customer_id, bookings[0].booked_by)


@law("P8")
def a_customer_carries_the_data_of_its_user(world: World, data: st.DataObject) -> None:
    """A customer made from a user carries that user's data, the same from every side."""
    address: Email = data.draw(emails())
    first, last, phone = data.draw(names()), data.draw(names()), data.draw(st.none() | phones())
    user = a_user(world, address.typed, first_name=first, last_name=last, phone=phone)
    if data.draw(st.booleans()):
        world.do(open_customer, OpenCustomer(user_id=user.id))
    else:
        a_booking(world, a_session(world).id, address.typed)
    with world.open() as uow:
        customer, person = uow.customers.by_email(address), uow.people.get(user.id)
        assert customer is not None
        assert customer == uow.customers.get(customer.id)
        assert person.customer_id == customer.id == uow.users.get(user.id).customer_id
        profile = customer.profile
        carried = (customer.email.typed, profile.first_name, profile.last_name, profile.phone)
        assert carried == (user.email.typed, user.first_name, user.last_name, user.phone)
        assert carried == (person.email.typed, person.first_name, person.last_name, person.phone)
