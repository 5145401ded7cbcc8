"""Delivers the outbox: claims what is due, sends it, and says so. At least once, oldest first. Seals in between."""

from datetime import datetime, timedelta
from threading import Event

import structlog
from attrs import frozen

from rft_domain.access.actor import SYSTEM
from rft_domain.activity.log_sent import LogSent, log_sent
from rft_domain.bookings.letters import TOPICS, letter_for
from rft_domain.identity.forgetting import OldLogIns
from rft_domain.identity.letters import EMAIL_REPLACED, PASSWORD_RESET, PORTAL_LINK, WAY_IN
from rft_domain.identity.use_cases.issue_email_replaced import IssueEmailReplaced, issue_email_replaced
from rft_domain.identity.use_cases.issue_link import IssueLink, issue_link
from rft_domain.identity.use_cases.issue_reset import IssueReset, issue_reset
from rft_domain.identity.use_cases.way_in import IssueWayIn, issue_way_in
from rft_domain.shared.errors import Busy, NotFound, RftError
from rft_domain.shared.ids import BookingId, CodeId, CustomerId, PortalLinkId, UserId, parse_uuid
from rft_domain.shared.mail import Letter, Mail
from rft_domain.shared.outbox import Message
from rft_domain.shared.receipts import KEPT_FOR
from rft_domain.shared.sms import Sms, TextMessage

from .application import Application
from .proofs import PROOFS_KEPT_FOR, WRITERS
from .retention import Retention
from .sealer import Sealer

LEASE = timedelta(minutes=2)
BATCH = 50
GIVE_UP_AFTER = 12
_PAUSE_SECONDS = 1.0
FILLED_AT_ONCE = 1_000
"""Rows that SQL wrote, such as an import: words find them once the worker has been there."""
_PURGE_EVERY = timedelta(hours=1)

log = structlog.get_logger("rft.worker")


@frozen(kw_only=True)
class Worker:
    """Without ``mail`` the letters wait in the outbox, and nothing is claimed."""

    application: Application
    mail: Mail | None
    sealer: Sealer | None = None
    sms: Sms | None = None
    retention: Retention = Retention()

    def run(self, stop: Event) -> None:
        """Until ``stop`` is set. A store that is away for a while is waited for."""
        if self.mail is None:
            log.warning("letters wait: RFT_MAIL_KIND is not set (console, file or smtp)")
        purge_at = self.application.clock()
        while not stop.is_set():
            try:
                delivered = self.deliver_due()
                if (now := self.application.clock()) >= purge_at:
                    self.forget(now)
                    purge_at = now + _PURGE_EVERY
                filled = self.application.store.fill_search(FILLED_AT_ONCE)
                if self.sealer is not None:
                    self.sealer.run_if_due()
            except Busy as error:
                log.warning("outbox waits for the store", code=error.code)
                delivered = filled = 0
            if delivered < BATCH and not filled:
                stop.wait(_PAUSE_SECONDS)

    def forget(self, now: datetime) -> None:
        """What is kept no longer: receipts, proofs, log-ins and tries, and what the rules of retention name."""
        self.application.store.forget_receipts(now - KEPT_FOR)
        self.application.store.forget_proofs(now - PROOFS_KEPT_FOR)
        self.application.store.forget_log_ins(OldLogIns.at(now))
        self.application.limiter.forget()
        self.retention.run(self.application)

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
            sent = self._send(message, mail)
        except NotFound:
            queue.failed(message, reason="not-found", retry_at=None)
        except RftError as error:
            queue.failed(message, reason=error.code, retry_at=_next_try(message, now))
        else:
            queue.delivered(message, now=now)
            if sent is not None:
                self._note(message, by_text=isinstance(sent, TextMessage))
            return
        log.warning("message not delivered", topic=message.topic, message_id=str(message.id), attempts=message.attempts)

    def _note(self, message: Message, *, by_text: bool) -> None:
        """After it counts as delivered: a line that cannot be written must not send a letter twice."""
        try:
            self.application.run(log_sent, LogSent(message=message, by_text=by_text), actor=SYSTEM)
        except RftError as error:
            log.warning("sent, and not in the activity log", message_id=str(message.id), code=error.code)

    def _send(self, message: Message, mail: Mail) -> Letter | TextMessage | None:
        """What was sent; nothing where there is nobody to write to."""
        written = self._written(message)
        if isinstance(written, Letter):
            mail.send(written)
        elif written is not None and self.sms is None:
            raise Busy("text messages wait: RFT_SMS_KIND is not set (console or file)")
        elif written is not None and self.sms is not None:
            self.sms.send(written)
        return written

    def _written(self, message: Message) -> Letter | TextMessage | None:
        if message.topic == PASSWORD_RESET:
            return self._reset(message)
        if message.topic in WRITERS:
            return WRITERS[message.topic](self.application, message)
        if message.topic == PORTAL_LINK:
            return self._link(message)
        if message.topic == WAY_IN:
            return self._way_in(message)
        if message.topic == EMAIL_REPLACED:
            return self._email_replaced(message)
        if message.topic not in TOPICS:
            raise NotFound(topic=message.topic)
        with self.application.store.unit_of_work() as uow:
            letter = letter_for(message, uow)
        # of a booking of the old system, whose contact had no address
        return None if letter.to.is_missing else letter

    def _reset(self, message: Message) -> Letter | None:
        """Nothing, where nobody has the address that was asked for, or is active no more."""
        if not (user_id := message.body["user_id"]):
            return None
        command = IssueReset(message_id=message.id, user_id=UserId(parse_uuid(user_id, "/user_id")))
        return self.application.run(issue_reset, command, actor=SYSTEM)

    def _link(self, message: Message) -> Letter | None:
        """Nothing, where too many were asked for."""
        if not (link_id := message.body["link_id"]):
            return None
        command = IssueLink(message_id=message.id, link_id=PortalLinkId(parse_uuid(link_id, "/link_id")))
        return self.application.run(issue_link, command, actor=SYSTEM)

    def _way_in(self, message: Message) -> Letter | None:
        """Nothing, where the pair that was typed opens nothing."""
        if not (customer_id := message.body["customer_id"]):
            return None
        command = IssueWayIn(
            message_id=message.id,
            customer_id=CustomerId(parse_uuid(customer_id, "/customer_id")),
            booking_id=BookingId(parse_uuid(message.body["booking_id"], "/booking_id")),
        )
        return self.application.run(issue_way_in, command, actor=SYSTEM)

    def _email_replaced(self, message: Message) -> Letter | None:
        link_id, code_id = message.body.get("link_id"), message.body.get("code_id")
        command = IssueEmailReplaced(
            message_id=message.id,
            link_id=PortalLinkId(parse_uuid(link_id, "/link_id")) if link_id else None,
            code_id=CodeId(parse_uuid(code_id, "/code_id")) if code_id else None,
        )
        return self.application.run(issue_email_replaced, command, actor=SYSTEM)


def _next_try(message: Message, now: datetime) -> datetime | None:
    """After 10 s, 20 s, 40 s … up to six hours; put aside after a day or so of trying."""
    if message.attempts >= GIVE_UP_AFTER:
        return None
    return now + min(timedelta(seconds=10 * 2 ** (message.attempts - 1)), timedelta(hours=6))
