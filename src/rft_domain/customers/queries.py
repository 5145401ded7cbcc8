"""Reading one customer."""

from datetime import datetime
from typing import Protocol

from attrs import frozen

from ..access.actor import Actor
from ..access.decisions import Subject, customer_for, require, require_over
from ..access.policy import Action
from ..shared.ids import CustomerId
from .customer import Customer
from .errors import CustomerNotFound
from .ports import Consents, Customers, Sensitive
from .preferences import ConsentChange, Preferences
from .sensitive import SensitiveDetails


class CustomerViews(Protocol):
    @property
    def customers(self) -> Customers: ...


@frozen(kw_only=True)
class SeeCustomer:
    customer_id: CustomerId


@frozen(kw_only=True)
class SeeOwnCustomer:
    """The one that the actor acts for."""


def see_own_customer(query: SeeOwnCustomer, *, actor: Actor, now: datetime, uow: CustomerViews) -> Customer:
    """Raises :class:`CustomerNotFound` for who acts for none."""
    require(actor, Action.SEE_CUSTOMER)
    if actor.customer_id is None:
        raise CustomerNotFound()
    return see_customer(SeeCustomer(customer_id=actor.customer_id), actor=actor, now=now, uow=uow)


def see_customer(query: SeeCustomer, *, actor: Actor, now: datetime, uow: CustomerViews) -> Customer:
    """With its figures. Raises :class:`CustomerNotFound`, also for what the actor may not see."""
    require(actor, Action.SEE_CUSTOMER)
    subject = Subject(customer_id=query.customer_id)
    require_over(actor, Action.SEE_CUSTOMER, subject, sees=Action.SEE_CUSTOMER)
    return uow.customers.get(query.customer_id)


class ConsentViews(Protocol):
    @property
    def customers(self) -> Customers: ...
    @property
    def consents(self) -> Consents: ...


@frozen(kw_only=True)
class SeePreferences:
    """``customer_id`` ``None`` is the actor's own."""

    customer_id: CustomerId | None = None


@frozen(kw_only=True)
class SeeConsentHistory:
    customer_id: CustomerId


def see_preferences(query: SeePreferences, *, actor: Actor, now: datetime, uow: ConsentViews) -> Preferences:
    """Raises :class:`NotFound`, also for what the actor may not see."""
    require(actor, Action.SEE_CUSTOMER)
    customer_id = customer_for(actor, query.customer_id)
    require_over(actor, Action.SEE_CUSTOMER, Subject(customer_id=customer_id), sees=Action.SEE_CUSTOMER)
    return uow.consents.get(uow.customers.get(customer_id).id)


def see_consent_history(
    query: SeeConsentHistory, *, actor: Actor, now: datetime, uow: ConsentViews
) -> tuple[ConsentChange, ...]:
    """Every change, in order. Raises :class:`CustomerNotFound`."""
    require(actor, Action.SEE_CONSENT_HISTORY)
    subject = Subject(customer_id=query.customer_id)
    require_over(actor, Action.SEE_CONSENT_HISTORY, subject, sees=Action.SEE_CUSTOMER)
    return uow.consents.history(uow.customers.get(query.customer_id).id)


class SensitiveViews(Protocol):
    @property
    def customers(self) -> Customers: ...
    @property
    def sensitive(self) -> Sensitive: ...


@frozen(kw_only=True)
class SeeSensitiveDetails:
    """``customer_id`` ``None`` is the actor's own."""

    customer_id: CustomerId | None = None


def see_sensitive_details(
    query: SeeSensitiveDetails, *, actor: Actor, now: datetime, uow: SensitiveViews
) -> SensitiveDetails:
    """Raises :class:`NotFound`, also for what the actor may not see."""
    require(actor, Action.SEE_SENSITIVE)
    customer_id = customer_for(actor, query.customer_id)
    require_over(actor, Action.SEE_SENSITIVE, Subject(customer_id=customer_id), sees=Action.SEE_CUSTOMER)
    return uow.sensitive.get(uow.customers.get(customer_id).id)
