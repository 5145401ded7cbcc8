"""Delivers the outbox: claims what is due, sends it, and says so. At least once, oldest first. Seals in between."""

from datetime import datetime, timedelta
from threading import Event

import structlog
from attrs import frozen

from rft_domain.access.actor import SYSTEM
from rft_domain.bookings.letters import TOPICS, letter_for
from rft_domain.identity.letters import PASSWORD_RESET
from rft_domain.identity.use_cases.issue_reset import IssueReset, issue_reset
from rft_domain.shared.errors import Busy, NotFound, RftError
from rft_domain.shared.ids import UserId, parse_uuid
from rft_domain.shared.mail import Mail
from rft_domain.shared.outbox import Message
from rft_domain.shared.receipts import KEPT_FOR

from .application import Application
from .sealer import Sealer

LEASE = timedelta(minutes=2)
BATCH = 50
GIVE_UP_AFTER = 12
_PAUSE_SECONDS = 1.0
_PURGE_EVERY = timedelta(hours=1)

log = structlog.get_logger("rft.worker")


@frozen(kw_only=True)
class Worker:
    """Without ``mail`` the letters wait in the outbox, and nothing is claimed."""

    application: Application
    mail: Mail | None
    sealer: Sealer | None = None

    def run(self, stop: Event) -> None:
        """Until ``stop`` is set. A store that is away for a while is waited for."""
        if self.mail is None:
            log.warning("letters wait: RFT_MAIL_KIND is not set (console, file or smtp)")
        purge_at = self.application.clock()
        while not stop.is_set():
            try:
                delivered = self.deliver_due()
                if (now := self.application.clock()) >= purge_at:
                    self.application.store.forget_receipts(now - KEPT_FOR)
                    self.application.limiter.forget()
                    purge_at = now + _PURGE_EVERY
                if self.sealer is not None:
                    self.sealer.run_if_due()
            except Busy as error:
                log.warning("outbox waits for the store", code=error.code)
                delivered = 0
            if delivered < BATCH:
                stop.wait(_PAUSE_SECONDS)

    def deliver_due(self) -> int:
        """One batch; how many messages were claimed."""
        if self.mail is None:
            return 0
        messages = self.application.store.outbox_queue.claim(now=self.application.clock(), lease=LEASE, limit=BATCH)
        for message in messages:
            self._deliver(message, self.mail)
        return len(messages)

    def _deliver(self, message: Message, mail: Mail) -> None:
        queue, now = self.application.store.outbox_queue, self.application.clock()
        try:
            self._send(message, mail)
        except NotFound:
            queue.failed(message, reason="not-found", retry_at=None)
        except RftError as error:
            queue.failed(message, reason=error.code, retry_at=_next_try(message, now))
        else:
            queue.delivered(message, now=now)
            return
        log.warning("message not delivered", topic=message.topic, message_id=str(message.id), attempts=message.attempts)

    def _send(self, message: Message, mail: Mail) -> None:
        if message.topic == PASSWORD_RESET:
            self._send_reset(message, mail)
            return
        if message.topic not in TOPICS:
            raise NotFound(topic=message.topic)
        with self.application.store.unit_of_work() as uow:
            letter = letter_for(message, uow)
        if not letter.to.is_missing:  # a booking of the old system, whose contact had no address
            mail.send(letter)

    def _send_reset(self, message: Message, mail: Mail) -> None:
        """Nothing, where nobody has the address that was asked for, or is active no more."""
        if user_id := message.body["user_id"]:
            command = IssueReset(message_id=message.id, user_id=UserId(parse_uuid(user_id, "/user_id")))
            mail.send(self.application.run(issue_reset, command, actor=SYSTEM))


def _next_try(message: Message, now: datetime) -> datetime | None:
    """After 10 s, 20 s, 40 s … up to six hours; put aside after a day or so of trying."""
    if message.attempts >= GIVE_UP_AFTER:
        return None
    return now + min(timedelta(seconds=10 * 2 ** (message.attempts - 1)), timedelta(hours=6))
