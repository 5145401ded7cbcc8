"""From merges and duplicates to the wire."""

from attrs import evolve

from rft_domain.customers.figures import Figures
from rft_domain.customers.merging.duplicates import DistinctPair, Likeness
from rft_domain.customers.merging.merge import Merge
from rft_domain.customers.merging.plan import Affected, DoubleBooking, MergePlan
from rft_domain.customers.merging.rules import Fate
from rft_domain.customers.preferences import Choices
from rft_domain.customers.use_cases.find_duplicates import Found
from rft_domain.customers.use_cases.merge_customers import MergePreview
from rft_domain.shared.paging import Page

from ..users.showing import customer_answer
from ..wire import ListAnswer, MoneyAnswer
from .wire import (
    AffectedAnswer,
    ChoicesAnswer,
    CountsAnswer,
    DetailEffectAnswer,
    DistinctAnswer,
    DoubleBookingAnswer,
    DuplicateAnswer,
    FieldEffectAnswer,
    FiguresEffectAnswer,
    FoundAnswer,
    MergeAnswer,
    PlanAnswer,
    PreviewAnswer,
)


def preview_answer(preview: MergePreview) -> PreviewAnswer:
    figures = preview.plan.figures.after
    merged = evolve(preview.winner, profile=preview.profile, email=preview.email, figures=figures)
    return PreviewAnswer(
        plan=plan_answer(preview.plan),
        winner=customer_answer(preview.winner),
        loser=customer_answer(preview.loser),
        merged=customer_answer(merged),
    )


def merge_answer(merge: Merge) -> MergeAnswer:
    return MergeAnswer(
        id=merge.id,
        winner_id=merge.winner_id,
        loser_id=merge.loser_id,
        plan=plan_answer(merge.plan),
        merged_at=merge.merged_at,
        merged_by=merge.merged_by,
        undone_at=merge.undone_at,
        undone_by=merge.undone_by,
        left=list(merge.left),
        version=merge.version,
    )


def merge_list(page: Page[Merge]) -> ListAnswer[MergeAnswer]:
    return ListAnswer.of(page.map(merge_answer))


def plan_answer(plan: MergePlan) -> PlanAnswer:
    figures, preferences = plan.figures, plan.preferences
    return PlanAnswer(
        winner_id=plan.winner_id,
        loser_id=plan.loser_id,
        digest=plan.digest,
        email=plan.email,
        fields=[FieldEffectAnswer(one.name, one.source, one.changes) for one in plan.fields],
        affected=[_affected(one, plan) for one in plan.affected],
        figures=FiguresEffectAnswer(_counts(figures.winner), _counts(figures.loser), _counts(figures.after)),
        preferences_before=_choices(preferences.before),
        preferences_after=_choices(preferences.after),
        details=[DetailEffectAnswer(one.name, list(one.sources), one.left) for one in plan.details],
        bookings=[_double(one) for one in plan.bookings],
    )


def duplicate_list(page: Page[Likeness]) -> ListAnswer[DuplicateAnswer]:
    return ListAnswer.of(page.map(_duplicate))


def found_answer(found: Found) -> FoundAnswer:
    return FoundAnswer(found.pairs)


def distinct_answer(pair: DistinctPair) -> DistinctAnswer:
    return DistinctAnswer(pair.id, pair.one_id, pair.other_id, pair.marked_by, pair.marked_at)


def _affected(one: Affected, plan: MergePlan) -> AffectedAnswer:
    after = {Fate.MOVED: plan.winner_id, Fate.KEPT: plan.loser_id}.get(one.fate)
    return AffectedAnswer(one.place, one.fate, list(one.ids), plan.loser_id, after)


def _counts(figures: Figures) -> CountsAnswer:
    return CountsAnswer(
        total_bookings=figures.total_bookings,
        total_spent=MoneyAnswer.of(figures.total_spent),
        first_booking_at=figures.first_booking_at,
        last_booking_at=figures.last_booking_at,
        customer_since=figures.customer_since,
        last_activity_at=figures.last_activity_at,
    )


def _choices(choices: Choices) -> ChoicesAnswer:
    return ChoicesAnswer(choices.marketing, choices.sms, choices.newsletter, choices.preferred_contact)


def _double(one: DoubleBooking) -> DoubleBookingAnswer:
    return DoubleBookingAnswer(
        booking_id=one.booking_id,
        session_id=one.session_id,
        with_bookings=list(one.with_bookings),
        status=one.status,
        seats=one.seats,
        final=MoneyAnswer.of(one.final),
        choice=one.choice,
    )


def _duplicate(one: Likeness) -> DuplicateAnswer:
    found = one.duplicate
    return DuplicateAnswer(
        id=found.id,
        score=found.score,
        reasons=list(found.reasons),
        found_at=found.found_at,
        one=customer_answer(one.one),
        other=customer_answer(one.other),
    )
