"""From the wire to commands and queries about merges."""

from rft_domain.customers.merging.planning import MergeChoices
from rft_domain.customers.merging.queries import ListDuplicates, ListMerges, SeeMerge
from rft_domain.customers.use_cases.find_duplicates import FindDuplicates
from rft_domain.customers.use_cases.mark_distinct import MarkDistinct
from rft_domain.customers.use_cases.merge_customers import MergeCustomers
from rft_domain.customers.use_cases.undo_merge import UndoMerge
from rft_domain.shared.ids import BookingId, CustomerId, MergeId

from ..endpoint import Call
from ..query import given, page_of
from .wire import MergeBody, MergesQuery, OtherBody, UndoBody


def merge(call: Call) -> MergeCustomers:
    body: MergeBody = call.body
    choices = MergeChoices(
        fields=body.fields, keep=tuple(map(BookingId, body.keep)), cancel=tuple(map(BookingId, body.cancel))
    )
    return MergeCustomers(
        winner_id=_customer_id(call), loser_id=CustomerId(body.loser_id), choices=choices, digest=body.digest
    )


def undo(call: Call) -> UndoMerge:
    body: UndoBody = call.body
    return UndoMerge(merge_id=MergeId(call.ids["merge_id"]), leave_conflicts=body.leave_conflicts)


def see(call: Call) -> SeeMerge:
    return SeeMerge(merge_id=MergeId(call.ids["merge_id"]))


def list_(call: Call) -> ListMerges:
    query: MergesQuery = call.query
    customer_id = given(query.customer_id)
    return ListMerges(customer_id=CustomerId(customer_id) if customer_id else None, page=page_of(query))


def duplicates(call: Call) -> ListDuplicates:
    return ListDuplicates(page=page_of(call.query))


def find(call: Call) -> FindDuplicates:
    return FindDuplicates()


def distinct(call: Call) -> MarkDistinct:
    body: OtherBody = call.body
    return MarkDistinct(customer_id=_customer_id(call), other_id=CustomerId(body.other_id))


def _customer_id(call: Call) -> CustomerId:
    return CustomerId(call.ids["customer_id"])
