"""Erase a person: everything that is known of a customer and of who is that customer (product.md B15).

UK GDPR, article 17. The books stay: bookings with their prices and seats, figures, and a chain of seals that holds.
"""

from datetime import datetime

from attrs import frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ...customers.customer import Customer
from ...shared.ids import CustomerId
from ..erasure import Erasure, Kind
from ..errors import BookingsAhead, CustomerShared
from ..events import CustomerErased
from ..persons import members_of
from ..ports import PrivacyUnitOfWork
from ..scope import Scope
from .erasing import erased, may_go


@frozen(kw_only=True)
class EraseCustomer:
    """Bookings that are still ahead, and a customer with several members, must be spoken of first."""

    customer_id: CustomerId
    with_bookings_ahead: bool = False
    with_members: bool = False


def erase_customer(command: EraseCustomer, *, actor: Actor, now: datetime, uow: PrivacyUnitOfWork) -> Erasure:
    """The evidence; of a customer who is erased already, that of the first time.

    Raises :class:`CustomerNotFound`, :class:`CustomerShared`, :class:`BookingsAhead`, :class:`LastSuperuser`, or
    :class:`Forbidden` where one of the members is staff that this actor may not change.
    """
    require(actor, Action.ERASE_PERSON)
    if (earlier := uow.erasures.of(uow.customers.get(command.customer_id).id)) is not None:
        return earlier
    scope = who_goes(command, actor=actor, now=now, uow=uow)
    customer_id = uow.customers.get(command.customer_id).id  # of who was merged, the one they are part of
    erasure = erased(Kind.CUSTOMER, customer_id, scope, actor=actor, now=now, uow=uow)
    uow.record(CustomerErased(at=now, customer_id=customer_id))
    return erasure


def who_goes(command: EraseCustomer, *, actor: Actor, now: datetime, uow: PrivacyUnitOfWork) -> Scope:
    """Held until the unit of work ends. Raises what :func:`erase_customer` raises, and changes nothing."""
    require(actor, Action.ERASE_PERSON)
    superusers = uow.superusers.hold()
    customer = _held(command.customer_id, uow)
    members = members_of(customer, uow)
    may_go(members, superusers, actor)
    if len(members) > 1 and not command.with_members:
        raise CustomerShared(members=len(members))
    scope = uow.personal_data.scope({customer.id}, {user.id for user in members}, hold=True)
    if not command.with_bookings_ahead and (ahead := uow.personal_data.bookings_ahead(scope, now)):
        raise BookingsAhead(bookings=ahead)
    return scope


def _held(customer_id: CustomerId, uow: PrivacyUnitOfWork) -> Customer:
    """Nobody joins them or is merged with them from now on; whoever was while we waited is read after this."""
    known_id = uow.customers.get(customer_id).id
    uow.belongings.pair(known_id, known_id, held=True)
    customer = uow.customers.get(known_id)
    return customer if customer.id == known_id else _held(customer.id, uow)
