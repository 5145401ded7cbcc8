"""Merge all duplicates of a high score (product.md J4): one merge each, on record, and each can be undone."""

from collections.abc import Iterator

from attrs import frozen

from rft_domain.access.actor import SYSTEM
from rft_domain.customers.merging.duplicates import Likeness
from rft_domain.customers.merging.errors import AlreadyMerged, MergeNeedsChoice
from rft_domain.customers.merging.queries import ListDuplicates, list_duplicates
from rft_domain.customers.use_cases.merge_customers import MergeCustomers, merge_customers, preview_merge
from rft_domain.shared.ids import CustomerId, MergeId
from rft_domain.shared.paging import PageRequest

from .application import Application


@frozen(kw_only=True)
class Line:
    """``outcome``: ``merged``, ``would-merge``, ``needs-choice`` or ``merged-before``, in this run."""

    outcome: str
    score: int
    winner_id: CustomerId
    loser_id: CustomerId
    merge_id: MergeId | None = None


def deduplicated(application: Application, *, at_least: int, dry_run: bool) -> Iterator[Line]:
    """The likeliest first; the winner is who was active last."""
    for one in list(_likely(application, at_least)):
        winner, loser = sorted((one.one, one.other), key=lambda each: (each.figures.last_activity_at, each.id))[::-1]
        command = MergeCustomers(winner_id=winner.id, loser_id=loser.id)
        outcome, merge_id = _merged(application, command, dry_run=dry_run)
        yield Line(
            outcome=outcome,
            score=one.duplicate.score,
            winner_id=winner.id,
            loser_id=loser.id,
            merge_id=merge_id,
        )


def _likely(application: Application, at_least: int) -> Iterator[Likeness]:
    page = application.read(list_duplicates, ListDuplicates(page=PageRequest(limit=200)), actor=SYSTEM)
    while True:
        for one in page.items:
            if one.duplicate.score < at_least:
                return
            yield one
        if page.next_cursor is None:
            return
        more = PageRequest(limit=200, cursor=page.next_cursor)
        page = application.read(list_duplicates, ListDuplicates(page=more), actor=SYSTEM)


def _merged(application: Application, command: MergeCustomers, *, dry_run: bool) -> tuple[str, MergeId | None]:
    try:
        if dry_run:
            plan = application.run(preview_merge, command, actor=SYSTEM).plan
            return ("needs-choice" if plan.undecided else "would-merge"), None
        return "merged", application.run(merge_customers, command, actor=SYSTEM).id
    except MergeNeedsChoice:
        return "needs-choice", None
    except AlreadyMerged:
        return "merged-before", None
