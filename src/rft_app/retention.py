"""Retention that runs by itself and says what it did (product.md B15)."""

from collections.abc import Mapping

import structlog
from attrs import field, frozen

from rft_domain.access.actor import SYSTEM
from rft_domain.privacy.retention import Report
from rft_domain.privacy.use_cases.apply_retention import ApplyRetention, apply_retention
from rft_domain.privacy.use_cases.erase_customer import EraseCustomer
from rft_domain.shared.errors import Busy, RftError
from rft_domain.shared.ids import CustomerId

from .application import Application
from .privacy import erase, reapply_erasures

log = structlog.get_logger("rft.retention")


@frozen(kw_only=True)
class Retention:
    """``days`` by the name of a rule, in place of its own. ``erase_idle``: whoever is idle for too long is erased."""

    days: Mapping[str, int] = field(factory=dict)
    erase_idle: bool = False

    def report(self, application: Application) -> Report:
        """What would go now: the very run, which is not committed."""
        return self._looked_at(application, ApplyRetention(days=self.days))

    def _looked_at(self, application: Application, command: ApplyRetention) -> Report:
        with application.store.unit_of_work() as uow:
            return apply_retention(command, actor=SYSTEM, now=application.clock(), uow=uow)

    def apply(self, application: Application) -> Report:
        """What went. Nothing is written where there is nothing to let go. Raises ``OSError`` of the ledger."""
        due = self._let_go(application)
        self._erase_idle(application, due)
        return due

    def run(self, application: Application) -> None:
        """As the worker does, who says it in the logs; and whoever should be erased by now is."""
        due = self._let_go(application)
        if done := {kept.name: kept.rows for kept in due.kept if kept.rows}:
            log.info("kept no longer", **done)
        if self.erase_idle and application.ledger is None:
            log.error("nobody idle is erased: RFT_ERASURE_FILE is not set")
        try:
            self._erase_idle(application, due)
            self._erase_again(application)
        except OSError as error:  # nobody is erased, and letters go out
            log.error("the ledger of erasures cannot be read or written", reason=error.strerror)

    def _let_go(self, application: Application) -> Report:
        due = self._looked_at(application, ApplyRetention(days=self.days, counted_only=True))
        if any(kept.rows for kept in due.kept):
            due = application.run(apply_retention, ApplyRetention(days=self.days), actor=SYSTEM)
        return due

    def _erase_idle(self, application: Application, due: Report) -> None:
        if not self.erase_idle:
            return
        for customer_id in due.idle:
            _erase(application, customer_id)

    def _erase_again(self, application: Application) -> None:
        """Whom the ledger has and the store has not: an erasure that was interrupted, or a restored backup."""
        if application.ledger is None:
            return
        done = reapply_erasures(application, application.ledger)
        if done.again or done.failed or done.added:
            log.warning("erased again", again=len(done.again), failed=len(done.failed), added=done.added)


def _erase(application: Application, customer_id: CustomerId) -> None:
    """Where something stands against it, the audit trail says so, and the customer stays in the report."""
    try:
        erase(application, EraseCustomer(customer_id=customer_id, with_members=True), actor=SYSTEM)
    except Busy:
        raise
    except RftError:
        return
