"""What is kept no longer goes, and what went is on record (product.md B15)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from attrs import field, frozen

from ...access.actor import Actor
from ...access.decisions import require
from ...access.policy import Action
from ..ports import PrivacyUnitOfWork
from ..retention import IDLE, IDLE_DAYS, RULES, Kept, Report, Rule

MOST_IDLE = 1_000


@frozen(kw_only=True)
class ApplyRetention:
    """``days`` by the name of a rule, in place of its own; 0 is for ever. ``counted_only``: nothing goes,
    and what only goes once something else has gone is not counted.
    """

    days: Mapping[str, int] = field(factory=dict)
    counted_only: bool = False


def apply_retention(command: ApplyRetention, *, actor: Actor, now: datetime, uow: PrivacyUnitOfWork) -> Report:
    """What each rule did, or would do."""
    require(actor, Action.APPLY_RETENTION)
    kept = tuple(_kept(rule, command, now, uow) for rule in RULES)
    days = command.days.get(IDLE, IDLE_DAYS)
    idle = uow.retention.idle(now - timedelta(days=days), MOST_IDLE) if days > 0 else ()
    return Report(kept=kept, idle=idle)


def _kept(rule: Rule, command: ApplyRetention, now: datetime, uow: PrivacyUnitOfWork) -> Kept:
    before = rule.before(now, command.days)
    rows = 0
    if before is not None:
        rows = uow.retention.count(rule, before) if command.counted_only else uow.retention.forget(rule, before)
    return Kept(name=rule.name, table=rule.table, before=before, rows=rows, because=rule.because)
