"""Commands of ``rft customers``: find duplicates, merge them, and undo a merge."""

from uuid import UUID

import click
from attrs import asdict

from rft_domain.access.actor import SYSTEM
from rft_domain.customers.merging.merge import Merge
from rft_domain.customers.merging.plan import DetailEffect, DoubleBooking, MergePlan, Side
from rft_domain.customers.merging.planning import EMAIL, FIELDS, MergeChoices
from rft_domain.customers.merging.queries import ListDuplicates, ListMerges, list_duplicates, list_merges
from rft_domain.customers.use_cases.find_duplicates import FindDuplicates, find_duplicates
from rft_domain.customers.use_cases.mark_distinct import MarkDistinct, mark_distinct, unmark_distinct
from rft_domain.customers.use_cases.merge_customers import MergeCustomers, merge_customers, preview_merge
from rft_domain.customers.use_cases.undo_merge import UndoMerge, undo_merge
from rft_domain.shared.ids import BookingId, CustomerId, MergeId
from rft_domain.shared.paging import PageRequest

from ..deduplicate import deduplicated
from ..http.merging.showing import (
    distinct_answer,
    duplicate_list,
    found_answer,
    merge_answer,
    merge_list,
    preview_answer,
)
from .place import Place, open_house, takes_place
from .show import echo_facts, echo_json, echo_more, echo_table, json_option, page_options


@click.command("find-duplicates")
@takes_place
@json_option
def find(place: Place, as_json: bool) -> None:
    """Look through all customers for who may be one person."""
    with open_house(place) as application:
        found = application.run(find_duplicates, FindDuplicates(), actor=SYSTEM)
    if as_json:
        echo_json(found_answer(found))
    else:
        click.echo(f"{found.pairs} pairs look like one person")


@click.command()
@takes_place
@page_options
@json_option
def duplicates(place: Place, limit: int, cursor: str | None, as_json: bool) -> None:
    """List who may be one person, the likeliest first, as find-duplicates found them."""
    with open_house(place) as application:
        page = application.read(
            list_duplicates, ListDuplicates(page=PageRequest(limit=limit, cursor=cursor)), actor=SYSTEM
        )
    if as_json:
        echo_json(duplicate_list(page))
        return
    rows = [
        (str(one.duplicate.score), ", ".join(one.duplicate.reasons), str(one.one.id), str(one.other.id))
        for one in page.items
    ]
    echo_table(("score", "reasons", "one", "other"), rows)
    echo_more(page.next_cursor)


@click.command()
@takes_place
@click.argument("customer_id", type=click.UUID)
@click.argument("other_id", type=click.UUID)
@click.option("--take-back", is_flag=True, help="They may be one person after all.")
@json_option
def distinct(place: Place, customer_id: UUID, other_id: UUID, take_back: bool, as_json: bool) -> None:
    """Remember that CUSTOMER_ID and OTHER_ID are not one person."""
    command = MarkDistinct(customer_id=CustomerId(customer_id), other_id=CustomerId(other_id))
    with open_house(place) as application:
        pair = application.run(unmark_distinct if take_back else mark_distinct, command, actor=SYSTEM)
    if as_json:
        echo_json(distinct_answer(pair))
    else:
        echo_facts([("One", str(pair.one_id)), ("Other", str(pair.other_id)), ("Distinct", str(not take_back))])


