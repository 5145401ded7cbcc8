"""Structured logs (product.md J12): one line of JSON per event, with ids and codes, never with personal data."""

import logging
import sys
from typing import TextIO, cast

import structlog

from rft_domain.shared.audit import AuditRow
from rft_domain.shared.errors import Busy, OutcomeUnknown, Transient

_log = structlog.get_logger("rft")
_BUSY = frozenset({Busy.code, Transient.code, OutcomeUnknown.code})


class _StandardError:
    """Wherever it leads when a line is written: a logger outlives what it was pointed at."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def configure_logs(level: str) -> None:
    """Everything of ours to standard error, as JSON; ``level`` is debug, info, warning or error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(file=cast(TextIO, _StandardError())),
        cache_logger_on_first_use=True,
    )


def log_outcome(row: AuditRow) -> None:
    """Refusals, a store that is busy, customers that came into being by themselves; the audit has the rest."""
    if row.code in _BUSY:
        _log.warning("busy", **_facts(row))
    elif row.outcome == "refused":
        _log.info("refused", **_facts(row))
    elif "CustomerOpened" in row.about.get("news", ""):
        _log.info("customer opened", **_facts(row))


def _facts(row: AuditRow) -> dict[str, object]:
    facts: dict[str, object] = {name: value for name, value in row.about.items() if value}
    return facts | {
        "action": row.action,
        "actor": row.actor_kind,
        "code": row.code,
        "request_id": row.origin.request_id,
    }
