"""How long what is kept: one table of rules, each with what it is about, since when, and why so long."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from attrs import frozen

from ..identity.attempts import FORGOTTEN_AFTER
from ..identity.forgetting import DEVICES_KEPT_FOR, ENDED_KEPT_FOR
from ..shared.changes import Record
from ..shared.ids import CustomerId
from ..shared.receipts import KEPT_FOR


@frozen(kw_only=True)
class Rule:
    """Rows of ``table`` go, or their columns ``emptied`` are emptied, ``days`` after ``since``.

    ``since`` is a column of the table, or of the one it is joined ``through`` by a column, which names it.
    A row that a column of another table names stays: ``unless_named_by``. Without ``days`` for ever.
    """

    name: str
    table: str
    since: str
    days: int
    because: str
    emptied: tuple[str, ...] = ()
    through: tuple[tuple[str, str], ...] = ()
    unless_named_by: tuple[str, str] | None = None

    def before(self, now: datetime, days: Mapping[str, int]) -> datetime | None:
        """``None``: nothing goes. ``days`` has other numbers than the table, by name; 0 is for ever."""
        chosen = days.get(self.name, self.days)
        return now - timedelta(days=chosen) if chosen > 0 else None


_ART_5 = "no longer needed (UK GDPR, art. 5(1)(e))"

RULES: tuple[Rule, ...] = (
    Rule(
        name="special_requirements",
        table="bookings.attendees",
        since="ends_at",
        through=(("booking_id", "bookings.bookings"), ("session_id", "catalogue.sessions")),
        emptied=("special_requirements", "sealed_requirements", "sealed_for"),
        days=183,
        because=f"health data: {_ART_5}, art. 9; half a year for questions about the day itself",
    ),
    Rule(
        name="origin",
        table="activity.audit",
        since="at",
        emptied=("request_id", "ip", "user_agent", "origin_salt"),
        days=365,
        because="where requests came from shows attacks, and a year is enough for that (UK GDPR, art. 32)",
    ),
    Rule(
        name="activity_origin",
        table="activity.entries",
        since="at",
        emptied=("ip", "user_agent"),
        days=365,
        because="as in the audit trail",
    ),
    Rule(
        name="portal_links",
        table="identity.portal_links",
        since="expires_at",
        days=30,
        because=f"mailed codes that open nothing: {_ART_5}",
    ),
    Rule(
        name="portal_sessions",
        table="identity.portal_sessions",
        since="expires_at",
        unless_named_by=("identity.portal_links", "session_id"),
        days=30,
        because=f"sessions of guests that are over: {_ART_5}",
    ),
    Rule(
        name="delivered_letters",
        table="shared.outbox",
        since="delivered_at",
        days=30,
        because=f"ids of letters that were delivered: {_ART_5}",
    ),
    Rule(
        name="receipts",
        table="shared.receipts",
        since="created_at",
        days=KEPT_FOR.days,
        because="answers that can be asked for again for a week (product.md D6)",
    ),
    Rule(
        name="log_in_attempts",
        table="identity.log_in_attempts",
        since="last_at",
        days=FORGOTTEN_AFTER.days,
        because="guesses count for a day (product.md A4)",
    ),
    Rule(
        name="log_ins",
        table="identity.auth_sessions",
        since="expires_at",
        days=ENDED_KEPT_FOR.days,
        because=f"log-ins that are over, with address and browser: {_ART_5}",
    ),
    Rule(
        name="password_resets",
        table="identity.password_resets",
        since="expires_at",
        days=ENDED_KEPT_FOR.days,
        because=f"letters that open nothing: {_ART_5}",
    ),
    Rule(
        name="devices",
        table="identity.devices",
        since="created_at",
        days=DEVICES_KEPT_FOR.days,
        because="who comes from a device so old is a stranger again (product.md A4)",
    ),
    Rule(
        name="registrations",
        table="identity.registrations",
        since="expires_at",
        days=30,
        because=f"wishes for an account that were proven or given up: {_ART_5}",
    ),
    Rule(
        name="invitations",
        table="identity.invitations",
        since="expires_at",
        days=30,
        because=f"invitations that open nothing: {_ART_5}",
    ),
    Rule(
        name="verification_codes",
        table="identity.verification_codes",
        since="expires_at",
        days=30,
        because=f"codes that prove nothing any more: {_ART_5}",
    ),
)

IDLE = "idle_customers"
# six years of tax records and one of grace (VAT Notice 700/21, section 2; Limitation Act 1980, s. 5)
IDLE_DAYS = 7 * 365 + 2


@frozen(kw_only=True)
class Kept:
    """What one rule did, or would do: ``before`` is ``None`` where it is switched off."""

    record: ClassVar[Record] = Record.of("retention", plain="name table before rows because", key="name")

    name: str
    table: str
    before: datetime | None
    rows: int
    because: str


@frozen(kw_only=True)
class Report:
    """``idle`` are customers to be erased by hand, or by the worker where that is switched on."""

    kept: tuple[Kept, ...]
    idle: tuple[CustomerId, ...] = ()
