"""Seals the audit trail and signs checkpoints of it, beside the delivery of mail and never on the way of a request."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from attrs import define, field

from rft_domain.activity.checkpoints import Checkpoints, checkpoint_of
from rft_domain.activity.seals import Keys
from rft_domain.activity.trail import AuditTrail, seal_next
from rft_domain.shared.errors import Busy

BATCH = 1_000
PASS_EVERY = timedelta(seconds=10)
SIGN_EVERY = timedelta(seconds=30)
"""With the pass before it: while there is news, two checkpoints are at most 60 s apart."""
_RECENT = timedelta(hours=1)
_WHOLE_EVERY = timedelta(hours=1)

log = structlog.get_logger("rft.sealer")


@define(kw_only=True)
class Sealer:
    """Any number may run side by side: where two seal the same rows, one of them is refused and leaves it at that.

    Most passes look at the last hour; the first, and one in an hour, look at the whole trail for what was left out.
    """

    trail: AuditTrail
    checkpoints: Checkpoints
    keys: Keys
    clock: Callable[[], datetime]
    _pass_at: datetime | None = field(default=None, init=False)
    _whole_at: datetime | None = field(default=None, init=False)

    def run_if_due(self) -> None:
        """Nothing goes wrong here for others: what does is logged, and tried again."""
        now = self.clock()
        if self._pass_at is not None and now < self._pass_at:
            return
        self._pass_at = now + PASS_EVERY
        try:
            self.seal_all(now)
            self.sign(now)
        except Busy as error:
            log.warning("sealing waits for the store", code=error.code)
        except OSError as error:
            log.error("the checkpoint cannot be written", reason=error.strerror)

    def seal_all(self, now: datetime) -> int:
        """Until nothing is left without a seal, or a rival is at it; how many rows this one has sealed."""
        whole = self._whole_at is None or now >= self._whole_at
        sealed = 0
        while done := seal_next(self.trail, self.keys, since=None if whole else now - _RECENT, limit=BATCH):
            sealed += done
            self.sign(self.clock())
        if whole:
            self._whole_at = now + _WHOLE_EVERY
        return sealed

    def sign(self, now: datetime) -> None:
        """A checkpoint, where there is news and the newest is old enough. Raises ``OSError``."""
        head, newest = self.trail.head(), self.checkpoints.newest()
        if head is None or (newest is not None and newest.count >= head.seq):
            return
        if newest is not None:
            if abs(now - newest.at) < SIGN_EVERY:
                return
            if [each.seal.value for each in self.trail.sealed(after=newest.count - 1, limit=1)] != [newest.head]:
                log.error("the audit trail is not the one that was signed: nothing is signed", count=newest.count)
                return
        self.checkpoints.add(checkpoint_of(head, now, self.keys))
