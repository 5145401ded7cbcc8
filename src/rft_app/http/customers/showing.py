"""From customers to the wire."""

from rft_domain.customers.customer import Customer
from rft_domain.customers.use_cases.record_export import ExportFormat
from rft_domain.shared.paging import Page

from ...customers import CustomerView
from ...exports import Export
from ..bookings.showing import booking_answer
from ..endpoint import Download
from ..users.showing import customer_answer, user_answer
from ..users.wire import CustomerAnswer
from ..wire import ListAnswer
from .wire import WholeCustomerAnswer

MEDIA = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def customer_list(page: Page[Customer]) -> ListAnswer[CustomerAnswer]:
    return ListAnswer.of(page.map(customer_answer))


def whole_customer(view: CustomerView) -> WholeCustomerAnswer:
    return WholeCustomerAnswer(
        customer=customer_answer(view.customer),
        members=[user_answer(user) for user in view.members],
        recent_bookings=[booking_answer(booking) for booking in view.recent_bookings],
    )


def download(export: Export) -> Download:
    return Download(media_type=MEDIA[export.format], name=f"customers.{export.format.value}", file=export.file)
