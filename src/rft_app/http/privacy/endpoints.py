"""The calls that hand out and erase what is known of one person (product.md B15)."""

from rft_domain.access.policy import Action
from rft_domain.customers.errors import CustomerNotFound
from rft_domain.identity.errors import LastSuperuser, UserNotFound
from rft_domain.privacy import errors as e
from rft_domain.privacy.queries import list_erasures
from rft_domain.shared.errors import NotFound

from ... import privacy
from ..endpoint import Endpoint
from . import examples, reading
from .showing import ZIP, download, erasure_answer, erasures_answer
from .wire import EraseBody, ErasureAnswer, ErasuresAnswer

_GROUP = "Privacy"
_CUSTOMER = "/api/admin/customers/{customer_id}"

PRIVACY: tuple[Endpoint, ...] = (
    Endpoint(
        name="export_own_data",
        method="GET",
        path="/api/customer/export",
        group=_GROUP,
        summary="Take everything that is kept about oneself",
        description="A zip with `data.json` and a page to read. Guests need a step-up first. A member of a customer "
        "with several members gets what is known of themselves.",
        action=Action.EXPORT_PERSON,
        answer=bytes,
        media=(ZIP,),
        carry_out=privacy.export,
        ask=reading.export_own,
        show=download,
        errors=(NotFound,),
    ),
    Endpoint(
        name="export_customer",
        method="GET",
        path=f"{_CUSTOMER}/export",
        group=_GROUP,
        summary="Take everything that is kept about one customer",
        description="A zip with `data.json` and a page to read, to be handed to that customer.",
        action=Action.EXPORT_PERSON,
        answer=bytes,
        media=(ZIP,),
        carry_out=privacy.export,
        ask=reading.export,
        show=download,
        errors=(CustomerNotFound,),
    ),
    Endpoint(
        name="erase_customer",
        method="POST",
        path=f"{_CUSTOMER}/erase",
        group=_GROUP,
        summary="Erase everything that is personal of one customer, for good",
        description="The books stay: bookings without names, figures, and an audit trail whose seals hold. A second "
        "call answers the evidence of the first.",
        action=Action.ERASE_PERSON,
        body=EraseBody,
        answer=ErasureAnswer,
        carry_out=privacy.erase,
        ask=reading.erase_customer,
        show=erasure_answer,
        errors=(CustomerNotFound, e.CustomerShared, e.BookingsAhead, e.LedgerMissing, LastSuperuser),
        body_example=examples.BODY,
        answer_example=examples.ERASURE,
    ),
    Endpoint(
        name="erase_user",
        method="POST",
        path="/api/admin/users/{user_id}/erase",
        group=_GROUP,
        summary="Erase one user, whose customer stays",
        action=Action.ERASE_PERSON,
        answer=ErasureAnswer,
        carry_out=privacy.erase,
        ask=reading.erase_user,
        show=erasure_answer,
        errors=(UserNotFound, e.UserIsCustomer, e.LedgerMissing, LastSuperuser),
        answer_example=examples.ERASURE | {"kind": "user"},
    ),
    Endpoint(
        name="list_erasures",
        method="GET",
        path="/api/admin/erasures",
        group=_GROUP,
        summary="List who was erased, when and by whom",
        action=Action.ERASE_PERSON,
        answer=ErasuresAnswer,
        read=list_erasures,
        ask=reading.list_,
        show=erasures_answer,
        answer_example=examples.ERASURES,
    ),
)
