"""Get the customer of a user, or make it from the user's data (product.md B7, laws P2 and P8)."""

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import Subject, permits, require, require_over
from ...access.policy import Action
from ...shared.ids import CustomerId, UserId
from ..customer import Customer
from ..errors import EmailNotVerified
from ..events import MemberJoined
from ..ports import CustomersUnitOfWork, Person
from ..profile import Profile


@frozen(kw_only=True)
class OpenCustomer:
    user_id: UserId


def open_customer(command: OpenCustomer, *, actor: Actor, now: datetime, uow: CustomersUnitOfWork) -> Customer:
    """The one customer of the user; asking again gives the same.

    Raises :class:`NotFound` or :class:`EmailNotVerified`.
    """
    require(actor, Action.OPEN_CUSTOMER)
    require_over(actor, Action.OPEN_CUSTOMER, Subject(user_id=command.user_id), sees=Action.SEE_USER)
    person = uow.people.get(command.user_id)
    if person.customer_id is not None:
        return uow.customers.get(person.customer_id)
    if (known := uow.customers.by_email(person.email)) is not None:
        _must_be_theirs(person, actor)
        customer = known
    else:
        customer = customer_of(person, CustomerId(uow.entropy.uuid()), now)
        uow.customers.add_unless_known(customer)
    uow.record(MemberJoined(at=now, customer_id=customer.id, user_id=person.user_id))
    return customer


def _must_be_theirs(person: Person, actor: Actor) -> None:
    """A history goes to those who proved the address, or whom staff vouch for (product.md A5)."""
    if not person.email_verified and not permits(actor, Action.OPEN_CUSTOMER, Subject()):
        raise EmailNotVerified(user_id=str(person.user_id))


def customer_of(
    person: Person, customer_id: CustomerId, now: datetime, *, known: Mapping[str, object] | None = None
) -> Customer:
    """A customer that carries the person's data; ``known`` fills what the person's data leaves blank."""
    profile = Profile(first_name=person.first_name, last_name=person.last_name, phone=person.phone)
    return Customer.open(id=customer_id, email=person.email, profile=profile.enriched(known or {}), now=now)
