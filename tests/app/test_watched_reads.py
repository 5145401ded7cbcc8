"""Whoever of the office looks at somebody is on record (product.md H4)."""

from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest

from rft_app import application as watching
from rft_app.people import (
    ListOfPerson,
    SeePerson,
    activity_of_person,
    bookings_of_person,
    notes_of_person,
    see_person,
)
from rft_domain.access.actor import SYSTEM, Actor, ActorKind
from rft_domain.activity.queries import AuditFilter, ListAudit, list_audit
from rft_domain.activity.timeline import SeeTimeline, see_timeline
from rft_domain.bookings.queries import SeeBooking, see_booking
from rft_domain.catalogue.queries import ListCourses, SeeSession, list_courses, see_session
from rft_domain.customers.note_queries import ListNotes, list_notes
from rft_domain.customers.queries import SeeCustomer, see_customer
from rft_domain.identity.queries import SeeUser, see_user
from rft_domain.shared.audit import AuditRow, Origin
from rft_domain.testing.world import refusal
from tests.app.http.api import NO_SUCH_ID, Api


@pytest.fixture
def api() -> Api:
    return Api()


WATCHED = [ActorKind.ADMIN, ActorKind.SUPERUSER]


def looks(api: Api) -> list[AuditRow]:
    names = {"see_booking", "see_customer", "see_user", "see_person", "bookings_of_person", "activity_of_person"}
    return [row for row in api.house.store.state.audit if row.action in names]


@pytest.mark.parametrize("kind", WATCHED)
def test_each_look_at_somebody_is_found_by_their_id(api: Api, kind: ActorKind) -> None:
    booking, application = api.booking, api.house.application
    actor, origin = Actor(kind=kind, user_id=api.staff.id), Origin(request_id="r-1", ip="203.0.113.7")
    assert booking.booked_by is not None
    assert booking.customer_id is not None
    seen: list[tuple[Any, Any, UUID]] = [
        (see_booking, SeeBooking(booking_id=booking.id), booking.id),
        (see_customer, SeeCustomer(customer_id=booking.customer_id), booking.customer_id),
        (see_user, SeeUser(user_id=booking.booked_by), booking.booked_by),
        (see_person, SeePerson(user_id=booking.booked_by), booking.booked_by),
        (bookings_of_person, ListOfPerson(user_id=booking.booked_by), booking.booked_by),
        (list_notes, ListNotes(customer_id=booking.customer_id), booking.customer_id),
        (notes_of_person, ListOfPerson(user_id=booking.booked_by), booking.booked_by),
        (see_timeline, SeeTimeline(customer_id=booking.customer_id), booking.customer_id),
        (activity_of_person, ListOfPerson(user_id=booking.booked_by), booking.booked_by),
    ]
    for query_function, query, id in seen:
        application.read(query_function, query, actor=actor, origin=origin)
        wanted = AuditFilter(about=id, actor_id=api.staff.id, action=query_function.__name__)
        [row] = application.read(list_audit, ListAudit(wanted=wanted), actor=SYSTEM).items
        assert (row.outcome, row.origin, list(row.changes)) == ("accepted", origin, [])


def test_a_look_over_http_says_from_where(api: Api) -> None:
    assert api.get(f"/api/bookings/{api.booking.id}", staff=True).status_code == 200
    [row] = looks(api)
    assert (row.actor_kind, row.actor_id) == ("admin", api.staff.id)
    assert row.about == {"booking_id": str(api.booking.id), "id": str(api.booking.id), "news": ""}
    assert row.origin.ip is not None


def test_a_look_in_vain_is_on_record_too(api: Api) -> None:
    assert api.get(f"/api/bookings/{NO_SUCH_ID}", staff=True).status_code == 404
    [row] = looks(api)
    assert (row.outcome, row.code, row.about) == ("refused", "not-found", {"booking_id": NO_SUCH_ID})


@pytest.mark.parametrize("kind", sorted(set(ActorKind) - set(WATCHED)))
def test_who_looks_at_what_is_their_own_is_not_watched(api: Api, kind: ActorKind) -> None:
    actor = Actor(kind=kind, user_id=api.booking.booked_by, customer_id=api.booking.customer_id)
    before = len(api.house.store.state.audit)
    query = SeeBooking(booking_id=api.booking.id)
    refusal(lambda: api.house.application.read(see_booking, query, actor=actor))
    assert len(api.house.store.state.audit) == before


def test_the_catalogue_is_looked_at_by_everybody_and_nobody_is_watched(api: Api) -> None:
    admin = Actor(kind=ActorKind.ADMIN, user_id=api.staff.id)
    before = len(api.house.store.state.audit)
    api.house.application.read(list_courses, ListCourses(), actor=admin)
    api.house.application.read(see_session, SeeSession(session_id=api.session.id), actor=admin)
    assert len(api.house.store.state.audit) == before


def test_a_planted_look_that_nobody_notes_is_missed(api: Api) -> None:
    with patch.object(watching, "_WATCHED", ()):
        api.get(f"/api/bookings/{api.booking.id}", staff=True)
    assert looks(api) == []
