"""``rft users …``: list, show, register and change users; the first superuser is made here."""

import sys
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import click

from rft_domain.access.actor import SYSTEM, Actor
from rft_domain.customers.profile import CustomerType
from rft_domain.identity.queries import UserFilter
from rft_domain.identity.use_cases.assign_role import AssignRole, assign_role
from rft_domain.identity.use_cases.deactivate_user import DeactivateUser, deactivate_user
from rft_domain.identity.use_cases.reactivate_user import ReactivateUser, reactivate_user
from rft_domain.identity.use_cases.register_user import RegisterUser, register_user
from rft_domain.identity.use_cases.remove_second_factor import RemoveSecondFactor, remove_second_factor
from rft_domain.identity.user import Role, User, UserStatus
from rft_domain.insights.people import ListPeople, PersonFilter, PersonSort, list_people
from rft_domain.shared.email import Email
from rft_domain.shared.ids import UserId
from rft_domain.shared.money import Money
from rft_domain.shared.paging import PageRequest
from rft_domain.shared.phone import Phone
from rft_domain.shared.runner import UseCase
from rft_domain.unit_of_work import UnitOfWork

from ..http.users.showing import people_list, person_answer, user_answer
from ..log_in import NewSuperuser, make_superuser
from ..people import SeePerson, see_person
from .place import Place, open_house, takes_place
from .show import echo_facts, echo_json, echo_more, echo_table, json_option, page_options
from .types import PRICE, WALL_CLOCK, in_zone

C = TypeVar("C")
_ROLE = click.Choice([role.value for role in Role])
_CUSTOMER_TYPE = click.Choice([one.value for one in CustomerType])
_SORT = click.Choice([sort.value for sort in PersonSort])
_ZONE = "Europe/London"
_ANY = "any"
_STATUS = click.Choice([*(status.value for status in UserStatus), _ANY])


@click.group()
def users() -> None:
    """List, show, register and change users."""


@users.command("list")
@takes_place
@click.option("--search", help="Parts of names, e-mail address or phone; all must be found.")
@click.option("--role", type=_ROLE, help="Only those in this role.")
@click.option("--status", type=_STATUS, default=UserStatus.ACTIVE.value, show_default=True, help="Only those.")
@click.option("--customer-type", type=_CUSTOMER_TYPE, help="Only members of such a customer.")
@click.option("--active-from", type=WALL_CLOCK, help="Last active at or after, by the clock in London.")
@click.option("--active-to", type=WALL_CLOCK, help="Last active before, by the clock in London.")
@click.option("--min-spent", type=PRICE, help="Whose customer has spent no less.")
@click.option("--min-bookings", type=click.IntRange(0, 999_999_999), help="Whose customer has booked no less often.")
@click.option(
    "--sort", type=_SORT, default=PersonSort.CREATED_AT_DOWN.value, show_default=True, help="A - means downwards."
)
@page_options
@json_option
def list_(
    place: Place,
    search: str | None,
    role: str | None,
    status: str,
    customer_type: str | None,
    active_from: datetime | None,
    active_to: datetime | None,
    min_spent: Money | None,
    min_bookings: int | None,
    sort: str,
    limit: int,
    cursor: str | None,
    as_json: bool,
) -> None:
    """List users; the figures of their customers are in the JSON."""
    users = UserFilter(
        search=search, role=Role(role) if role else None, status=None if status == _ANY else UserStatus(status)
    )
    wanted = PersonFilter(
        users=users,
        customer_type=CustomerType(customer_type) if customer_type else None,
        active_from=in_zone(active_from, _ZONE, "/active_from") if active_from else None,
        active_to=in_zone(active_to, _ZONE, "/active_to") if active_to else None,
        min_spent=min_spent,
        min_bookings=min_bookings,
    )
    with open_house(place) as application:
        query = ListPeople(wanted=wanted, sort=PersonSort(sort), page=PageRequest(limit=limit, cursor=cursor))
        page = application.read(list_people, query, actor=SYSTEM)
    if as_json:
        echo_json(people_list(page))
        return
    echo_table(("name", "e-mail", "role", "status", "id"), [_row(person.user) for person in page.items])
    echo_more(page.next_cursor)


