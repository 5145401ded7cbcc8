"""Booking over HTTP, as http.md shows it."""

from typing import Any

import pytest
from falcon.testing import Result

from rft_app.http.bookings import examples
from rft_domain.catalogue.session import Session
from tests.app.http.api import KEY, STAFF, Api, refused, wrong_at


def book(api: Api, body: Any, *, session: Session | None = None, headers: dict[str, str] | None = None) -> Result:
    return api.client.simulate_post(f"/api/sessions/{(session or api.other).id}/bookings", json=body, headers=headers)


def test_the_answer_has_the_fields_of_the_contract_in_its_order(api: Api) -> None:
    answer = book(api, examples.BODY).json
    assert list(answer) == list(examples.ANSWER)
    assert list(answer["price"]) == list(examples.ANSWER["price"])
    assert list(answer["attendees"][0]) == list(examples.ANSWER["attendees"][0])
    known = {"contact", "price", "status", "payment_status", "version"}
    assert {name: answer[name] for name in known} == {name: examples.ANSWER[name] for name in known}


def test_it_says_where_the_booking_is_and_which_version(api: Api) -> None:
    answer = book(api, examples.BODY)
    assert (answer.headers["location"], answer.headers["etag"]) == (f"/api/bookings/{answer.json['id']}", '"1"')
    assert api.get(answer.headers["location"], staff=True).json == answer.json


def test_blank_texts_are_none_and_names_are_tidied(api: Api) -> None:
    contact = examples.BODY["contact"] | {"first_name": "  Ana \t Maria ", "phone": " ", "company": ""}
    attendee = {"first_name": "Ana", "last_name": "Silva", "email": "", "special_requirements": " "}
    answer = book(api, {"contact": contact, "attendees": [attendee], "discount_code": " "}).json
    assert answer["contact"] | {"email": ""} == {
        "email": "", "first_name": "Ana Maria", "last_name": "Silva", "phone": None, "company": None
    }  # fmt: skip
    assert answer["attendees"][0]["email"] is None


def test_a_full_session_is_a_conflict_and_changes_nothing(api: Api) -> None:
    small = api.house.session(seats=1)
    assert book(api, examples.BODY, session=small).status_code == 201
    before = api.everything()
    assert refused(book(api, examples.BODY, session=small)) == (409, "session-full")
    assert api.everything() == before


def test_everything_wrong_is_reported_at_once(api: Api) -> None:
    ana = examples.BODY["attendees"][0]
    contact = examples.BODY["contact"] | {"email": "ana", "phone": "12"}
    before = api.everything()
    answer = book(api, {"contact": contact, "attendees": [ana, ana | {"email": "rui@", "last_name": "  "}]})
    assert refused(answer) == (422, "invalid")
    assert wrong_at(answer) == ["/attendees/1/email", "/attendees/1/last_name", "/contact/email", "/contact/phone"]
    assert api.everything() == before


def test_everything_of_the_wrong_shape_is_reported_at_once(api: Api) -> None:
    body = {"contact": {"email": 1, "first_name": ""}, "attendees": [{"first_name": "A"}], "provisional": "yes"}
    assert wrong_at(book(api, body)) == [
        "/attendees/0/last_name", "/contact/email", "/contact/first_name", "/contact/last_name", "/provisional"
    ]  # fmt: skip
    assert wrong_at(book(api, {"contact": examples.BODY["contact"], "attendees": []})) == ["/attendees"]
    assert wrong_at(book(api, [])) == [""]


def test_what_was_typed_is_not_repeated_in_a_refusal(api: Api) -> None:
    contact = examples.BODY["contact"] | {"email": "secret-address", "phone": "secret-number"}
    assert "secret" not in book(api, {"contact": contact, "attendees": [{"first_name": "Secret"}]}).text.lower()
    assert "secret" not in book(api, {"contact": contact, "attendees": examples.BODY["attendees"]}).text


def test_the_same_key_gives_the_same_booking(api: Api) -> None:
    first, second = book(api, examples.BODY, headers=KEY), book(api, examples.BODY, headers=KEY)
    assert "idempotency-replayed" not in first.headers
    assert (second.status_code, second.headers["idempotency-replayed"]) == (201, "true")
    assert (second.content, second.headers["location"]) == (first.content, first.headers["location"])
    assert len(api.house.store.state.bookings_by_session[api.other.id]) == 1


def test_the_same_key_for_another_body_is_refused(api: Api) -> None:
    book(api, examples.BODY, headers=KEY)
    before = api.everything()
    other = examples.BODY | {"attendees": examples.BODY["attendees"] * 2}
    assert refused(book(api, other, headers=KEY)) == (422, "idempotency-key-reused")
    assert api.everything() == before


def test_callers_do_not_share_keys(api: Api) -> None:
    first = book(api, examples.BODY, headers=KEY)
    second = book(api, examples.BODY, headers=KEY | STAFF)
    assert first.json["id"] != second.json["id"]


def test_a_refusal_is_not_stored_under_its_key(api: Api) -> None:
    small = api.house.session(seats=1)
    taken = book(api, examples.BODY, session=small).json["id"]
    assert refused(book(api, examples.BODY, session=small, headers=KEY)) == (409, "session-full")
    assert api.client.simulate_post(f"/api/bookings/{taken}/cancel", headers=STAFF).status_code == 200
    assert book(api, examples.BODY, session=small, headers=KEY).status_code == 201


@pytest.mark.parametrize("key", ["short", "x" * 256, "with a space inside it", "with-\u00e9-accent-inside"])
def test_a_key_of_the_wrong_shape_is_refused(api: Api, key: str) -> None:
    before = api.everything()
    answer = book(api, examples.BODY, headers={"Idempotency-Key": key})
    assert (refused(answer), wrong_at(answer)) == ((422, "invalid"), ["Idempotency-Key"])
    assert api.everything() == before


@pytest.mark.parametrize("option", ["provisional", "allow_past"])
def test_options_of_the_staff_are_refused_to_others(api: Api, option: str) -> None:
    before = api.everything()
    assert refused(book(api, examples.BODY | {option: True})) == (401, "unauthenticated")
    assert api.everything() == before
    assert book(api, examples.BODY | {option: True}, headers=STAFF).status_code == 201


def test_the_requests_id_and_origin_reach_the_audit(api: Api) -> None:
    book(api, examples.BODY, headers={"X-Request-Id": "from-the-caller", "User-Agent": "curl/8"})
    origin = api.house.store.state.audit[-1].origin
    assert (origin.request_id, origin.user_agent, origin.ip) == ("from-the-caller", "curl/8", "127.0.0.1")


def test_an_answer_that_names_people_is_not_kept_by_caches(api: Api) -> None:
    assert book(api, examples.BODY).headers["cache-control"] == "no-store"
