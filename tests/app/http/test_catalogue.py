"""Courses and sessions over HTTP."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from rft_app.http.catalogue import examples
from rft_app.http.catalogue.wire import CourseBody, SessionChangeBody
from rft_domain.identity.user import Role
from tests.app.http.api import STAFF, Api, refused, wrong_at


def put(api: Api, path: str, body: Any, version: str = '"1"') -> Any:
    return api.client.simulate_put(path, json=body, headers=STAFF | {"If-Match": version})


def only(kind: type[msgspec.Struct], answer: dict[str, Any]) -> dict[str, Any]:
    """The part of an answer that may be sent back."""
    return {name: answer[name] for name in kind.__struct_encode_fields__}


def test_what_was_read_of_a_session_can_be_sent_back(api: Api) -> None:
    path = f"/api/admin/sessions/{api.session.id}"
    read = api.get(path, staff=True)
    written = put(api, path, only(SessionChangeBody, read.json), read.headers["etag"])
    assert written.json | {"version": 1} == read.json
    assert (read.json["price"], read.json["effective_price"]["amount"]) == (None, "75.00")


def test_what_was_read_of_a_course_can_be_sent_back(api: Api) -> None:
    path = f"/api/admin/courses/{api.session.terms.course_id}"
    read = api.get(path, staff=True)
    assert put(api, path, only(CourseBody, read.json), read.headers["etag"]).json == read.json


def test_an_own_price_is_what_customers_see(api: Api) -> None:
    path = f"/api/admin/sessions/{api.other.id}"
    price = {"amount": "60.5", "currency": "GBP"}
    body = only(SessionChangeBody, api.get(path, staff=True).json) | {"price": price}
    shown = {"amount": "60.50", "currency": "GBP"}
    written = put(api, path, body).json
    assert (written["price"], written["effective_price"]) == (shown, shown)
    (session,) = api.get("/api/sessions", query=f"course_id={api.other.terms.course_id}").json["items"]
    assert session["price"] == shown


def test_a_new_session_is_on_sale_at_once(api: Api) -> None:
    begins = api.house.clock() + timedelta(days=1)
    times = {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=1)).isoformat()}
    body = examples.SESSION_BODY | times | {"course_id": str(api.session.terms.course_id)}
    made = api.client.simulate_post("/api/admin/sessions", json=body, headers=STAFF)
    assert (made.status_code, made.json["seats_left"]) == (201, 12)
    assert api.get(made.headers["location"], staff=True).json == made.json
    assert api.get("/api/sessions").json["items"][0]["id"] == made.json["id"]


def test_status_and_notes_stay_where_a_change_leaves_them_out(api: Api) -> None:
    path = f"/api/admin/sessions/{api.other.id}"
    body = only(SessionChangeBody, api.get(path, staff=True).json)
    assert put(api, path, body | {"status": "cancelled", "notes": "Ring twice."}).status_code == 200
    del body["status"], body["notes"]
    kept = put(api, path, body | {"venue": "Elsewhere"}, '"2"').json
    assert (kept["status"], kept["notes"], kept["venue"]) == ("cancelled", "Ring twice.", "Elsewhere")
    assert put(api, path, body | {"notes": ""}, '"3"').json["notes"] == ""


def test_capacity_does_not_drop_below_the_seats_taken(api: Api) -> None:
    path = f"/api/admin/sessions/{api.session.id}"
    body = only(SessionChangeBody, api.get(path, staff=True).json) | {"capacity": 3}
    before = api.everything()
    assert refused(put(api, path, body)) == (409, "capacity-below-seats-taken")
    assert refused(put(api, path, body | {"capacity": 12, "status": "cancelled"})) == (409, "session-has-bookings")
    assert api.everything() == before


def test_only_staff_see_what_is_not_on_sale(api: Api) -> None:
    course_id = api.other.terms.course_id
    body = only(CourseBody, api.get(f"/api/admin/courses/{course_id}", staff=True).json) | {"active": False}
    assert put(api, f"/api/admin/courses/{course_id}", body).status_code == 200
    assert refused(api.get(f"/api/courses/{course_id}")) == (404, "not-found")
    assert api.get(f"/api/courses/{course_id}", staff=True).json["active"] is False
    assert [one["id"] for one in api.get("/api/sessions").json["items"]] == [str(api.session.id)]
    assert len(api.get("/api/sessions", staff=True).json["items"]) == 2


def test_a_code_is_given_to_one_course_only(api: Api) -> None:
    body = examples.COURSE_BODY | {"code": "C0"}
    assert refused(api.client.simulate_post("/api/admin/courses", json=body, headers=STAFF)) == (
        409,
        "course-code-taken",
    )


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"code": "lower"}, ["/code"]),
        ({"price": {"amount": 75}}, ["/price/amount"]),
        ({"price": {"amount": "75.001"}}, ["/price/amount"]),
        ({"price": {"amount": "-1.00"}}, ["/price/amount"]),
        ({"price": {"amount": "75.00\n"}}, ["/price/amount"]),
        ({"price": {"amount": "75", "currency": "EUR"}}, ["/price/currency"]),
        ({"vat_rate": "1.2"}, ["/vat_rate"]),
        ({"vat_rate": 0.2}, ["/vat_rate"]),
        ({"vat_rate": "0.20\n"}, ["/vat_rate"]),
        ({"certificate_months": 0, "active": "yes"}, ["/active", "/certificate_months"]),
        ({"title": " ", "description": "\0"}, ["/title"]),
    ],
)
def test_a_broken_course_is_refused(api: Api, changes: dict[str, Any], pointers: list[str]) -> None:
    before = api.everything()
    answer = api.client.simulate_post("/api/admin/courses", json=examples.COURSE_BODY | changes, headers=STAFF)
    assert (refused(answer), wrong_at(answer)) == ((422, "invalid"), pointers)
    assert api.everything() == before


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"ends_at": "2026-05-12T08:00:00+01:00"}, ["/ends_at"]),
        ({"starts_at": "2026-05-12T09:00:00"}, ["/starts_at"]),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, ["/starts_at"]),
        ({"time_zone": "Europe/Nowhere", "venue": "x"}, ["/time_zone"]),
        ({"capacity": 0, "instructor_ids": ["x"]}, ["/capacity", "/instructor_ids/0"]),
        ({"ends_at": "2026-05-12T08:00:00+01:00", "price": {"amount": "1\n"}}, ["/ends_at", "/price/amount"]),
    ],
)
def test_a_broken_session_is_refused(api: Api, changes: dict[str, Any], pointers: list[str]) -> None:
    before = api.everything()
    body = examples.SESSION_BODY | {"course_id": str(api.session.terms.course_id)} | changes
    answer = api.client.simulate_post("/api/admin/sessions", json=body, headers=STAFF)
    assert (refused(answer), wrong_at(answer)) == ((422, "invalid"), pointers)
    assert api.everything() == before


def test_an_instructor_who_is_elsewhere_is_refused_with_the_session_they_teach(api: Api) -> None:
    teacher = str(api.user("Ines.Fairbank@example.org", Role.INSTRUCTOR).id)
    path, other = (f"/api/admin/sessions/{each.id}" for each in (api.session, api.other))
    staffed = only(SessionChangeBody, api.get(path, staff=True).json) | {"instructor_ids": [teacher]}
    assert put(api, path, staffed).status_code == 200
    body = only(SessionChangeBody, api.get(other, staff=True).json) | {"instructor_ids": [teacher]}
    before = api.everything()
    answer = put(api, other, body)
    assert (refused(answer), wrong_at(answer)) == ((409, "instructor-busy"), ["/instructor_ids"])
    assert str(api.session.id) in answer.json["errors"][0]["detail"]
    assert api.everything() == before
    touching = body | {"starts_at": staffed["ends_at"], "ends_at": _later(staffed["ends_at"], hours=2)}
    assert put(api, other, touching).status_code == 200
    assert refused(put(api, other, body, '"2"')) == (409, "instructor-busy")


def test_a_cancelled_session_leaves_its_instructor_free(api: Api) -> None:
    teacher = str(api.user("Ines.Fairbank@example.org", Role.INSTRUCTOR).id)
    path = f"/api/admin/sessions/{api.other.id}"
    staffed = only(SessionChangeBody, api.get(path, staff=True).json) | {"instructor_ids": [teacher]}
    assert put(api, path, staffed).status_code == 200
    assert put(api, path, staffed | {"status": "cancelled"}, '"2"').status_code == 200
    times = {name: staffed[name] for name in ("starts_at", "ends_at", "course_id")}
    body = examples.SESSION_BODY | times | {"instructor_ids": [teacher]}
    assert api.client.simulate_post("/api/admin/sessions", json=body, headers=STAFF).status_code == 201
    assert refused(api.client.simulate_post("/api/admin/sessions", json=body, headers=STAFF)) == (
        409,
        "instructor-busy",
    )


def _later(instant: str, *, hours: int) -> str:
    return (datetime.fromisoformat(instant) + timedelta(hours=hours)).isoformat()
