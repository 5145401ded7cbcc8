"""Somebody of every role, logged in at the API of a test."""

from attrs import evolve

from rft_adapters.system import SystemEntropy
from rft_domain.identity.user import Role, User
from rft_domain.shared.email import Email
from rft_domain.shared.ids import UserId
from tests.app.http.api import PASSWORD, Api

ROLES = ("anonymous", "customer", "organiser", "instructor", "admin", "superuser")


def user_of(api: Api, kind: str) -> User | None:
    """A user of that kind, made here. Members belong to the customer who booked; anonymous is nobody."""
    if kind == "anonymous":
        return None
    is_member = kind in ("customer", "organiser")
    user = User.register(
        id=UserId(SystemEntropy().uuid()),
        email=Email.parse(f"{kind}.of.the.tests@example.org"),
        first_name="Grace",
        last_name="Ofori",
        role=Role.CUSTOMER if is_member else Role(kind),
        customer_id=api.booking.customer_id if is_member else None,
        now=api.house.clock(),
    )
    user = evolve(
        user,
        is_organizer=kind == "organiser",
        password_hash=api.house.application.passwords.hash(PASSWORD),
    )
    with api.house.store.unit_of_work() as uow:
        uow.users.add(user)
        uow.commit()
    return user


def logged_in_as(api: Api, user: User | None, token: str) -> dict[str, str]:
    """The headers of a new log-in."""
    if user is None:
        return {}
    api.logged_in(user, token)
    return {"Authorization": f"Bearer {token}"}
