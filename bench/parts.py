"""What single parts cost, on the same data: look-ups among many, a customer's first booking, receipts, round trips."""

import random
import statistics
import time
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import event

from rft_adapters.postgres import Store
from rft_app.application import Application
from rft_app.container import open_application
from rft_domain.access.actor import ADMIN
from rft_domain.bookings.queries import BookingFilter, ListBookings, list_bookings
from rft_domain.shared.email import Email
from rft_domain.shared.ids import CustomerId, SessionId

from . import library, twin
from .crew import Crew, Job
from .orders import SESSIONS, Mix, Order, session_id
from .report import percentile
from .statements import round_trips as trips_of_script
from .statements import script

_LOOKUPS = 200
_BOOKINGS = 200


def lookup_figures(url: str, people: int) -> dict[str, float]:
    """Median milliseconds."""
    with open_application(library.settings(url)) as application:
        customers = [_customer_id(application, number) for number in random.sample(range(1, people + 1), 20)]

        def of_customer(number: int) -> object:
            return _list(application, BookingFilter(customer_id=customers[number % len(customers)]))

        def of_session(number: int) -> object:
            return _list(application, BookingFilter(session_id=SessionId(session_id(number % SESSIONS + 1))))

        return {
            f"find one of {people:,} customers by e-mail": _median_ms(lambda _: _find(application, people)),
            "list the newest 50 bookings": _median_ms(lambda _: _list(application, BookingFilter())),
            "list the newest bookings of a session": _median_ms(of_session),
            "list the newest bookings of a customer": _median_ms(of_customer),
        }


def booking_figures(crew: Crew, people: int, rounds: int, seconds: float) -> dict[str, float]:
    """Median milliseconds of one client's bookings; the kinds take turns."""
    mixes = {
        "book, known customer": Mix(hot=False, people=people, known_share=1.0),
        "book, new customer": Mix(hot=False, people=people, known_share=0.0),
        "book, without a key": Mix(hot=False, people=people),
        "book, with an idempotency key": Mix(hot=False, people=people, keyed=True),
    }
    samples: dict[str, list[float]] = {name: [] for name in mixes}
    for _ in range(rounds):
        for name, mix in mixes.items():
            samples[name] += crew.run(Job(clients=1, mix=mix, seconds=seconds)).latencies
    return {name: 1_000 * percentile(latencies, 50) for name, latencies in samples.items() if latencies}


def round_trip_figures(url: str, people: int) -> dict[str, float]:
    """Per booking, in the usual mix."""
    mix = Mix(hot=False, people=people)
    scripts = [trips_of_script(script(known=known, pipeline=False, seats_last=False)) for known in (True, False)]
    share = mix.known_share
    return {
        "library": _library_trips(url, mix),
        "ORM twin": _twin_trips(url, mix),
        "pgbench, one by one": share * scripts[0] + (1 - share) * scripts[1],
    }


def _library_trips(url: str, mix: Mix) -> float:
    with open_application(library.settings(url)) as application:
        store = application.store
        if not isinstance(store, Store):
            raise TypeError("round trips are counted by the PostgreSQL store")
        before = store.round_trips
        _book_some(mix, lambda order: library.book(application, order))
        return (store.round_trips - before) / _BOOKINGS


def _twin_trips(url: str, mix: Mix) -> float:
    engine, trips = twin.open_engine(url), [0]

    def count(*_: object) -> None:
        trips[0] += 1

    for name in ("begin", "before_cursor_execute", "commit", "rollback"):
        event.listen(engine, name, count)
    _book_some(mix, lambda order: twin.book(engine, library.command_of(order)))
    engine.dispose()
    return trips[0] / _BOOKINGS


def _book_some(mix: Mix, book: Callable[[Order], object]) -> None:
    orders = mix.orders()
    for _ in range(_BOOKINGS):
        book(next(orders))


def _find(application: Application, people: int) -> object:
    with application.store.unit_of_work() as uow:
        found = uow.customers.by_email(Email.parse(f"Known{random.randint(1, people)}@Example.org"))
    if found is None:
        raise LookupError("a seeded customer is not there")
    return found


def _customer_id(application: Application, number: int) -> CustomerId:
    with application.store.unit_of_work() as uow:
        found = uow.customers.by_email(Email.parse(f"known{number}@example.org"))
    return found.id if found else CustomerId(UUID(int=0))


def _list(application: Application, wanted: BookingFilter) -> object:
    return application.read(list_bookings, ListBookings(wanted=wanted), actor=ADMIN)


def _median_ms(call: Callable[[int], object]) -> float:
    def seconds(number: int) -> float:
        started = time.perf_counter()
        call(number)
        return time.perf_counter() - started

    return 1_000 * statistics.median(seconds(number) for number in range(_LOOKUPS))
