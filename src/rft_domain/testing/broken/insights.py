"""Faults of figures and insights: each of the three ways of counting, counting wrongly."""

from collections.abc import Mapping, Sequence
from datetime import UTC

from attrs import evolve

from ...access.visibility import Visibility
from ...bookings.booking import Booking, BookingStatus
from ...bookings.queries import BookingFilter
from ...customers.figures import Figures, FiguresChange
from ...insights.history import Span
from ...insights.insights import Insights
from ...insights.recount import Examined
from ...shared.ids import CustomerId
from ...shared.money import ZERO
from ..ports import Open, Ports
from ..recount import EVERYTHING, pages
from .fault import fault, instead, swapping


@fault("S73")
def part_cancellations_cost_as_before(open_unit_of_work: Open) -> Open:
    """What a booking costs less after a part of it was cancelled is not taken off the kept figures."""

    def swap(parts: Ports) -> Ports:
        def change_figures(customer_id: CustomerId, change: FiguresChange) -> None:
            kept = change if change.bookings or change.spent >= ZERO else evolve(change, spent=ZERO)
            parts.customers.change_figures(customer_id, kept)

        return evolve(parts, customers=instead(parts.customers, change_figures=change_figures))

    return swapping(open_unit_of_work, swap)


@fault("S73")
def cancelled_bookings_are_counted(open_unit_of_work: Open) -> Open:
    """The store's count of the history takes cancelled bookings for bookings."""

    def swap(parts: Ports) -> Ports:
        def counted(customer_ids: Sequence[CustomerId]) -> Mapping[CustomerId, Figures]:
            cancelled = [b.customer_id for b in _bookings(parts) if b.status is BookingStatus.CANCELLED]
            found = parts.recount.counted(customer_ids)
            return {
                id: evolve(figures, total_bookings=figures.total_bookings + cancelled.count(id))
                for id, figures in found.items()
            }

        return evolve(parts, recount=instead(parts.recount, counted=counted))

    return swapping(open_unit_of_work, swap)


@fault("S74")
def months_of_another_clock(open_unit_of_work: Open) -> Open:
    """Bookings are sorted into months by the clock of the server."""

    def swap(parts: Ports) -> Ports:
        def overall(span: Span, *, top: int, visible: Visibility) -> Insights:
            found = parts.insight_reader.overall(span, top=top, visible=visible)
            standing = [b.created_at for b in _bookings(parts) if b.status is not BookingStatus.CANCELLED]
            there = {at.astimezone(UTC).date().replace(day=1) for at in standing if span.holds(at)}
            if there == {one.month for one in found.months}:
                return found
            months = [evolve(one, month=month) for one, month in zip(found.months, sorted(there), strict=False)]
            return evolve(found, months=tuple(months))

        return evolve(parts, insight_reader=instead(parts.insight_reader, overall=overall))

    return swapping(open_unit_of_work, swap)


@fault("S74")
def everybody_is_new(open_unit_of_work: Open) -> Open:
    """Whether a customer had booked before is asked of the span alone."""

    def swap(parts: Ports) -> Ports:
        def overall(span: Span, *, top: int, visible: Visibility) -> Insights:
            found = parts.insight_reader.overall(span, top=top, visible=visible)
            return evolve(found, new_customers=found.customers)

        return evolve(parts, insight_reader=instead(parts.insight_reader, overall=overall))

    return swapping(open_unit_of_work, swap)


@fault("S74")
def insights_of_anybody(open_unit_of_work: Open) -> Open:
    """Whoever knows the id of a customer is told what they booked."""

    def swap(parts: Ports) -> Ports:
        def of_customer(customer_id: CustomerId, *, top: int, visible: Visibility) -> Insights:
            own = Visibility(customer_id=customer_id)
            return parts.insight_reader.of_customer(customer_id, top=top, visible=own)

        return evolve(parts, insight_reader=instead(parts.insight_reader, of_customer=of_customer))

    return swapping(open_unit_of_work, swap)


@fault("S75")
def drift_goes_unseen(open_unit_of_work: Open) -> Open:
    """Nobody who looks is told of figures that are wrong."""

    def swap(parts: Ports) -> Ports:
        def examine(after: CustomerId | None, limit: int) -> Examined:
            return evolve(parts.recount.examine(after, limit), drifts=())

        return evolve(parts, recount=instead(parts.recount, examine=examine))

    return swapping(open_unit_of_work, swap)


@fault("S75")
def recounts_the_first_only(open_unit_of_work: Open) -> Open:
    """Of the figures to be set right, those of one customer are."""

    def swap(parts: Ports) -> Ports:
        def correct(customer_ids: Sequence[CustomerId]) -> tuple[CustomerId, ...]:
            return parts.recount.correct(customer_ids[:1])

        return evolve(parts, recount=instead(parts.recount, correct=correct))

    return swapping(open_unit_of_work, swap)


def _bookings(parts: Ports) -> list[Booking]:
    return list(pages(lambda page: parts.booking_reader.page(BookingFilter(), page, visible=EVERYTHING)))