@users.command()
@takes_place
@click.argument("user_id", type=click.UUID)
@json_option
def show(place: Place, user_id: UUID, as_json: bool) -> None:
    """Show one user, their customer and its latest bookings."""
    with open_house(place) as application:
        person = application.read(see_person, SeePerson(user_id=UserId(user_id)), actor=SYSTEM)
    if as_json:
        echo_json(person_answer(person))
        return
    user, customer = person.user, person.customer
    facts = [("Name", f"{user.first_name} {user.last_name}"), *_facts(user)]
    if customer is not None:
        figures = customer.figures
        facts += [
            ("Customer", str(customer.id)),
            ("Bookings", str(figures.total_bookings)),
            ("Spent", f"£{figures.total_spent.amount}"),
        ]
    facts += [("Booking", f"{booking.reference} {booking.status.value}") for booking in person.recent_bookings]
    echo_facts(facts)


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
    _run(place, register_user, command, as_json)


@users.command("create-superuser")
@takes_place
@click.option("--email", required=True, help="The superuser's e-mail address.")
@click.option("--first-name", required=True, help="The superuser's first name.")
@click.option("--last-name", required=True, help="The superuser's last name.")
@json_option
def create_superuser(place: Place, email: str, first_name: str, last_name: str, as_json: bool) -> None:
    """Make a superuser who can log in: the first one is made here.

    The password is asked for on a terminal, else read from the first line of standard input.
    """
    address, password = Email.parse(email), _password()
    wanted = NewSuperuser(email=address, first_name=first_name, last_name=last_name, password=password)
    with open_house(place) as application:
        _show(make_superuser(application, wanted, actor=SYSTEM), as_json)


def _password() -> str:
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return typed
    return sys.stdin.readline().rstrip("\r\n")


@users.command()
@takes_place
@click.argument("user_id", type=click.UUID)
@json_option
def deactivate(place: Place, user_id: UUID, as_json: bool) -> None:
    """Deactivate a user; all history stays."""
    _run(place, deactivate_user, DeactivateUser(user_id=UserId(user_id)), as_json)


@users.command()
@takes_place
@click.argument("user_id", type=click.UUID)
@json_option
def reactivate(place: Place, user_id: UUID, as_json: bool) -> None:
    """Make an inactive or suspended user active again."""
    _run(place, reactivate_user, ReactivateUser(user_id=UserId(user_id)), as_json)


@users.command("disable-second-factor")
@takes_place
@click.argument("user_id", type=click.UUID)
@json_option
def disable_second_factor(place: Place, user_id: UUID, as_json: bool) -> None:
    """Turn off the second factor of a user who has lost it.

    All their sessions end. A password of less than 15 characters opens nothing from then on: such a user asks for a
    letter to choose a longer one.
    """
    _run(place, remove_second_factor, RemoveSecondFactor(user_id=UserId(user_id)), as_json)


@users.command("assign-role")
@takes_place
@click.argument("user_id", type=click.UUID)
@click.argument("role", type=_ROLE)
@json_option
def assign(place: Place, user_id: UUID, role: str, as_json: bool) -> None:
    """Give the user USER_ID the role ROLE."""
    _run(place, assign_role, AssignRole(user_id=UserId(user_id), role=Role(role)), as_json)


def _run(place: Place, use_case: UseCase[C, Actor, UnitOfWork, User], command: C, as_json: bool) -> None:
    with open_house(place) as application:
        _show(application.run(use_case, command, actor=SYSTEM), as_json)


def _show(user: User, as_json: bool) -> None:
    if as_json:
        echo_json(user_answer(user))
    else:
        echo_facts(_facts(user))


def _facts(user: User) -> list[tuple[str, str]]:
    return [
        ("User", str(user.id)),
        ("E-mail", user.email.typed),
        ("Role", user.role.value),
        ("Status", user.status.value),
    ]


def _row(user: User) -> tuple[str, ...]:
    return f"{user.first_name} {user.last_name}", user.email.typed, user.role.value, user.status.value, str(user.id)
