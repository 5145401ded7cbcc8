"""The library on PostgreSQL, as a program that imports it would call it."""

from collections.abc import Iterator
from contextlib import contextmanager

from rft_app.application import Application
from rft_app.container import open_application
from rft_app.logs import configure_logs
from rft_app.settings import Database, Settings
from rft_domain.access.actor import ANONYMOUS
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.contact import AttendeeDetails, Contact
from rft_domain.bookings.use_cases.create_booking import CreateBooking, create_booking
from rft_domain.shared.email import Email
from rft_domain.shared.ids import SessionId
from rft_domain.shared.phone import Phone

from .crew import Drive, by_threads
from .orders import Order

MOST_CLIENTS = 32


def settings(url: str) -> Settings:
    return Settings(database=Database(url=url, pool_size=MOST_CLIENTS))


@contextmanager
def open_library(url: str) -> Iterator[Drive]:
    configure_logs("warning")  # or every new customer is a line on the terminal
    with open_application(settings(url)) as application:
        yield by_threads(lambda order: book(application, order))


def book(application: Application, order: Order) -> Booking:
    """Parsing what was typed is part of it."""
    command = command_of(order)
    if order.key is None:
        return application.run(create_booking, command, actor=ANONYMOUS)
    return application.run_once(create_booking, command, actor=ANONYMOUS, key=order.key, returns=Booking).value


def command_of(order: Order) -> CreateBooking:
    email = Email.parse(order.email)
    return CreateBooking(
        session_id=SessionId(order.session_id),
        contact=Contact(
            email=email, first_name=order.first_name, last_name=order.last_name, phone=Phone.parse(order.phone)
        ),
        attendees=(
            AttendeeDetails(first_name=order.first_name, last_name=order.last_name, email=email),
            AttendeeDetails(first_name="Ben", last_name="Okafor", email=Email.parse(order.companion_email)),
        ),
    )
