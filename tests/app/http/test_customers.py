"""Customers over HTTP: found, read, changed, kept as segments and downloaded."""

from typing import Any

import pytest

from rft_domain.identity.user import Role
from tests.app.http.api import GUEST, ORGANISER, STAFF, Api, Request, refused, wrong_at

PATH = "/api/admin/customers"


@pytest.fixture
def api() -> Api:
    return Api()


def found(api: Api, query: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.get(PATH, staff=True, query=query).json["items"]
    return items


def test_a_customer_is_found_by_parts_in_any_case(api: Api) -> None:
    [ana] = found(api, "search=SILV%20ana&min_bookings=1&status=active&marketing=true&sort=-total_spent")
    assert (ana["email"], ana["total_bookings"]) == ("Ana.Silva@example.org", 2)
    assert found(api, "search=nobody") == []
    assert found(api, f"course_id={api.session.terms.course_id}") == [ana]
    assert found(api, f"course_id={api.other.terms.course_id}") == []
    standing = [one for one in api.house.store.state.customers.values() if one.merged_into is None]
    assert api.get(PATH, staff=True, query="count=true&limit=1").json["total"] == len(standing)


def test_who_acts_for_one_customer_lists_none(api: Api) -> None:
    for headers in (ORGANISER, GUEST):
        assert refused(api.send(Request(method="GET", path=PATH, headers=headers))) == (403, "forbidden")


def test_a_wrong_filter_is_refused_by_name(api: Api) -> None:
    answer = api.get(PATH, staff=True, query="min_spent=ten&sort=age&active_from=2026-01-01")
    assert (refused(answer), wrong_at(answer)) == ((422, "invalid"), ["?active_from", "?min_spent", "?sort"])
    answer = api.get(PATH, staff=True, query="min_bookings=2&max_bookings=1")
    assert refused(answer) == (422, "invalid")


def test_the_office_changes_profile_and_status_together(api: Api) -> None:
    path = f"{PATH}/{api.booking.customer_id}"
    whole = api.get(path, staff=True)
    assert [user["id"] for user in whole.json["members"]] == [str(api.booking.booked_by), str(api.member.id)]
    assert len(whole.json["recent_bookings"]) == 2
    body = {"first_name": "Ana", "last_name": "Sá", "city": "Leeds", "status": "suspended"}
    request = Request(method="PUT", path=path, body=body, headers=STAFF | {"If-Match": whole.headers["etag"]})
    changed = api.send(request)
    assert (changed.json["status"], changed.json["city"], changed.headers["etag"]) == ("suspended", "Leeds", '"2"')
    assert refused(api.send(request)) == (412, "precondition-failed")
    assert [one["id"] for one in found(api, "search=sa&status=suspended")] == [str(api.booking.customer_id)]
    mine = Request(method="PUT", path=path, body=body, headers=ORGANISER | {"If-Match": '"2"'})
    assert refused(api.send(mine)) == (403, "forbidden")


def test_a_download_is_a_file(api: Api) -> None:
    answer = api.get(f"{PATH}/export", staff=True, query="search=silva")
    assert answer.headers["content-disposition"] == 'attachment; filename="customers.csv"'
    assert f"\n{api.booking.customer_id},Ana,Silva," in answer.text.replace("\r", "")
    assert refused(api.get(f"{PATH}/export", staff=True, query="format=pdf")) == (422, "invalid")
    nobody = api.send(Request(method="GET", path=f"{PATH}/export", headers=ORGANISER))
    assert refused(nobody) == (403, "forbidden")


def test_the_fields_of_a_segment_are_named_by_their_place(api: Api) -> None:
    body = {"name": "Upside down", "filter": {"min_bookings": 2, "max_bookings": 1}}
    answer = api.send(Request(method="POST", path="/api/admin/segments", body=body, headers=STAFF))
    assert (refused(answer), wrong_at(answer)) == ((422, "invalid"), ["/filter/max_bookings"])


def test_bookings_are_searched_by_whom_they_are_for(api: Api) -> None:
    by_reference = api.get("/api/bookings", staff=True, query=f"search={str(api.booking.reference).lower()}")
    assert [one["id"] for one in by_reference.json["items"]] == [str(api.booking.id)]
    by_attendee = api.get("/api/bookings", staff=True, query="search=rui%20silva")
    assert len(by_attendee.json["items"]) == 2
    other = api.user("Ivo.Katz@example.org", Role.INSTRUCTOR)
    api.logged_in(other, "a-token-of-an-instructor")
    asks = {"Authorization": "Bearer a-token-of-an-instructor"}
    curious = api.send(Request(method="GET", path="/api/bookings?search=rui", headers=asks))
    assert refused(curious) == (403, "forbidden")
