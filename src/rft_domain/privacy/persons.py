"""Who of the users is which customer: members share one, and each is a person."""

from ..customers.customer import Customer
from ..identity.user import User
from .ports import PrivacyUnitOfWork


def members_of(customer: Customer, uow: PrivacyUnitOfWork) -> tuple[User, ...]:
    """Its members, and who has its address without being a member of another."""
    members = uow.members.of(customer.id)
    known = {user.id for user in members}
    same = uow.users.by_email(customer.email)
    return members if same is None or same.customer_id is not None or same.id in known else (*members, same)


def who_is(customer: Customer, uow: PrivacyUnitOfWork) -> tuple[User, ...]:
    """Those of the members who are the customer: who has its address, or its only member."""
    members = members_of(customer, uow)
    return members if len(members) == 1 else tuple(user for user in members if user.email == customer.email)
