"""``X-Request-Id``, the log line of a request, and the token."""

import pytest
from structlog.testing import capture_logs

from rft_app.http.bookings import examples
from tests.app.http.api import TOKEN, Api, refused


@pytest.mark.parametrize("given", ["a", "~" * 128, "0f9d-11"])
def test_the_callers_request_id_is_kept(api: Api, given: str) -> None:
    assert api.client.simulate_get("/healthz", headers={"X-Request-Id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "x" * 129, "two words", "\u00e9", "a\tb"])
def test_a_request_id_of_the_wrong_shape_is_replaced(api: Api, given: str) -> None:
    answer = api.client.simulate_get("/api/nothing", headers={"X-Request-Id": given})
    assert answer.headers["x-request-id"] not in ("", given)
    assert answer.json["request_id"] == answer.headers["x-request-id"]


def test_a_request_leaves_one_line_without_personal_data(api: Api) -> None:
    path = f"/api/sessions/{api.other.id}/bookings"
    with capture_logs() as lines:
        api.client.simulate_post(path, json=examples.BODY, headers={"X-Request-Id": "mine"})
        api.get("/api/bookings", query="email=ana@example.org")
    made, listed = [line for line in lines if line["event"] == "request"]
    assert made["ms"] >= 0
    expected = {"request_id": "mine", "method": "POST", "status": 201, "code": None, "log_level": "info"}
    assert expected.items() <= made.items()
    assert made["route"] == "/api/sessions/{session_id}/bookings"
    assert (listed["status"], listed["code"], listed["route"]) == (401, "unauthenticated", "/api/bookings")
    assert not any(secret in str(lines).lower() for secret in ("ana", "silva", "example.org", "07700"))


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer \u00e9"],
)
@pytest.mark.parametrize("path", ["/api/courses", "/docs", "/api/nothing"])
def test_what_is_not_the_token_is_refused_wherever_it_is_not_a_probe_that_asks(
    api: Api, header: str, path: str
) -> None:
    assert refused(api.client.simulate_get(path, headers={"Authorization": header})) == (401, "unauthenticated")


@pytest.mark.parametrize("header", [f"Bearer {TOKEN}", f"bearer {TOKEN}", f"BEARER  {TOKEN} "])
def test_the_token_is_known_whatever_the_case_of_its_scheme(api: Api, header: str) -> None:
    assert api.client.simulate_get("/api/bookings", headers={"Authorization": header}).status_code == 200
