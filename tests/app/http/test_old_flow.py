"""The old flow keeps its shape (product.md D8, P7)."""

from typing import Any

import pytest
from attrs import evolve
from falcon.testing import Result, TestClient

from rft_app.http.app import create_wsgi
from rft_app.http.bookings import examples
from tests.app.http.api import KEY, Api, refused, wrong_at


def book(api: Api, body: dict[str, Any], *, headers: dict[str, str] | None = None) -> Result:
    return api.client.simulate_post("/api/bookings", json=body, headers=headers)


@pytest.fixture
def body(api: Api) -> dict[str, Any]:
    return examples.OLD_BODY | {"sessionId": str(api.other.id)}


def with_contact(body: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return body | {"contactDetails": body["contactDetails"] | changes}


def test_the_answer_has_the_old_fields_in_their_order(api: Api, body: dict[str, Any]) -> None:
    answer = book(api, body)
    assert answer.status_code == 201
    assert list(answer.json) == list(examples.OLD_ANSWER)
    drawn = {"id", "bookingReference", "sessionId", "userId", "createdAt"}
    assert {name: value for name, value in answer.json.items() if name not in drawn} == {
        name: value for name, value in examples.OLD_ANSWER.items() if name not in drawn
    }


def test_it_is_the_same_booking_as_in_the_new_shape(api: Api, body: dict[str, Any]) -> None:
    old = book(api, body)
    new = api.get(old.headers["location"], staff=True).json
    assert (new["reference"], new["booked_by"]) == (old.json["bookingReference"], old.json["userId"])
    assert new["customer_id"] is not None


def test_with_linking_switched_off_nobody_is_linked(api: Api, body: dict[str, Any]) -> None:
    off = evolve(api.house.application, user_centric_bookings=False)
    answer = TestClient(create_wsgi(off)).simulate_post("/api/bookings", json=body)
    assert (answer.status_code, answer.json["userId"]) == (201, None)
    assert api.get(answer.headers["location"], staff=True).json["customer_id"] is None


@pytest.mark.parametrize("phone", ["ask for Ana", "12", "", None, "+44 0", "0" * 41, 12, 7.5, "\0"])
def test_a_phone_number_that_is_none_does_not_stop_the_booking_and_is_seen_to_be_missing(
    api: Api, body: dict[str, Any], phone: str | float | None
) -> None:
    answer = book(api, with_contact(body, phone=phone))
    assert (answer.status_code, answer.json["contactDetails"]["phone"]) == (201, None)


def test_a_phone_number_may_be_a_number(api: Api, body: dict[str, Any]) -> None:
    answer = book(api, with_contact(body, phone=447700900123))
    assert (answer.status_code, answer.json["contactDetails"]["phone"]) == (201, "+447700900123")


def test_mistakes_are_named_in_the_old_words(api: Api, body: dict[str, Any]) -> None:
    wrong = with_contact(body, email="ana", firstName="  ") | {
        "participants": [{"firstName": "A", "lastName": " ", "email": "b"}]
    }
    before = api.everything()
    answer = book(api, wrong)
    assert refused(answer) == (422, "invalid")
    assert wrong_at(answer) == [
        "/contactDetails/email",
        "/contactDetails/firstName",
        "/participants/0/email",
        "/participants/0/lastName",
    ]
    assert api.everything() == before


def test_the_new_words_are_not_spoken_here(api: Api, body: dict[str, Any]) -> None:
    answer = book(api, body | {"discount_code": None})
    assert (refused(answer), wrong_at(answer)) == ((422, "invalid"), ["/discount_code"])


def test_the_same_key_gives_the_same_booking(api: Api, body: dict[str, Any]) -> None:
    first, second = book(api, body, headers=KEY), book(api, body, headers=KEY)
    assert (second.content, second.headers["idempotency-replayed"]) == (first.content, "true")


def test_an_unknown_session_is_not_found(api: Api, body: dict[str, Any]) -> None:
    before = api.everything()
    assert refused(book(api, body | {"sessionId": str(api.booking.id)})) == (404, "not-found")
    assert wrong_at(book(api, body | {"sessionId": "s-00294"})) == ["/sessionId"]
    assert api.everything() == before
