"""Bodies that cannot be read."""

import pytest
from falcon.testing import StartResponseMock, create_environ

from rft_app.http.catalogue import examples
from rft_app.http.dispatch import MOST_BODY_BYTES
from rft_app.http.endpoint import Endpoint
from rft_app.http.table import ENDPOINTS
from tests.app.http.api import STAFF, Api, refused
from tests.app.http.test_every_call import calls

WITH_BODY = [endpoint for endpoint in ENDPOINTS if endpoint.body is not None]


@calls(*WITH_BODY)
@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"a": 1} x', b"\xff", b'{"a": "\xed\xa0\x80"}', b'{"a": "\\ud800"}', b'{"a":' + b"[" * 100_000],
    ids=["none", "open", "trailing", "not UTF-8", "raw surrogate", "lone surrogate", "too deep"],
)
def test_what_is_not_json_is_refused(api: Api, endpoint: Endpoint, body: bytes) -> None:
    assert _post(api, endpoint, body) == (400, "malformed-json")


@calls(*WITH_BODY)
@pytest.mark.parametrize(
    "kind", [None, "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1"]
)
def test_another_content_type_is_refused(api: Api, endpoint: Endpoint, kind: str | None) -> None:
    assert _post(api, endpoint, b"{}", kind) == (415, "unsupported-media-type")


@calls(*WITH_BODY)
def test_a_body_over_one_mebibyte_is_refused(api: Api, endpoint: Endpoint) -> None:
    assert _post(api, endpoint, b" " * (MOST_BODY_BYTES + 1)) == (413, "body-too-large")
    assert _post(api, endpoint, b" " * MOST_BODY_BYTES) == (400, "malformed-json")


@pytest.mark.parametrize(("coding", "status"), [("gzip", 415), ("br, identity", 415), ("Identity", 422)])
def test_a_compressed_body_is_refused(api: Api, coding: str, status: int) -> None:
    path = f"/api/sessions/{api.session.id}/bookings"
    answer = api.client.simulate_post(path, json={}, headers={"Content-Encoding": coding})
    assert refused(answer)[0] == status


def test_utf8_may_be_named(api: Api) -> None:
    path = f"/api/sessions/{api.session.id}/bookings"
    answer = api.client.simulate_post(path, body=b"{}", content_type="Application/JSON; charset=UTF-8")
    assert refused(answer) == (422, "invalid")


def _post(api: Api, endpoint: Endpoint, body: bytes, kind: str | None = "application/json") -> tuple[int, str]:
    before = api.everything()
    request = api.valid(endpoint)
    headers = request.headers | ({"Content-Type": kind} if kind else {})
    answer = api.client.simulate_request(request.method, request.path, body=body, headers=headers)
    assert api.everything() == before
    return refused(answer)


def test_control_characters_are_refused_where_they_stand(api: Api) -> None:
    nul = "x\0y"
    contact = {"email": nul, "first_name": nul, "last_name": nul, "phone": nul, "company": nul}
    attendee = {"first_name": nul, "last_name": nul, "email": nul, "special_requirements": nul}
    body = {"contact": contact, "attendees": [attendee], "discount_code": nul}
    before = api.everything()
    answer = api.client.simulate_post(f"/api/sessions/{api.session.id}/bookings", json=body)
    assert refused(answer) == (422, "invalid")
    assert {"/contact/email", "/contact/phone", "/attendees/0/email", "/discount_code"} <= {
        error["pointer"] for error in answer.json["errors"]
    }
    assert api.everything() == before


class Endless:
    """A body that counts how much of it was read."""

    def __init__(self) -> None:
        self.read_bytes = 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "read without a limit"
        self.read_bytes += size
        return b" " * size


@pytest.mark.parametrize(
    ("claim", "most"),
    [({"CONTENT_LENGTH": str(10 * MOST_BODY_BYTES)}, 0), ({"HTTP_TRANSFER_ENCODING": "chunked"}, MOST_BODY_BYTES + 1)],
    ids=["announced", "chunked"],
)
def test_a_body_that_is_too_large_is_not_read_whole(api: Api, claim: dict[str, str], most: int) -> None:
    body = Endless()
    environ = create_environ("/api/bookings", method="POST", headers={"Content-Type": "application/json"})
    answer = StartResponseMock()
    api.client.app(environ | claim | {"wsgi.input": body}, answer)
    assert (answer.status, body.read_bytes) == ("413 Content Too Large", most)


def test_wrong_shapes_and_what_the_domain_refuses_are_told_together_in_plain_words(api: Api) -> None:
    attendee = {"first_name": "A", "last_name": "B" * 101, "email": "bad"}
    contact = {"email": "zz", "first_name": "", "last_name": "Q", "phone": "12"}
    body = {"contact": contact, "attendees": [7, attendee], "provisional": 1}
    answer = api.client.simulate_post(f"/api/sessions/{api.session.id}/bookings", json=body)
    told = {error["pointer"]: error["detail"] for error in answer.json["errors"]}
    assert told.keys() >= {"/contact/email", "/contact/phone", "/attendees/1/email"}
    assert {name: told[name] for name in told.keys() - {"/contact/email", "/contact/phone", "/attendees/1/email"}} == {
        "/contact/first_name": "must have at least 1 character(s)",
        "/attendees/0": "must be an object",
        "/attendees/1/last_name": "must have at most 100 characters",
        "/provisional": "must be true or false",
    }


def test_a_rule_about_two_fields_is_silent_where_one_of_them_is_none(api: Api) -> None:
    body = examples.SESSION_BODY | {"starts_at": "soon", "ends_at": "2001-01-01T00:00:00Z", "time_zone": "Nowhere"}
    body |= {"capacity": 0, "price": {"amount": "75.00\n"}, "course_id": "x"}
    answer = api.client.simulate_post("/api/admin/sessions", json=body, headers=STAFF)
    assert {error["pointer"]: error["detail"] for error in answer.json["errors"]} == {
        "/starts_at": "must be an instant with its offset, such as 2026-05-12T09:00:00+01:00",
        "/time_zone": "must be an IANA time zone, such as Europe/London",
        "/capacity": "must be between 1 and 10000",
        "/price/amount": 'must be a decimal amount with at most two places, such as "75.00"',
        "/course_id": "must be a UUID",
    }
