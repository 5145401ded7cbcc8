"""Loads old bookings one by one: each is booked, then brought to the state that its line says."""

from collections.abc import Callable, Iterable
from contextlib import suppress

from attrs import evolve, frozen

from rft_domain.access.actor import SYSTEM
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.errors import BookingNotFound, SessionFull
from rft_domain.bookings.use_cases.create_booking import CreateBooking, create_booking
from rft_domain.shared.errors import Busy, Invalid, RftError
from rft_domain.shared.stored import fingerprint, from_json
from rft_domain.unit_of_work import UnitOfWork

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
    fetch: Callable[[OldBooking], None] = lambda old: None,
    told: Callable[[Report, bytes], None] = lambda report, raw: None,
) -> Report:
    """Every line of ``lines`` booked or reported, never both.

    ``fetch`` is called before a line is booked, ``told`` after every line.
    Raises :class:`Busy` where the store is away: what was booked so far is found again by the next run.
    """
    loader = _Loader(application, options, fetch)
    for raw in lines:
        loader.take(raw)
        told(loader.report, raw)
    return loader.report


def key_of(old: OldBooking) -> str:
    """The idempotency key of its booking."""
    return f"old-booking:{old.id}"


def booked_as(old: OldBooking, uow: UnitOfWork) -> Booking | None:
    """A booking outlives its receipt, and its id is known from the line."""
    with suppress(BookingNotFound):
        return uow.bookings.get(old.id)
    return None


class _Loader:
    def __init__(self, application: Application, options: LoadOptions, fetch: Callable[[OldBooking], None]) -> None:
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
            self._remember(line)
        except Unbookable as why:
            self.report.skip(why.reason, why.fields)
        except Busy:
            raise
        except Invalid as invalid:
            self.report.skip(invalid.code, tuple(error.pointer for error in invalid.errors))
        except RftError as refusal:
            self.report.skip(refusal.code)

    def _must_not_contradict(self, line: Line) -> None:
        """The first line booked with an id or a reference is kept; another content under the same name is not."""
        for pointer, value in line.names:
            if self._digests.get((pointer, value), line.digest) != line.digest:
                raise Unbookable("conflict", (pointer,))

    def _remember(self, line: Line) -> None:
        for name in line.names:
            self._digests[name] = line.digest

    def _book(self, old: OldBooking) -> None:
        if old.contact.email.is_missing:
            raise Unbookable("no-usable-address", ("/contactDetails/email",))
        self._fetch(old)
        period = self._sessions.period_for(old)
        command = CreateBooking(
            booking_id=old.id,
            session_id=old.session.id,
            contact=old.contact,
            attendees=old.participants,
            provisional=old.status is OldStatus.PENDING,
            allow_past=self._options.past and period.starts_at <= self._application.clock(),
        )
        booking = self._booked_before(old, command)
        if booking is None:
            booking = self._booked_now(old, command)
            self.report.booked += 1
        else:
            self.report.already_there += 1
        self._warn(old, booking)
        for code in bring_to(old.status, booking.id, self._application):
            self.report.warn(code)

    def _booked_now(self, old: OldBooking, command: CreateBooking) -> Booking:
        def book() -> Booking:
            key = key_of(old)
            return self._application.run_once(create_booking, command, actor=SYSTEM, key=key, returns=Booking).value

        try:
            return book()
        except SessionFull:
            if not self._sessions.enlarged_for(old):
                raise
            return book()

    def _booked_before(self, old: OldBooking, command: CreateBooking) -> Booking | None:
        """By an earlier line or run. ``allow_past`` may differ then: time has passed, or the option is another.

        Raises :class:`Unbookable` with ``conflict`` where it was another booking, for as long as there is a receipt.
        """
        with self._application.store.unit_of_work() as uow:
            receipt = uow.receipts.find(SYSTEM.scope, key_of(old))
            if receipt is None:
                return booked_as(old, uow)
        same = (evolve(command, allow_past=past) for past in (False, True))
        if receipt.fingerprint not in {fingerprint(create_booking.__name__, one) for one in same}:
            raise Unbookable("conflict", ("/id",))
        return from_json(receipt.body, Booking)

    def _warn(self, old: OldBooking, booking: Booking) -> None:
        for code in old.warnings:
            self.report.warn(code)
        if old.amounts.final not in (None, booking.price.final):
            self.report.warn(PRICE_DIFFERS)
