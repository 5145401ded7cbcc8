"""Loads old bookings one by one: each is booked, then brought to the state that its line says."""

from collections.abc import Callable, Iterable

from attrs import evolve, frozen

from rft_domain.access.actor import SYSTEM
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.use_cases.create_booking import CreateBooking, create_booking
from rft_domain.shared.errors import Busy, Invalid, RftError
from rft_domain.shared.ids import SessionId
from rft_domain.shared.stored import fingerprint, from_json

from ..application import Application
from .aftermath import bring_to
from .line import Line, read_line
from .old_booking import OldBooking, read_booking
from .report import Report
from .sessions import Making, Sessions
from .statuses import OldStatus
from .unbookable import Unbookable

PRICE_DIFFERS = "price-differs"


@frozen(kw_only=True)
class LoadOptions:
    """``past``: sessions that have started are booked too, which only staff may do, and the audit trail shows it."""

    past: bool = False
    making: Making = Making()


def load(
    lines: Iterable[bytes],
    application: Application,
    options: LoadOptions,
    *,
    fetch: Callable[[SessionId, str], None] = lambda session_id, key: None,
    told: Callable[[Report, bytes], None] = lambda report, raw: None,
) -> Report:
    """Every line of ``lines`` booked or reported, never both.

    ``fetch`` is called before a line is booked, with its session and idempotency key, ``told`` after every line.
    Raises :class:`Busy` where the store is away: what was booked so far is found again by the next run.
    """
    loader = _Loader(application, options, fetch)
    for raw in lines:
        loader.take(raw)
        told(loader.report, raw)
    return loader.report


class _Loader:
    def __init__(self, application: Application, options: LoadOptions, fetch: Callable[[SessionId, str], None]) -> None:
        self.report = Report()
        self._application = application
        self._options = options
        self._fetch = fetch
        self._sessions = Sessions(application, options.making, self.report)
        self._digests: dict[tuple[str, str], str] = {}

    def take(self, raw: bytes) -> None:
        self.report.lines += 1
        try:
            line = read_line(raw)
            if line is None:
                self.report.blank += 1
                return
            self._must_not_contradict(line)
            self._book(read_booking(line))
        except Unbookable as why:
            self.report.skip(why.reason, why.fields)
        except Busy:
            raise
        except Invalid as invalid:
            self.report.skip(invalid.code, tuple(error.pointer for error in invalid.errors))
        except RftError as refusal:
            self.report.skip(refusal.code)

    def _must_not_contradict(self, line: Line) -> None:
        """The first line with an id or a reference is kept; another content under the same name is not."""
        for name, value in (("id", line.id), ("reference", line.reference)):
            if value is not None and self._digests.setdefault((name, value), line.digest) != line.digest:
                raise Unbookable("conflict", ("/id" if name == "id" else "/bookingReference",))

    def _book(self, old: OldBooking) -> None:
        self._fetch(old.session.id, old.key)
        period = self._sessions.period_for(old)
        command = CreateBooking(
            session_id=old.session.id,
            contact=old.contact,
            attendees=old.participants,
            provisional=old.status is OldStatus.PENDING,
            allow_past=self._options.past and period.starts_at <= self._application.clock(),
        )
        booking = self._booked_before(old.key, command)
        if booking is None:
            done = self._application.run_once(create_booking, command, actor=SYSTEM, key=old.key, returns=Booking)
            booking = done.value
            self.report.booked += 1
        else:
            self.report.already_there += 1
        self._warn(old, booking)
        for code in bring_to(old.status, booking.id, self._application):
            self.report.warn(code)

    def _booked_before(self, key: str, command: CreateBooking) -> Booking | None:
        """By an earlier line or run. ``allow_past`` may differ then: time has passed, or the option is another.

        Raises :class:`Unbookable` with ``conflict`` where it was another booking.
        """
        with self._application.store.unit_of_work() as uow:
            receipt = uow.receipts.find(SYSTEM.scope, key)
        if receipt is None:
            return None
        same = (evolve(command, allow_past=past) for past in (False, True))
        if receipt.fingerprint not in {fingerprint(create_booking.__name__, one) for one in same}:
            raise Unbookable("conflict", ("/id",))
        return from_json(receipt.body, Booking)

    def _warn(self, old: OldBooking, booking: Booking) -> None:
        for code in old.warnings:
            self.report.warn(code)
        if old.amounts.final not in (None, booking.price.final):
            self.report.warn(PRICE_DIFFERS)
