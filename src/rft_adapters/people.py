"""What the customers slice knows of users: a few fields of the identity slice's, whatever store they are in."""

from rft_domain.customers.ports import Person
from rft_domain.identity.ports import Users
from rft_domain.shared.ids import UserId


class PeopleReader:
    """The customers slice's ``People``, over the identity slice's ``Users``."""

    __slots__ = ("_users",)

    def __init__(self, users: Users) -> None:
        self._users = users

    def get(self, user_id: UserId) -> Person:
        user = self._users.get(user_id)
        return Person(
            user_id=user.id,
            email=user.email,
            first_name=user.first_name,
            last_name=user.last_name,
            phone=user.phone,
            email_verified=user.email_verified,
            customer_id=user.customer_id,
        )
