"""The calls about customers (http.md, "Staff and customers")."""

from rft_domain.access.policy import Action
from rft_domain.customers import errors as e
from rft_domain.customers.finding import list_customers
from rft_domain.customers.use_cases.change_customer import change_customer
from rft_domain.shared.sealing import DataKeyMissing, SealedDataRefused

from ... import exports
from ...customers import see_whole_customer
from ..endpoint import Endpoint, IfMatch
from ..users.showing import customer_answer
from ..users.wire import CustomerAnswer
from ..wire import ListAnswer
from . import examples, reading
from .showing import MEDIA, customer_list, download, whole_customer
from .wire import CustomerBody, CustomersQuery, ExportQuery, WholeCustomerAnswer

_GROUP = "Managing customers"
_ONE = "/api/admin/customers/{customer_id}"

CUSTOMERS: tuple[Endpoint, ...] = (
    Endpoint(
        name="list_customers",
        method="GET",
        path="/api/admin/customers",
        group=_GROUP,
        summary="Find customers, with their figures",
        description="Newest first, unless `sort` says otherwise; `-` is the same order from its end.",
        action=Action.SEE_CUSTOMER,
        query=CustomersQuery,
        answer=ListAnswer[CustomerAnswer],
        read=list_customers,
        ask=reading.list_,
        show=customer_list,
        answer_example=examples.LIST,
    ),
    Endpoint(
        name="export_customers",
        method="GET",
        path="/api/admin/customers/export",
        group=_GROUP,
        summary="Download customers as a table",
        description="All that the filter finds. Each download is in the activity log. Nothing sensitive is in it.",
        action=Action.EXPORT_CUSTOMERS,
        query=ExportQuery,
        answer=bytes,
        media=tuple(MEDIA.values()),
        carry_out=exports.export_customers,
        ask=reading.export,
        show=download,
        errors=(exports.ExportTooLarge, exports.FormatNotInstalled),
    ),
    Endpoint(
        name="get_customer",
        method="GET",
        path=_ONE,
        group=_GROUP,
        summary="Read one customer, its members and its latest bookings",
        description="Ten bookings at most, newest first.",
        action=Action.SEE_CUSTOMER,
        answer=WholeCustomerAnswer,
        read=see_whole_customer,
        ask=reading.see,
        show=whole_customer,
        versioned=True,
        errors=(e.CustomerNotFound, DataKeyMissing, SealedDataRefused),
        answer_example=examples.WHOLE,
    ),
    Endpoint(
        name="change_customer",
        method="PUT",
        path=_ONE,
        group=_GROUP,
        summary="Change a customer: the profile and the status",
        description="What is left out is unknown from then on, and the status active.",
        action=Action.CHANGE_CUSTOMER_STATUS,
        body=CustomerBody,
        answer=CustomerAnswer,
        use_case=change_customer,
        ask=reading.change,
        show=customer_answer,
        versioned=True,
        if_match=IfMatch.REQUIRED,
        errors=(e.CustomerNotFound,),
        body_example=examples.BODY,
        answer_example=examples.CUSTOMER | {"city": "Leeds", "postcode": "LS1 1AA", "version": 2},
    ),
)
