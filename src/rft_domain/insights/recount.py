"""Counting the kept figures again from the history, and setting right those that drifted (product.md B4)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Protocol

from attrs import field, frozen
from attrs.validators import and_, ge, le

from ..access.actor import Actor
from ..access.decisions import require
from ..access.policy import Action
from ..customers.figures import Figures
from ..shared.changes import Pair, Record
from ..shared.ids import CustomerId

BATCH = 500
"""Customers that are held still at once."""


@frozen(kw_only=True)
class CustomerFigures:
    """For the audit trail: what was kept before a recount, and after it."""

    record: ClassVar[Record] = Record.of(
        "figures",
        plain="customer_id figures.total_bookings figures.total_spent figures.first_booking_at figures.last_booking_at "
        "figures.customer_since figures.last_activity_at",
        key="customer_id",
    )

    customer_id: CustomerId
    figures: Figures


@frozen(kw_only=True)
class Drift:
    """One customer whose kept figures are not those of their history."""

    customer_id: CustomerId
    kept: Figures
    counted: Figures


@frozen(kw_only=True)
class Examined:
    """A stretch of customers in the order of their ids; ``last`` is the last of them, ``None`` where there is none."""

    customers: int
    drifts: tuple[Drift, ...]
    last: CustomerId | None


class FiguresRecount(Protocol):
    def examine(self, after: CustomerId | None, limit: int) -> Examined:
        """The ``limit`` customers behind ``after``: kept and counted figures are of the same moment."""
        ...

    def counted(self, customer_ids: Sequence[CustomerId]) -> Mapping[CustomerId, Figures]:
        """As :func:`~rft_domain.insights.figures.figures_of` defines them."""
        ...

    def correct(self, customer_ids: Sequence[CustomerId]) -> tuple[CustomerId, ...]:
        """Those that had drifted, set right. Their figures are held still until the end of the unit of work: what
        is booked meanwhile is added to the new ones.
        """
        ...

    def changed(self) -> Iterable[Pair]: ...


class RecountUnitOfWork(Protocol):
    @property
    def recount(self) -> FiguresRecount: ...


@frozen(kw_only=True)
class ExamineFigures:
    """``after_id`` is the last customer of the stretch before."""

    after_id: CustomerId | None = None
    limit: int = field(default=BATCH, validator=and_(ge(1), le(10_000)))


@frozen(kw_only=True)
class RecountFigures:
    customer_ids: tuple[CustomerId, ...]


def examine_figures(query: ExamineFigures, *, actor: Actor, now: datetime, uow: RecountUnitOfWork) -> Examined:
    """Changes nothing."""
    require(actor, Action.RECOUNT_FIGURES)
    return uow.recount.examine(query.after_id, query.limit)


def recount_figures(
    command: RecountFigures, *, actor: Actor, now: datetime, uow: RecountUnitOfWork
) -> tuple[CustomerId, ...]:
    """Those whose figures were wrong, and are right now."""
    require(actor, Action.RECOUNT_FIGURES)
    return uow.recount.correct(command.customer_ids)
