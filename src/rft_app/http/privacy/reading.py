"""From the wire to erasures and exports."""

from rft_domain.privacy.queries import ExportPerson, ListErasures
from rft_domain.privacy.use_cases.erase_customer import EraseCustomer
from rft_domain.privacy.use_cases.erase_user import EraseUser
from rft_domain.shared.ids import CustomerId, UserId

from ..endpoint import Call
from .wire import EraseBody


def export(call: Call) -> ExportPerson:
    return ExportPerson(customer_id=CustomerId(call.ids["customer_id"]))


def export_own(call: Call) -> ExportPerson:
    return ExportPerson()


def erase_customer(call: Call) -> EraseCustomer:
    body: EraseBody = call.body
    return EraseCustomer(
        customer_id=CustomerId(call.ids["customer_id"]),
        with_bookings_ahead=body.with_bookings_ahead,
        with_members=body.with_members,
    )


def erase_user(call: Call) -> EraseUser:
    return EraseUser(user_id=UserId(call.ids["user_id"]))


def list_(call: Call) -> ListErasures:
    return ListErasures()
