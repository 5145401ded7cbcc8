"""What happened around a customer, and the notes about it, as one list, over either store (product.md B10, B11)."""

from unittest.mock import patch

import pytest

from rft_domain.access import decisions
from rft_domain.access.actor import ADMIN, Actor, ActorKind
from rft_domain.access.policy import POLICY, Action, Relation
from rft_domain.activity.entry import ActivityEntry
from rft_domain.activity.timeline import SeeTimeline, TimelineFilter, TimelineItem, see_timeline
from rft_domain.bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from rft_domain.customers.errors import CustomerNotFound
from rft_domain.customers.use_cases.write_note import WriteNote, write_note
from rft_domain.identity.use_cases.deactivate_user import DeactivateUser, deactivate_user
from rft_domain.shared.errors import Forbidden
from rft_domain.shared.ids import CustomerId
from tests.app.office import BEN, ORIGIN, Office


def a_customer(office: Office, address: str = "ana@example.org") -> CustomerId:
    customer_id = office.booking(address).customer_id
    assert customer_id is not None
    return customer_id


def timeline(office: Office, about: CustomerId, actor: Actor = ADMIN, **wanted: str) -> list[TimelineItem]:
    query = SeeTimeline(customer_id=about, wanted=TimelineFilter(type=wanted.get("type")))
    return list(office.see(see_timeline, query, actor).items)


def words(items: list[TimelineItem]) -> list[str]:
    return [item.type if isinstance(item, ActivityEntry) else f"note: {item.text}" for item in items]


def test_notes_and_activity_of_customer_and_members_stand_in_one_list(office: Office) -> None:
    booking = office.booking("ana@example.org")
    customer_id = booking.customer_id
    assert customer_id is not None
    office.booking(BEN)
    office.later(minutes=1)
    office.do(write_note, WriteNote(customer_id=customer_id, text="Parks behind the house."))
    office.later(minutes=1)
    office.do(deactivate_user, DeactivateUser(user_id=office.known("ana@example.org").id))
    office.later(minutes=1)
    office.do(cancel_booking, CancelBooking(booking_id=booking.id))
    found = words(timeline(office, customer_id))
    assert found[:3] == ["booking_cancelled", "user_deactivated", "note: Parks behind the house."]
    assert sorted(found[3:]) == ["booking_made", "customer_opened", "user_registered"]
    assert words(timeline(office, customer_id, type="booking_cancelled")) == ["booking_cancelled"]
    assert words(timeline(office, customer_id, type="note")) == ["note: Parks behind the house."]
    assert timeline(office, customer_id, type="note_written") == []


def test_every_line_says_where_the_request_came_from(office: Office) -> None:
    booking = office.booking("ana@example.org")
    assert booking.customer_id is not None
    office.later(minutes=1)
    office.application.run(cancel_booking, CancelBooking(booking_id=booking.id), actor=ADMIN, origin=ORIGIN)
    cancelled, *before = timeline(office, booking.customer_id)
    assert isinstance(cancelled, ActivityEntry)
    assert (cancelled.type, cancelled.ip, cancelled.user_agent) == ("booking_cancelled", ORIGIN.ip, ORIGIN.user_agent)
    assert {one.ip for one in before if isinstance(one, ActivityEntry)} == {None}
    assert str(ORIGIN.ip) not in repr(cancelled)


def test_a_timeline_is_the_offices(office: Office) -> None:
    customer_id = a_customer(office)
    for kind in (ActorKind.ORGANISER, ActorKind.PROVEN_GUEST, ActorKind.INSTRUCTOR):
        with pytest.raises(Forbidden):
            timeline(office, customer_id, Actor(kind=kind, customer_id=customer_id))
    with pytest.raises(CustomerNotFound):
        timeline(office, CustomerId(office.application.entropy.uuid()))


@pytest.mark.parametrize("action", [Action.SEE_ACTIVITY, Action.SEE_NOTES])
def test_who_may_not_see_both_sees_neither(office: Office, action: Action) -> None:
    customer_id = a_customer(office)
    less = POLICY - {(ActorKind.ADMIN, action, Relation.ANY)}
    with patch.object(decisions, "POLICY", less), pytest.raises(Forbidden):
        timeline(office, customer_id)
