"""Recounts the kept figures, stretch by stretch; what is done stays done, whenever it is stopped (product.md B4)."""

from collections.abc import Callable, Iterator

from attrs import define, field

from rft_domain.access.actor import Actor
from rft_domain.insights.recount import (
    BATCH,
    Drift,
    Examined,
    ExamineFigures,
    RecountFigures,
    examine_figures,
    recount_figures,
)
from rft_domain.shared.ids import CustomerId

from .application import Application


@define
class RecountReport:
    """``last`` is the last customer that was looked at: a run that was stopped goes on behind it."""

    customers: int = 0
    drifts: list[Drift] = field(factory=list)
    corrected: int = 0
    last: CustomerId | None = None


def stretches(application: Application, *, actor: Actor, after: CustomerId | None = None) -> Iterator[Examined]:
    """Every customer behind ``after``, in the order of their ids."""
    examined = application.read(examine_figures, ExamineFigures(after_id=after, limit=BATCH), actor=actor)
    while examined.last is not None:
        yield examined
        if examined.customers < BATCH:
            return
        query = ExamineFigures(after_id=examined.last, limit=BATCH)
        examined = application.read(examine_figures, query, actor=actor)


def recount(
    application: Application,
    *,
    actor: Actor,
    check: bool = False,
    after: CustomerId | None = None,
    told: Callable[[RecountReport], None] = lambda report: None,
) -> RecountReport:
    """With ``check`` nothing is changed. ``told`` is called after every stretch.

    Only who drifted is held still, and a stretch is one transaction: customers book meanwhile.
    """
    report = RecountReport(last=after)
    for examined in stretches(application, actor=actor, after=after):
        report.customers += examined.customers
        report.drifts += examined.drifts
        if examined.drifts and not check:
            ids = tuple(drift.customer_id for drift in examined.drifts)
            report.corrected += len(application.run(recount_figures, RecountFigures(customer_ids=ids), actor=actor))
        report.last = examined.last
        told(report)
    return report
