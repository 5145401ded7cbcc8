"""The monitor's numbers are those of a count by hand, over either store."""

from collections import Counter
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest

from rft_app.monitor import take_readings
from rft_domain.access.actor import ADMIN, SYSTEM
from rft_domain.access.visibility import Visibility
from rft_domain.bookings.contact import AttendeeDetails, Contact
from rft_domain.bookings.queries import BookingFilter
from rft_domain.bookings.use_cases.create_booking import CreateBooking, create_booking
from rft_domain.customers.figures import FiguresChange
from rft_domain.customers.use_cases.find_duplicates import FindDuplicates, find_duplicates
from rft_domain.customers.use_cases.mark_distinct import MarkDistinct, mark_distinct, unmark_distinct
from rft_domain.customers.use_cases.merge_customers import MergeCustomers, merge_customers
from rft_domain.identity.queries import UserFilter
from rft_domain.identity.use_cases.deactivate_user import DeactivateUser, deactivate_user
from rft_domain.identity.use_cases.register_user import RegisterUser, register_user
from rft_domain.identity.user import Role, UserStatus
from rft_domain.shared.email import Email
from rft_domain.shared.paging import PageRequest
from tests.app.office import Office

TWINS = ("ana.silva@gmail.com", "anasilva@gmail.com", "a.nasilva@gmail.com")
ALL = Visibility(everything=True)


@pytest.fixture
def busy(office: Office) -> Office:
    """Users of every kind, yesterday's too; a booking of nobody; letters that wait, that left and that failed."""
    for number, role in enumerate((Role.ADMIN, Role.INSTRUCTOR, Role.CUSTOMER)):
        address = Email.parse(f"u{number}@example.org")
        command = RegisterUser(email=address, first_name="U", last_name="S", role=role)
        user = office.do(register_user, command, SYSTEM)
    office.do(deactivate_user, DeactivateUser(user_id=user.id), ADMIN)
    booking = office.booking("old@example.org")
    office.later(hours=24, minutes=1)
    office.booking("new@example.org")
    contact = Contact(email=Email.parse("nobody@example.org"), first_name="N", last_name="B")
    unlinked = CreateBooking(
        session_id=booking.session_id,
        contact=contact,
        attendees=(AttendeeDetails(first_name="N", last_name="B"),),
        linked=False,
    )
    office.do(create_booking, unlinked)
    queue = office.store.outbox_queue
    gone, failed = queue.claim(now=office.clock(), lease=timedelta(minutes=1), limit=2)
    queue.delivered(gone, now=office.clock())
    queue.failed(failed, reason="planted", retry_at=None)
    return office


def by_hand(office: Office) -> dict[str, Any]:
    with office.store.unit_of_work() as uow:
        users = uow.user_reader.page(UserFilter(status=None), PageRequest(limit=200), visible=ALL).items
        bookings = uow.booking_reader.page(BookingFilter(), PageRequest(limit=200), visible=ALL).items
    roles = Counter(user.role for user in users)
    return {
        "users": len(users),
        "active_users": sum(user.status is UserStatus.ACTIVE for user in users),
        "by_role": {role.value: roles[role] for role in Role},
        "sign_ups": sum(user.created_at >= office.clock() - timedelta(hours=24) for user in users),
        "customers": len({one.customer_id for one in bookings} - {None}),
        "unlinked_bookings": sum(one.customer_id is None for one in bookings),
        "unsealed_audit_rows": len(office.audited()),
    }


def test_the_numbers_are_those_of_a_count_by_hand(busy: Office) -> None:
    told, expected = take_readings(busy.application).numbers(), by_hand(busy)
    assert {name: told[name] for name in expected} == expected
    assert (expected["users"], expected["active_users"], expected["sign_ups"]) == (5, 4, 1)
    assert (expected["customers"], expected["unlinked_bookings"]) == (2, 1)


def test_letters_that_wait_and_that_failed_are_counted(busy: Office) -> None:
    readings = take_readings(busy.application).readings
    assert (readings.outbox_waiting, readings.failed_letters) == (1, 1)
    assert readings.outbox_oldest == busy.clock()
    [waiting] = busy.store.outbox_queue.claim(now=busy.clock(), lease=timedelta(minutes=1), limit=9)
    busy.store.outbox_queue.delivered(waiting, now=busy.clock())
    readings = take_readings(busy.application).readings
    assert (readings.outbox_waiting, readings.outbox_oldest) == (0, None)


def _alike(office: Office) -> int:
    """Pairs of those who are not merged, not said to be two people, and alike: each compared with each."""
    with office.store.unit_of_work() as uow:
        found = [uow.customers.by_email(Email.parse(address)) for address in TWINS]
        own = {one.id: one for one in found if one is not None}
        pairs = combinations(sorted(own), 2)
        return sum(uow.duplicates.distinct(one, other) is None for one, other in pairs)


def test_duplicates_count_until_they_are_merged_or_said_to_be_two_people(office: Office) -> None:
    first, second, third, _ = (office.booking(address).customer_id for address in (*TWINS, "else@example.org"))
    assert first is not None
    assert second is not None
    assert third is not None
    counted = [take_readings(office.application).readings.duplicates]
    office.do(find_duplicates, FindDuplicates())
    for use_case, command in (
        (None, None),
        (mark_distinct, MarkDistinct(customer_id=second, other_id=first)),
        (merge_customers, MergeCustomers(winner_id=second, loser_id=third)),
        (unmark_distinct, MarkDistinct(customer_id=first, other_id=second)),
    ):
        if use_case is not None:
            office.do(use_case, command)
        counted.append(take_readings(office.application).readings.duplicates)
        assert counted[-1] == _alike(office)
    assert counted == [0, 3, 2, 0, 1]


def test_drift_is_counted_where_there_is_time(busy: Office) -> None:
    assert take_readings(busy.application).drifted == 0
    with busy.store.unit_of_work() as uow:
        customer = uow.customers.by_email(Email.parse("old@example.org"))
        assert customer is not None
        uow.customers.change_figures(customer.id, FiguresChange(bookings=1, active_at=busy.clock()))
        uow.commit()
    assert take_readings(busy.application).drifted == 1
    ticks = iter(range(100))
    assert take_readings(busy.application, seconds=0.5, clock=lambda: next(ticks)).drifted is None


def test_nothing_at_all(office: Office) -> None:
    found = take_readings(office.application)
    assert found.readings.users == found.readings.customers == found.drifted == 0
    assert found.readings.outbox_oldest is None
