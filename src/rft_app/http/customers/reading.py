"""From the wire to commands and queries about customers."""

from typing import Any

from rft_domain.customers.finding import CustomerFilter, ListCustomers
from rft_domain.customers.use_cases.change_customer import ChangeCustomer
from rft_domain.shared.ids import CustomerId
from rft_domain.shared.money import Money

from ...customers import SeeWholeCustomer
from ...exports import ExportCustomers
from ..endpoint import Call
from ..portal.reading import profile
from ..query import given, instant_or_none, page_of
from .wire import CustomerBody, CustomersQuery, ExportQuery

_INSTANTS = ("active_from", "active_to", "created_from", "created_to")
_AMOUNTS = ("min_spent", "max_spent")
_PLAIN = (
    "search", "status", "customer_type", "min_bookings", "max_bookings", "marketing", "sms", "newsletter",
    "course_id",
)  # fmt: skip


def list_(call: Call) -> ListCustomers:
    query: CustomersQuery = call.query
    return ListCustomers(wanted=wanted(query), sort=query.sort, page=page_of(query))


def wanted(filters: Any) -> CustomerFilter:
    """From a query, or from the body of a segment, where null is any."""
    known: dict[str, Any] = {name: given(getattr(filters, name)) for name in (*_PLAIN, *_AMOUNTS)}
    known |= {name: instant_or_none(getattr(filters, name), f"/{name}") for name in _INSTANTS}
    known |= {name: Money.of(known[name]) for name in _AMOUNTS if known[name] is not None}
    return CustomerFilter(**known)


def see(call: Call) -> SeeWholeCustomer:
    return SeeWholeCustomer(customer_id=CustomerId(call.ids["customer_id"]))


def change(call: Call) -> ChangeCustomer:
    body: CustomerBody = call.body
    return ChangeCustomer(
        customer_id=CustomerId(call.ids["customer_id"]),
        profile=profile(body),
        status=body.status,
        version=call.version,
    )


def export(call: Call) -> ExportCustomers:
    query: ExportQuery = call.query
    return ExportCustomers(format=query.format, wanted=wanted(query), sort=query.sort)
