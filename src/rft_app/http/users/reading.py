"""From the wire to commands and queries about users."""

from rft_domain.identity.queries import UserFilter
from rft_domain.identity.use_cases.assign_role import AssignRole
from rft_domain.identity.use_cases.change_user import ChangeUser
from rft_domain.identity.use_cases.deactivate_user import DeactivateUser
from rft_domain.identity.use_cases.reactivate_user import ReactivateUser
from rft_domain.identity.use_cases.register_user import RegisterUser
from rft_domain.identity.use_cases.remove_second_factor import RemoveSecondFactor
from rft_domain.identity.user import UserDetails
from rft_domain.insights.people import ListPeople, PersonFilter
from rft_domain.shared.email import Email
from rft_domain.shared.ids import UserId
from rft_domain.shared.money import Money
from rft_domain.shared.phone import Phone
from rft_domain.shared.text import tidy

from ...people import ListOfPerson, SeePerson
from ..endpoint import Call
from ..findings import Findings
from ..query import given, instant_or_none, page_of
from .wire import OfUserQuery, RoleBody, UserBody, UserChangeBody, UsersQuery

# stand in for what was refused, so that the other fields are looked at as well; never leave this file
_ADDRESS = Email("nobody@invalid", "nobody@invalid")
_REGISTER = RegisterUser(email=_ADDRESS, first_name="-", last_name="-")
_DETAILS = UserDetails(first_name="-", last_name="-")


def register(call: Call) -> RegisterUser:
    body: UserBody = call.body
    findings = Findings()
    email = findings.at("", lambda: Email.parse(body.email), _ADDRESS)
    phone = findings.at("", lambda: _phone(body.phone), None)

    def make() -> RegisterUser:
        first_name, last_name = tidy(body.first_name), tidy(body.last_name)
        return RegisterUser(email=email, first_name=first_name, last_name=last_name, phone=phone, role=body.role)

    command = findings.at("", make, _REGISTER)
    findings.settle()
    return command


def change(call: Call) -> ChangeUser:
    body: UserChangeBody = call.body
    findings = Findings()
    phone = findings.at("", lambda: _phone(body.phone), None)

    def make() -> UserDetails:
        return UserDetails(
            first_name=tidy(body.first_name),
            last_name=tidy(body.last_name),
            phone=phone,
            is_organizer=body.is_organizer,
        )

    details = findings.at("", make, _DETAILS)
    findings.settle()
    return ChangeUser(user_id=_user_id(call), details=details, version=call.version)


def _phone(typed: str | None) -> Phone | None:
    return Phone.parse(typed) if typed and not typed.isspace() else None


def deactivate(call: Call) -> DeactivateUser:
    return DeactivateUser(user_id=_user_id(call), version=call.version)


def reactivate(call: Call) -> ReactivateUser:
    return ReactivateUser(user_id=_user_id(call), version=call.version)


def remove_second_factor(call: Call) -> RemoveSecondFactor:
    return RemoveSecondFactor(user_id=_user_id(call))


def assign_role(call: Call) -> AssignRole:
    body: RoleBody = call.body
    return AssignRole(user_id=_user_id(call), role=body.role)


def list_(call: Call) -> ListPeople:
    query: UsersQuery = call.query
    spent = given(query.min_spent)
    wanted = PersonFilter(
        users=UserFilter(search=given(query.search), role=given(query.role), status=query.status.status),
        customer_type=given(query.customer_type),
        active_from=instant_or_none(query.active_from, "/active_from"),
        active_to=instant_or_none(query.active_to, "/active_to"),
        min_spent=Money.of(spent) if spent is not None else None,
        min_bookings=given(query.min_bookings),
        marketing=given(query.marketing),
        sms=given(query.sms),
        newsletter=given(query.newsletter),
        course_id=given(query.course_id),
    )
    return ListPeople(wanted=wanted, sort=query.sort, page=page_of(query))


def see(call: Call) -> SeePerson:
    return SeePerson(user_id=_user_id(call))


def of_person(call: Call) -> ListOfPerson:
    query: OfUserQuery = call.query
    return ListOfPerson(user_id=_user_id(call), page=page_of(query))


def _user_id(call: Call) -> UserId:
    return UserId(call.ids["user_id"])
