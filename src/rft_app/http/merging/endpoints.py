"""The calls of duplicates and merges (http.md, "Staff and customers")."""

from rft_domain.access.policy import Action
from rft_domain.customers.errors import CustomerIsErased, CustomerNotFound
from rft_domain.customers.merging import errors as e
from rft_domain.customers.merging import queries
from rft_domain.customers.use_cases.find_duplicates import find_duplicates
from rft_domain.customers.use_cases.mark_distinct import mark_distinct, unmark_distinct
from rft_domain.customers.use_cases.merge_customers import merge_customers, preview_merge
from rft_domain.customers.use_cases.undo_merge import undo_merge

from ..endpoint import Endpoint
from ..wire import ListAnswer
from . import examples, reading
from .showing import distinct_answer, duplicate_list, found_answer, merge_answer, merge_list, preview_answer
from .wire import (
    DistinctAnswer,
    DuplicateAnswer,
    FoundAnswer,
    MergeAnswer,
    MergeBody,
    MergesQuery,
    OtherBody,
    PageQuery,
    PreviewAnswer,
    UndoBody,
)

_GROUP = "Merging customers"
_ACTION = Action.MERGE_CUSTOMERS
_CUSTOMER, _MERGES = "/api/admin/customers/{customer_id}", "/api/admin/merges"

DUPLICATES: tuple[Endpoint, ...] = (
    Endpoint(
        name="list_duplicates",
        method="GET",
        path="/api/admin/customers/duplicates",
        group=_GROUP,
        summary="List customers who may be one person, the likeliest first",
        description="As the last look found them, without those merged or marked as distinct since.",
        action=_ACTION,
        query=PageQuery,
        answer=ListAnswer[DuplicateAnswer],
        read=queries.list_duplicates,
        ask=reading.duplicates,
        show=duplicate_list,
        answer_example=examples.DUPLICATE_LIST,
    ),
    Endpoint(
        name="find_duplicates",
        method="POST",
        path="/api/admin/customers/duplicates/find",
        group=_GROUP,
        summary="Look through all customers for duplicates",
        action=_ACTION,
        answer=FoundAnswer,
        use_case=find_duplicates,
        ask=reading.find,
        show=found_answer,
        answer_example=examples.FOUND,
    ),
    Endpoint(
        name="mark_distinct",
        method="POST",
        path=f"{_CUSTOMER}/distinct",
        group=_GROUP,
        summary="Say that two customers are not one person",
        action=_ACTION,
        body=OtherBody,
        answer=DistinctAnswer,
        use_case=mark_distinct,
        ask=reading.distinct,
        show=distinct_answer,
        errors=(CustomerNotFound, e.SameCustomer),
        body_example=examples.OTHER_BODY,
        answer_example=examples.DISTINCT,
    ),
    Endpoint(
        name="unmark_distinct",
        method="POST",
        path=f"{_CUSTOMER}/not-distinct",
        group=_GROUP,
        summary="Take back that two customers are not one person",
        action=_ACTION,
        body=OtherBody,
        answer=DistinctAnswer,
        use_case=unmark_distinct,
        ask=reading.distinct,
        show=distinct_answer,
        errors=(e.NotMarked,),
        body_example=examples.OTHER_BODY,
        answer_example=examples.DISTINCT,
    ),
)

MERGES: tuple[Endpoint, ...] = (
    Endpoint(
        name="preview_merge",
        method="POST",
        path=f"{_CUSTOMER}/merge/preview",
        group=_GROUP,
        summary="Look at what a merge would do",
        description="Nothing is done, and the answer is all that will be. The audit trail says who looked.",
        action=_ACTION,
        body=MergeBody,
        answer=PreviewAnswer,
        use_case=preview_merge,
        ask=reading.merge,
        show=preview_answer,
        errors=(CustomerNotFound, e.SameCustomer, e.AlreadyMerged, CustomerIsErased),
        body_example=examples.MERGE_BODY,
        answer_example=examples.PREVIEW,
    ),
    Endpoint(
        name="merge_customers",
        method="POST",
        path=f"{_CUSTOMER}/merge",
        group=_GROUP,
        summary="Merge a customer into this one",
        description="Whatever names the other names this one from then on; old ids, addresses and links lead here.",
        action=_ACTION,
        body=MergeBody,
        answer=MergeAnswer,
        status=201,
        use_case=merge_customers,
        ask=reading.merge,
        show=merge_answer,
        location="/api/admin/merges/{id}",
        errors=(
            CustomerNotFound,
            e.SameCustomer,
            e.AlreadyMerged,
            CustomerIsErased,
            e.MergePlanChanged,
            e.MergeNeedsChoice,
        ),
        body_example=examples.MERGE_BODY,
        answer_example=examples.MERGE,
    ),
    Endpoint(
        name="list_merges",
        method="GET",
        path=_MERGES,
        group=_GROUP,
        summary="List merges, newest first",
        action=_ACTION,
        query=MergesQuery,
        answer=ListAnswer[MergeAnswer],
        read=queries.list_merges,
        ask=reading.list_,
        show=merge_list,
        answer_example=examples.MERGE_LIST,
    ),
    Endpoint(
        name="get_merge",
        method="GET",
        path=f"{_MERGES}/{{merge_id}}",
        group=_GROUP,
        summary="Read one merge",
        action=_ACTION,
        answer=MergeAnswer,
        read=queries.see_merge,
        ask=reading.see,
        show=merge_answer,
        errors=(e.MergeNotFound,),
        answer_example=examples.MERGE,
    ),
    Endpoint(
        name="undo_merge",
        method="POST",
        path=f"{_MERGES}/{{merge_id}}/undo",
        group=_GROUP,
        summary="Undo a merge",
        description="Both are as they were, with what came since; or whatever stands against it is named.",
        action=_ACTION,
        body=UndoBody,
        answer=MergeAnswer,
        use_case=undo_merge,
        ask=reading.undo,
        show=merge_answer,
        errors=(e.MergeNotFound, e.AlreadyUndone, e.UndoConflicts),
        body_example=examples.UNDO_BODY,
        answer_example=examples.MERGE,
    ),
)
