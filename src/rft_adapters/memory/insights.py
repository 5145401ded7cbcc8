"""Insights, the recount and the monitor, by brute force over all that is there."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from attrs import evolve

from rft_domain.access.decisions import Subject
from rft_domain.access.visibility import Visibility
from rft_domain.customers.customer import Customer
from rft_domain.customers.figures import Figures
from rft_domain.customers.merging.duplicates import Duplicate
from rft_domain.identity.user import Role, UserStatus
from rft_domain.insights.figures import figures_of
from rft_domain.insights.history import Booked, Span, insights_of
from rft_domain.insights.insights import Insights
from rft_domain.insights.monitor import Readings
from rft_domain.insights.recount import CustomerFigures, Drift, Examined
from rft_domain.shared.changes import Pair
from rft_domain.shared.ids import CustomerId

from .state import State


class MemoryInsightReader:
    def __init__(self, state: State) -> None:
        self._state = state

    def of_customer(self, customer_id: CustomerId, *, top: int, visible: Visibility) -> Insights:
        mine = [one for one in self._booked(visible) if one.booking.customer_id == customer_id]
        return insights_of(mine, top=top)

    def overall(self, span: Span, *, top: int, visible: Visibility) -> Insights:
        return insights_of(self._booked(visible), span, top=top)

    def _booked(self, visible: Visibility) -> list[Booked]:
        state = self._state
        with state.lock:
            return [
                Booked(booking=booking, course=state.courses[state.sessions[booking.session_id].terms.course_id])
                for booking in state.bookings.values()
                if visible.shows(Subject(customer_id=booking.customer_id, booking_id=booking.id))
            ]


class MemoryFiguresRecount:
    def __init__(self, state: State, hold: Callable[[], None]) -> None:
        self._state = state
        self._hold = hold
        self._corrected: dict[CustomerId, Drift] = {}

    def examine(self, after: CustomerId | None, limit: int) -> Examined:
        with self._state.lock:
            own = (id for id, one in self._state.customers.items() if one.merged_into is None)
            behind = sorted(id for id in own if after is None or id > after)[:limit]
            drifts = self._drifts(behind)
        return Examined(customers=len(behind), drifts=tuple(drifts), last=behind[-1] if behind else None)

    def counted(self, customer_ids: Sequence[CustomerId]) -> Mapping[CustomerId, Figures]:
        with self._state.lock:
            return {id: self._counted(self._state.customers[id]) for id in customer_ids if id in self._state.customers}

    def correct(self, customer_ids: Sequence[CustomerId]) -> tuple[CustomerId, ...]:
        self._hold()
        there = [id for id in customer_ids if id in self._state.customers]
        self._corrected |= {drift.customer_id: drift for drift in self._drifts(there)}
        return tuple(sorted(self._corrected))

    def changed(self) -> Iterable[Pair]:
        for id, drift in self._corrected.items():
            yield (
                CustomerFigures(customer_id=id, figures=drift.kept),
                CustomerFigures(customer_id=id, figures=drift.counted),
            )

    def check(self) -> None:
        return

    def apply(self) -> None:
        for id, drift in self._corrected.items():
            self._state.customers[id] = evolve(self._state.customers[id], figures=drift.counted)

    def _drifts(self, customer_ids: Iterable[CustomerId]) -> list[Drift]:
        pairs = [(self._state.customers[id], self._counted(self._state.customers[id])) for id in customer_ids]
        return [
            Drift(customer_id=customer.id, kept=customer.figures, counted=counted)
            for customer, counted in pairs
            if customer.figures != counted
        ]

    def _counted(self, customer: Customer) -> Figures:
        bookings = [one for one in self._state.bookings.values() if one.customer_id == customer.id]
        return figures_of(customer, bookings, [one for one in self._state.activity if one.customer_id == customer.id])


class MemoryMonitorReader:
    def __init__(self, state: State) -> None:
        self._state = state

    def readings(self, sign_ups_since: datetime) -> Readings:
        with self._state.lock:
            users, posted = list(self._state.users.values()), list(self._state.outbox.values())
            waiting = [one.message.created_at for one in posted if one.delivered_at is None and one.due_at is not None]
            sealed = {seal.row_id for seal in self._state.seals}
            roles = Counter(user.role for user in users)
            return Readings(
                users=len(users),
                active_users=sum(1 for user in users if user.status is UserStatus.ACTIVE),
                by_role={role: roles[role] for role in Role},
                sign_ups=sum(1 for user in users if user.created_at >= sign_ups_since),
                customers=sum(1 for one in self._state.customers.values() if one.merged_into is None),
                unlinked_bookings=sum(1 for one in self._state.bookings.values() if one.customer_id is None),
                duplicates=sum(1 for one in self._state.duplicates.values() if self._stands(one)),
                outbox_waiting=len(waiting),
                outbox_oldest=min(waiting, default=None),
                failed_letters=sum(1 for one in posted if one.delivered_at is None and one.due_at is None),
                unsealed_audit_rows=sum(1 for row in self._state.audit if row.id not in sealed),
            )

    def _stands(self, one: Duplicate) -> bool:
        pair = (one.one_id, one.other_id)
        marked = any((each.one_id, each.other_id) == pair for each in self._state.distinct_pairs.values())
        return not marked and all(self._state.customers[id].merged_into is None for id in pair)
