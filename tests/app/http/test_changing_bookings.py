"""Transitions of a booking, and the version they are made on."""

import pytest

from rft_app.http.endpoint import Endpoint, IfMatch
from rft_app.http.table import ENDPOINTS
from tests.app.http.api import KEY, STAFF, Api, refused
from tests.app.http.test_every_call import calls

REQUIRED = [endpoint for endpoint in ENDPOINTS if endpoint.if_match is IfMatch.REQUIRED]
CONDITIONAL = [endpoint for endpoint in ENDPOINTS if endpoint.if_match is not IfMatch.IGNORED]
BY_NAME = {endpoint.name: endpoint for endpoint in ENDPOINTS}


def test_every_put_patch_and_delete_requires_the_version() -> None:
    changing = [e for e in ENDPOINTS if e.method in ("PUT", "PATCH", "DELETE") and e not in REQUIRED]
    # log-ins, memberships and invitations have no versions: ending them is all that happens to them
    ending = ("/api/auth/sessions", "/api/customer/members/", "/api/customer/invitations/")
    assert [e.name for e in changing if not e.path.startswith(ending)] == []


@calls(*REQUIRED)
def test_without_the_version_nothing_is_changed(api: Api, endpoint: Endpoint) -> None:
    before = api.everything()
    assert refused(api.send(api.valid(endpoint).without("If-Match"))) == (428, "precondition-required")
    assert api.everything() == before


@calls(*CONDITIONAL)
@pytest.mark.parametrize("stale", ['"2"', '"0"', '"01"', 'W/"1"', '"abc"', '"2", "3"', '""', '"99999999999999999999"'])
def test_on_another_version_nothing_is_changed(api: Api, endpoint: Endpoint, stale: str) -> None:
    before = api.everything()
    assert refused(api.send(api.valid(endpoint).with_(If_Match=stale))) == (412, "precondition-failed")
    assert api.everything() == before


@calls(*CONDITIONAL)
@pytest.mark.parametrize("broken", ["1", "abc", '"1', '"1" "2"', "*, *", ","])
def test_what_is_no_entity_tag_is_refused(api: Api, endpoint: Endpoint, broken: str) -> None:
    before = api.everything()
    assert refused(api.send(api.valid(endpoint).with_(If_Match=broken))) == (400, "malformed-if-match")
    assert api.everything() == before


@calls(*CONDITIONAL)
@pytest.mark.parametrize("good", ['"1"', "*", '"7", "1"', 'W/"1", "1" , "x"'])
def test_the_present_version_is_accepted_alone_in_a_list_and_as_a_star(api: Api, endpoint: Endpoint, good: str) -> None:
    assert api.send(api.valid(endpoint).with_(If_Match=good)).status_code == 200


def test_a_cancelled_booking_gives_its_seats_back_once(api: Api) -> None:
    cancel = api.valid(BY_NAME["cancel_booking"])
    assert api.send(cancel).json["status"] == "cancelled"
    after = api.everything()
    assert refused(api.send(cancel)) == (422, "booking-transition")
    assert api.everything() == after
    assert _seats_left(api) == api.house.store.state.rosters[api.session.id].capacity - len(api.pending.attendees)


def test_a_moved_booking_can_be_moved_again_with_the_same_key_only_once(api: Api) -> None:
    move = api.valid(BY_NAME["move_booking"]).with_(**{"Idempotency-Key": KEY["Idempotency-Key"]})
    first, second = api.send(move), api.send(move)
    assert first.json["session_id"] == str(api.other.id)
    assert (second.content, second.headers["idempotency-replayed"]) == (first.content, "true")


def test_a_substitute_takes_over_the_seat(api: Api) -> None:
    answer = api.send(api.valid(BY_NAME["substitute_attendee"]))
    seat = api.booking.attendees[0].id
    assert [a["first_name"] for a in answer.json["attendees"] if a["id"] == str(seat)] == ["Ana"]
    assert answer.headers["etag"] == '"2"'


def test_only_attendees_that_stand_are_shown_and_the_last_one_stays(api: Api) -> None:
    smaller = api.send(api.valid(BY_NAME["cancel_attendee"]))
    (left,) = smaller.json["attendees"]
    assert left["is_primary"] is True
    path = f"/api/bookings/{api.booking.id}/attendees/{left['id']}"
    last = api.client.simulate_delete(path, headers=STAFF | {"If-Match": smaller.headers["etag"]})
    assert refused(last) == (422, "last-attendee")


def _seats_left(api: Api) -> int:
    items = api.get("/api/sessions", query=f"course_id={api.session.terms.course_id}").json["items"]
    return int(items[0]["seats_left"])