@click.command()
@takes_place
@click.argument("winner_id", type=click.UUID)
@click.argument("loser_id", type=click.UUID)
@click.option("--take", "taken", multiple=True, type=click.Choice((*FIELDS, EMAIL)), help="This field of the loser's.")
@click.option("--leave", "left", multiple=True, type=click.Choice((*FIELDS, EMAIL)), help="This one of the winner's.")
@click.option("--keep", multiple=True, type=click.UUID, help="Keep this booking where both are on one session.")
@click.option("--cancel", multiple=True, type=click.UUID, help="Cancel it instead.")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and do nothing.")
@json_option
def merge(
    place: Place,
    winner_id: UUID,
    loser_id: UUID,
    taken: tuple[str, ...],
    left: tuple[str, ...],
    keep: tuple[UUID, ...],
    cancel: tuple[UUID, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    """Merge the customer LOSER_ID into WINNER_ID.

    Of each field the profile changed last has the say, unless it is blank there; of the addresses the winner's stays.
    """
    choices = MergeChoices(
        fields=dict.fromkeys(taken, Side.LOSER) | dict.fromkeys(left, Side.WINNER),
        keep=tuple(map(BookingId, keep)),
        cancel=tuple(map(BookingId, cancel)),
    )
    command = MergeCustomers(winner_id=CustomerId(winner_id), loser_id=CustomerId(loser_id), choices=choices)
    with open_house(place) as application:
        if dry_run:
            preview = application.run(preview_merge, command, actor=SYSTEM)
            echo_json(preview_answer(preview)) if as_json else echo_facts(_plan(preview.plan))
            return
        done = application.run(merge_customers, command, actor=SYSTEM)
    echo_json(merge_answer(done)) if as_json else echo_facts(_facts(done))


@click.command("undo-merge")
@takes_place
@click.argument("merge_id", type=click.UUID)
@click.option("--leave-conflicts", is_flag=True, help="Undo everything but what was changed since.")
@json_option
def undo(place: Place, merge_id: UUID, leave_conflicts: bool, as_json: bool) -> None:
    """Undo the merge MERGE_ID, or say what stands against it."""
    command = UndoMerge(merge_id=MergeId(merge_id), leave_conflicts=leave_conflicts)
    with open_house(place) as application:
        undone = application.run(undo_merge, command, actor=SYSTEM)
    echo_json(merge_answer(undone)) if as_json else echo_facts(_facts(undone))


@click.command()
@takes_place
@page_options
@json_option
def merges(place: Place, limit: int, cursor: str | None, as_json: bool) -> None:
    """List merges, newest first."""
    with open_house(place) as application:
        page = application.read(list_merges, ListMerges(page=PageRequest(limit=limit, cursor=cursor)), actor=SYSTEM)
    if as_json:
        echo_json(merge_list(page))
        return
    rows = [
        (one.merged_at.isoformat(), "undone" if one.undone_at else "stands", str(one.winner_id), str(one.loser_id),
         str(one.id)) for one in page.items
    ]  # fmt: skip
    echo_table(("merged", "state", "winner", "loser", "id"), rows)
    echo_more(page.next_cursor)


@click.command()
@takes_place
@click.option("--at-least", type=click.IntRange(1, 100), required=True, help="Only pairs of this score or more.")
@click.option("--dry-run", is_flag=True, help="Show which would be merged, and merge none.")
@json_option
def deduplicate(place: Place, at_least: int, dry_run: bool, as_json: bool) -> None:
    """Merge all pairs that find-duplicates gave so high a score, into the one who was active last.

    Where both are on one session, somebody must choose: such a pair is left.
    """
    with open_house(place) as application:
        lines = deduplicated(application, at_least=at_least, dry_run=dry_run)
        if as_json:
            echo_json([asdict(line) for line in lines])
            return
        for line in lines:
            click.echo(f"{line.outcome}\t{line.score}\t{line.winner_id}\t{line.loser_id}\t{line.merge_id or ''}")


def _facts(merge: Merge) -> list[tuple[str, str]]:
    state = "undone" if merge.undone_at else "stands"
    facts = [("Merge", str(merge.id)), ("State", state), *_plan(merge.plan)]
    return [*facts, *(("Left", conflict) for conflict in merge.left)]


def _plan(plan: MergePlan) -> list[tuple[str, str]]:
    rows = [(one.fate.value.capitalize(), f"{len(one.ids)} {one.place}") for one in plan.affected]
    both = [("Both on", _double(one)) for one in plan.bookings]
    return [
        ("Winner", str(plan.winner_id)),
        ("Loser", str(plan.loser_id)),
        ("Changed", ", ".join(plan.changed_fields) or "nothing"),
        *(("Sensitive", _detail(one)) for one in plan.details if one.changes or one.left),
        ("Bookings", str(plan.figures.after.total_bookings)),
        ("Spent", f"£{plan.figures.after.total_spent.amount}"),
        *rows,
        *both,
    ]


def _detail(one: DetailEffect) -> str:
    if one.left:
        return f"{one.name}: the winner's; the loser's is another, and stays under the loser's id"
    return f"{one.name}: {' and '.join(side.value for side in one.sources)}"


def _double(one: DoubleBooking) -> str:
    choice = one.choice.value if one.choice else "choose"
    return f"{one.session_id}: {choice} {one.booking_id}, {one.seats} seats, £{one.final.amount}"


MERGING = (find, duplicates, distinct, merge, undo, merges, deduplicate)
