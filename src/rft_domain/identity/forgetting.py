"""What of log-ins is no longer kept: it opens nothing any more, and the audit trail tells that it was there."""

from datetime import datetime, timedelta

from attrs import field, frozen

from ..shared.period import instant
from .attempts import FORGOTTEN_AFTER

ENDED_KEPT_FOR = timedelta(days=7)
DEVICES_KEPT_FOR = timedelta(days=365)


@frozen(kw_only=True)
class OldLogIns:
    """Attempts last counted, sessions and resets expired, and devices made known, before these instants."""

    attempts_before: datetime = field(validator=instant)
    ended_before: datetime = field(validator=instant)
    devices_before: datetime = field(validator=instant)

    @classmethod
    def at(cls, now: datetime) -> "OldLogIns":
        """Attempts so old count for nothing; whoever comes from a device so old is a stranger again."""
        return cls(
            attempts_before=now - FORGOTTEN_AFTER,
            ended_before=now - ENDED_KEPT_FOR,
            devices_before=now - DEVICES_KEPT_FOR,
        )
