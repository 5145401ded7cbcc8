"""Sensitive details over HTTP: what is said, to whom, and how it is refused."""

from typing import Any

import pytest
from falcon.testing import Result

from rft_app.http.sensitive.examples import BODY
from tests.app.http.api import ORGANISERS_TOKEN, STAFF, Api, Request, refused

AS_ORGANISER = {"Authorization": f"Bearer {ORGANISERS_TOKEN}"}

OWN = "/api/customer/sensitive"
NOTHING: dict[str, Any] = dict.fromkeys(BODY) | {"medical_flag": False}


@pytest.fixture
def api() -> Api:
    return Api()


def ask(
    api: Api, method: str, path: str, headers: dict[str, str], body: Any = None, version: int | None = None
) -> Result:
    condition = {"If-Match": f'"{version}"'} if version else {}
    return api.send(Request(method=method, path=path, body=body, headers=headers | condition))


def test_the_owner_tells_and_the_office_reads(api: Api) -> None:
    read = ask(api, "GET", OWN, AS_ORGANISER)
    assert (read.json, read.headers["etag"]) == (NOTHING | {"version": 1}, '"1"')
    told = ask(api, "PUT", OWN, AS_ORGANISER, BODY, 1)
    assert (told.status_code, told.headers["etag"]) == (200, '"2"')
    seen = ask(api, "GET", f"/api/admin/customers/{api.booking.customer_id}/sensitive", STAFF).json
    contact = BODY["emergency_contact"] | {"phone": "+447700900123"}
    assert seen == BODY | {"emergency_contact": contact, "version": 2}


def test_the_office_writes_what_it_was_told(api: Api) -> None:
    path = f"/api/admin/customers/{api.booking.customer_id}/sensitive"
    typed = BODY | {"dietary_requirements": " ", "medical_notes": " line one\nline two "}
    assert ask(api, "PUT", path, STAFF, typed, 1).json["medical_notes"] == "line one\nline two"
    own = ask(api, "GET", OWN, AS_ORGANISER).json
    assert (own["dietary_requirements"], own["medical_flag"]) == (None, True)


def test_a_change_names_the_version_that_was_read(api: Api) -> None:
    assert refused(ask(api, "PUT", OWN, AS_ORGANISER, BODY)) == (428, "precondition-required")
    assert ask(api, "PUT", OWN, AS_ORGANISER, BODY, 1).status_code == 200
    assert refused(ask(api, "PUT", OWN, AS_ORGANISER, NOTHING, 1)) == (412, "precondition-failed")


def test_everything_wrong_is_named_at_once_and_no_value(api: Api) -> None:
    contact = {"name": " ", "phone": "not a canary number", "relationship": "x\x07canary"}
    typed = {
        "emergency_contact": contact, "medical_flag": False, "medical_notes": "canary", "dietary_requirements": "y\x07",
    }  # fmt: skip
    answer = ask(api, "PUT", OWN, AS_ORGANISER, typed, 1)
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json["errors"]} >= {
        "/emergency_contact/phone", "/emergency_contact/name", "/medical_flag",
    }  # fmt: skip
    assert "canary" not in answer.text
    assert ask(api, "GET", OWN, AS_ORGANISER).headers["etag"] == '"1"'


def test_nothing_may_be_left_out(api: Api) -> None:
    for name in BODY:
        typed = {key: value for key, value in BODY.items() if key != name}
        assert ask(api, "PUT", OWN, AS_ORGANISER, typed, 1).status_code == 422
