"""``rft users …``: register users and assign roles; the first superuser is made here."""

from uuid import UUID

import click

from rft_domain.access.actor import SYSTEM
from rft_domain.identity.use_cases.assign_role import AssignRole, assign_role
from rft_domain.identity.use_cases.register_user import RegisterUser, register_user
from rft_domain.identity.user import Role, User
from rft_domain.shared.email import Email
from rft_domain.shared.ids import UserId
from rft_domain.shared.phone import Phone

from .place import Place, open_house, takes_place
from .show import echo_facts, echo_json, json_option

_ROLE = click.Choice([role.value for role in Role])


@click.group()
def users() -> None:
    """Register users and assign roles."""


@users.command()
@takes_place
@click.option("--email", required=True, help="The user's e-mail address.")
@click.option("--first-name", required=True, help="The user's first name.")
@click.option("--last-name", required=True, help="The user's last name.")
@click.option("--phone", help="The user's phone number, as people type it.")
@click.option("--role", type=_ROLE, default=Role.CUSTOMER.value, show_default=True, help="What the user may do.")
@json_option
def register(
    place: Place, email: str, first_name: str, last_name: str, phone: str | None, role: str, as_json: bool
) -> None:
    """Register a user, without a password."""
    command = RegisterUser(
        email=Email.parse(email),
        first_name=first_name,
        last_name=last_name,
        phone=Phone.parse(phone) if phone else None,
        role=Role(role),
    )
    with open_house(place) as application:
        _show(application.run(register_user, command, actor=SYSTEM), as_json)


@users.command("assign-role")
@takes_place
@click.argument("user_id", type=click.UUID)
@click.argument("role", type=_ROLE)
@json_option
def assign(place: Place, user_id: UUID, role: str, as_json: bool) -> None:
    """Give the user USER_ID the role ROLE."""
    command = AssignRole(user_id=UserId(user_id), role=Role(role))
    with open_house(place) as application:
        _show(application.run(assign_role, command, actor=SYSTEM), as_json)


def _show(user: User, as_json: bool) -> None:
    if as_json:
        echo_json({"id": user.id, "email": user.email.typed, "role": user.role, "status": user.status})
    else:
        echo_facts([("User", str(user.id)), ("E-mail", user.email.typed), ("Role", user.role.value)])
