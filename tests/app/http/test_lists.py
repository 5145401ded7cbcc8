"""Lists: pages, filters, and query strings that are refused."""

import pytest

from rft_app.http.catalogue import examples
from tests.app.http.api import STAFF, Api, refused, wrong_at

LISTS = ("/api/courses", "/api/sessions", "/api/bookings")


@pytest.mark.parametrize("path", LISTS)
def test_pages_follow_each_other_and_the_total_is_counted_on_request(api: Api, path: str) -> None:
    whole = api.get(path, staff=True).json
    assert set(whole) == {"items", "next_cursor"}
    assert (len(whole["items"]), whole["next_cursor"]) == (2, None)
    first = api.get(path, staff=True, query="limit=1&count=true").json
    assert (first["total"], len(first["items"])) == (2, 1)
    second = api.get(path, staff=True, query=f"limit=1&cursor={first['next_cursor']}").json
    assert first["items"] + second["items"] == whole["items"]
    assert second["next_cursor"] is None


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"), ("limit=201", "limit"), ("limit=ten", "limit"), ("limit=1.0", "limit"),
        ("limit=", "limit"),
        ("limit=%D9%A1", "limit"), ("limit=-1", "limit"), ("limit=5&limit=5", "limit"), ("limit=99999999999", "limit"),
        ("count=yes", "count"), ("count=1", "count"), ("count=True", "count"), ("count=", "count"),
        ("cursor=x", "cursor"),
        ("cursor=WyJcdTAwMDAiLCAiMDAwMDAwMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAwIl0=", "cursor"),
        ("session_id=x", "session_id"), ("session_id=null", "session_id"), ("status=done", "status"),
        ("from=2026-01-01", "from"), ("from=2026-01-01T00:00:00", "from"), ("to=tomorrow", "to"),
        ("from=0001-01-01T00:00:00%2B14:00", "from"), ("From=2026-01-01T00:00:00Z", "From"), ("a=%FF", "a"),
    ],
)  # fmt: skip
def test_a_parameter_of_the_wrong_shape_is_refused(api: Api, query: str, parameter: str) -> None:
    answer = api.get("/api/bookings", staff=True, query=query)
    assert (refused(answer), wrong_at(answer)) == ((422, "invalid"), [f"?{parameter}"])


def test_every_wrong_parameter_is_named(api: Api) -> None:
    answer = api.get("/api/bookings", staff=True, query="limit=0&colour=red&status=x")
    assert wrong_at(answer) == ["?colour", "?limit", "?status"]


def test_too_many_parameters_are_refused(api: Api) -> None:
    answer = api.get("/api/bookings", staff=True, query="&".join(f"p{n}=1" for n in range(51)))
    assert refused(answer) == (422, "invalid")


def test_bookings_are_found_by_what_they_are(api: Api) -> None:
    def found(query: str) -> set[str]:
        return {one["id"] for one in api.get("/api/bookings", staff=True, query=query).json["items"]}

    both = {str(api.booking.id), str(api.pending.id)}
    assert found("status=pending") == {str(api.pending.id)}
    assert found(f"session_id={api.session.id}&customer_id={api.booking.customer_id}") == both
    assert found(f"session_id={api.other.id}") == set()
    assert found("from=2026-03-02T10:00:00%2B01:00&to=2026-03-02T10:00:01%2B01:00") == both
    assert found("from=2026-03-02T09:00:01Z") == set()


def test_sessions_with_seats_left_are_found(api: Api) -> None:
    small = api.house.session(seats=1, in_days=1)
    body = {
        "contact": {"email": "ana@example.org", "first_name": "Ana", "last_name": "Silva"},
        "attendees": [{"first_name": "Ana", "last_name": "Silva"}],
    }
    assert api.client.simulate_post(f"/api/sessions/{small.id}/bookings", json=body).status_code == 201
    assert len(api.get("/api/sessions").json["items"]) == 3
    assert len(api.get("/api/sessions", query="available=true").json["items"]) == 2
    assert len(api.get("/api/sessions", query="available=false").json["items"]) == 3


@pytest.mark.parametrize(
    "title", ["First\u200daid", "First\u00a0aid\u2028", "\U0001f600" * 200], ids=["joiner", "spaces", "long"]
)
def test_every_cursor_that_was_given_out_leads_on(api: Api, title: str) -> None:
    for code in ("Z1", "Z2"):
        body = examples.COURSE_BODY | {"code": code, "title": title}
        assert api.client.simulate_post("/api/admin/courses", json=body, headers=STAFF).status_code == 201
    found, query = [], "limit=1"
    while query:
        page = api.get("/api/courses", query=query)
        assert page.status_code == 200, page.text
        found += [one["id"] for one in page.json["items"]]
        query = page.json["next_cursor"] and f"limit=1&cursor={page.json['next_cursor']}"
    assert len(set(found)) == len(found) == 4
