"""The portal over HTTP: one answer to all who may not in, and what a guest is shown."""

from typing import Any
from unittest.mock import patch

from attrs import evolve
from falcon.testing import Result

from rft_adapters.memory.limiter import MemoryLimiter
from rft_app import portal
from rft_domain.access.actor import ADMIN, ANONYMOUS
from rft_domain.access.limits import EVERYBODY, LOOKUP_BY_REFERENCE, LOOKUP_FAILURES, LimiterDown
from rft_domain.bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from rft_domain.customers.customer import CustomerStatus
from rft_domain.identity.errors import LinkRefused, LookUpRefused
from tests.app.http.api import GUEST, LINK_CODE, NO_SUCH_ID, Api, Request, refused, wrong_at

ADDRESS = "Ana.Silva@example.org"


def look_up(api: Api, reference: object, email: object = ADDRESS) -> Result:
    headers = {"X-Request-Id": "the-same"}
    body = {"reference": str(reference), "email": email}
    return api.send(Request(method="POST", path="/api/customer/lookup", body=body, headers=headers))


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def guest(api: Api, reference: object = None) -> dict[str, str]:
    return bearer(look_up(api, reference or api.booking.reference).json["token"])


def ask(api: Api, method: str, path: str, headers: dict[str, str], body: Any = None) -> Result:
    return api.send(Request(method=method, path=f"/api/customer{path}", headers=headers, body=body))


def forget_tries(api: Api) -> None:
    """As if hours had gone by: the limits count for themselves."""
    api.house.store.limiter._tries.clear()


def refusals(api: Api) -> dict[str, tuple[int, bytes, list[tuple[str, str]]]]:
    """Every way of not getting in; the requests share their id."""
    known = api.booking.reference
    cancelled = api.house.booking(api.session)
    api.house.application.run(cancel_booking, CancelBooking(booking_id=cancelled.id), actor=ADMIN)
    answers = {
        "unknown": look_up(api, "0000-0000-0000"),
        "of another address": look_up(api, known, "bob@example.org"),
        "cancelled": look_up(api, cancelled.reference),
        "mistyped": look_up(api, str(known)[:-1] + "?"),
        "empty": look_up(api, ""),
        "too long": look_up(api, "A" * 100_000),
        "no address": look_up(api, known, "ana"),
        "with NUL": look_up(api, known, "ana\0@example.org"),
    }
    forget_tries(api)
    for number in range(LOOKUP_BY_REFERENCE.most):
        look_up(api, known, f"{number}@example.org")
    answers["over the limit"] = look_up(api, known)
    forget_tries(api)
    assert api.booking.customer_id is not None
    with api.house.store.unit_of_work() as uow:
        present = uow.customers.get(api.booking.customer_id)
        uow.customers.save(evolve(present, status=CustomerStatus.INACTIVE, version=present.version + 1))
        uow.commit()
    answers["erased"] = look_up(api, known)
    return {name: (one.status_code, one.content, sorted(one.headers.items())) for name, one in answers.items()}


def test_all_who_may_not_in_get_one_answer_to_the_byte(api: Api) -> None:
    found = refusals(api)
    assert found["unknown"][0] == 404
    assert [name for name, answer in found.items() if answer != found["unknown"]] == []


def test_a_planted_difference_is_found(api: Api) -> None:
    class Mistyped(LookUpRefused):
        message = "Check the reference."

    def telling(typed: str) -> str:
        if "?" in typed:
            raise Mistyped()
        return symbols(typed)

    symbols = portal._symbols
    with patch.object(portal, "_symbols", telling):
        found = refusals(api)
    assert [name for name, answer in found.items() if answer != found["unknown"]] == ["mistyped"]


def test_all_who_may_not_in_leave_the_same_trace(api: Api) -> None:
    """One row of the audit each, with nothing on it of what was typed."""
    refusals(api)
    rows = [row for row in api.house.store.state.audit if row.action == "look_up"]
    assert {(row.outcome, row.code, tuple(row.about.items())) for row in rows} == {("refused", "look-up-refused", ())}


def test_every_failure_counts_for_the_cap_of_all(api: Api) -> None:
    for reference in ("0000-0000-0000", "nonsense"):
        look_up(api, reference)
    look_up(api, api.booking.reference)
    assert api.house.store.limiter.look(LOOKUP_FAILURES, EVERYBODY).left == LOOKUP_FAILURES.most - 2


def test_over_the_cap_of_all_everybody_is_answered_by_mail(api: Api) -> None:
    for _ in range(LOOKUP_FAILURES.most):
        api.house.store.limiter.take(LOOKUP_FAILURES, EVERYBODY)
    known, unknown = look_up(api, api.booking.reference), look_up(api, "0000-0000-0000")
    malformed = look_up(api, "nonsense", "nobody")
    assert refused(known) == (404, "look-up-mailed")
    assert (known.content, known.headers) == (unknown.content, unknown.headers)
    assert (known.content, known.headers) == (malformed.content, malformed.headers)
    rows = [row for row in api.house.store.state.audit if row.action == "ask_for_way_in"]
    assert len({(row.outcome, tuple(row.about.items())) for row in rows}) == 1
    bodies = [one.message.body for one in api.house.store.state.outbox.values() if one.message.topic == "way-in"]
    assert [bool(body["booking_id"]) for body in bodies] == [True, False, False]


def test_while_nobody_counts_nobody_gets_in(api: Api) -> None:
    with patch.object(MemoryLimiter, "take", side_effect=LimiterDown()):
        assert refused(look_up(api, api.booking.reference)) == (503, "limiter-down")


def test_a_body_of_the_wrong_shape_is_told_so_whoever_is_known(api: Api) -> None:
    """It says nothing about any booking."""
    for body in ({}, {"reference": 5, "email": ADDRESS}):
        answer = ask(api, "POST", "/lookup", {}, body)
        assert refused(answer) == (422, "invalid")


def test_a_look_up_answers_token_end_and_scope(api: Api) -> None:
    answer = look_up(api, api.booking.reference)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json.keys() == {"token", "expires_at", "scope"}
    assert (answer.json["expires_at"], answer.json["scope"]) == ("2026-03-02T09:30:00Z", "bookings profile")


def test_a_guest_sees_their_customer_and_nobody_else(api: Api) -> None:
    mine, headers = api.house.booking(api.session), guest(api)
    listed = ask(api, "GET", "/bookings", headers).json["items"]
    assert {one["id"] for one in listed} == {str(one.id) for one in (mine, api.booking, api.pending)}
    assert {one["customer_id"] for one in listed} == {str(api.booking.customer_id)}
    [own] = [one for one in listed if "attendees" in one]
    assert (own["id"], own["reference"]) == (str(api.booking.id), str(api.booking.reference))
    assert all("email" not in attendee for attendee in own["attendees"])
    assert [one.keys() & {"reference", "contact"} for one in listed if one is not own] == [set(), set()]


def test_a_booking_of_others_is_answered_like_none(api: Api) -> None:
    headers = guest(api) | {"X-Request-Id": "the-same"}
    api.user("bob@example.org")
    body = {
        "contact": {"email": "bob@example.org", "first_name": "Bob", "last_name": "Byrne"},
        "attendees": [{"first_name": "Bob", "last_name": "Byrne"}],
    }
    made = api.send(Request(method="POST", path=f"/api/sessions/{api.session.id}/bookings", body=body))
    for path in ("/api/customer/bookings", "/api/bookings"):
        foreign, missing = (
            api.send(Request(method="GET", path=f"{path}/{id}", headers=headers))
            for id in (made.json["id"], NO_SUCH_ID)
        )
        assert (foreign.status_code, foreign.content) == (404, missing.content)
        assert foreign.headers == missing.headers


def test_a_profile_goes_by_its_version(api: Api) -> None:
    headers = guest(api)
    read = ask(api, "GET", "/profile", headers)
    body = {name: value for name, value in read.json.items() if name not in ("email", "version")}
    assert refused(ask(api, "PUT", "/profile", headers, body)) == (428, "precondition-required")
    changed = ask(api, "PUT", "/profile", headers | {"If-Match": read.headers["etag"]}, body | {"city": " Leeds "})
    assert (changed.status_code, changed.json["city"], changed.headers["etag"]) == (200, "Leeds", '"2"')
    stale = ask(api, "PUT", "/profile", headers | {"If-Match": read.headers["etag"]}, body)
    assert refused(stale) == (412, "precondition-failed")


def test_every_wrong_field_of_a_profile_is_named(api: Api) -> None:
    headers = guest(api) | {"If-Match": '"1"'}
    body = {"first_name": "Ana", "last_name": "S", "mobile": "12", "phone": "x", "vat_number": "GB1", "country": "gb"}
    answer = ask(api, "PUT", "/profile", headers, body | {"date_of_birth": "1.5.90"})
    assert refused(answer) == (422, "invalid")
    assert wrong_at(answer) == ["/country", "/date_of_birth", "/mobile", "/phone", "/vat_number"]


def test_a_registered_customer_uses_the_same_calls(api: Api) -> None:
    assert api.booking.booked_by is not None
    with api.house.store.unit_of_work() as uow:
        user = uow.users.get(api.booking.booked_by)
    api.logged_in(user, "the token of ana")
    headers = bearer("the token of ana")
    assert len(ask(api, "GET", "/bookings", headers).json["items"]) == 2
    assert ask(api, "GET", "/profile", headers).json["email"] == ADDRESS
    assert refused(ask(api, "POST", "/step-up", headers)) == (403, "forbidden")


def test_who_is_no_customer_finds_nothing(api: Api) -> None:
    staff = bearer("another token")
    assert ask(api, "GET", "/bookings", staff).json["items"] == []
    assert refused(ask(api, "GET", "/profile", staff)) == (404, "not-found")


def test_a_refusal_names_what_was_refused_and_why(api: Api) -> None:
    headers = guest(api)
    told = ask(api, "POST", "/email", headers, {"email": "new@example.org"})
    assert refused(told) == (403, "step-up-required")
    assert "code by mail" in told.json["detail"]
    cancel = api.send(Request(method="POST", path=f"/api/bookings/{api.booking.id}/cancel", headers=headers))
    assert (refused(cancel), cancel.json["detail"]) == ((403, "forbidden"), "You may not do this: cancel booking.")
    other = f"/bookings/{api.pending.id}/attendees/{api.pending.attendees[0].id}/requirements"
    write = ask(api, "PUT", other, headers | {"If-Match": '"1"'}, {"special_requirements": "x"})
    assert refused(write) == (403, "customer-authorization")
    assert "belongs to a customer" in write.json["detail"]
    assert "write requirements" in write.json["detail"]


def test_who_leaves_is_out(api: Api) -> None:
    headers = guest(api)
    assert ask(api, "POST", "/logout", headers).json == {"done": True}
    assert refused(ask(api, "GET", "/bookings", headers)) == (401, "unauthenticated")


def test_a_code_is_used_once(api: Api) -> None:
    first, second = (ask(api, "POST", "/step-up/confirm", GUEST, {"token": LINK_CODE}) for _ in range(2))
    assert (first.status_code, first.json["scope"]) == (200, "bookings profile sensitive")
    assert refused(second) == (422, LinkRefused.code)


def test_two_guests_do_not_share_an_idempotency_key(api: Api) -> None:
    key = {"Idempotency-Key": "0123456789abcdef"}
    body = {
        "contact": {"email": "x@example.org", "first_name": "X", "last_name": "Y"},
        "attendees": [{"first_name": "X", "last_name": "Y"}],
    }
    path = f"/api/sessions/{api.session.id}/bookings"
    made = [
        api.send(Request(method="POST", path=path, body=body, headers=guest(api) | key)).json["id"] for _ in range(2)
    ]
    assert len(set(made)) == 2


def test_nothing_that_was_typed_is_in_audit_or_activity(api: Api) -> None:
    token = look_up(api, api.booking.reference).json["token"]
    look_up(api, "K7QM-9XDR-T4WA", "canary@example.org")
    state = api.house.store.state
    written = f"{state.audit} {state.activity} {state.outbox}".lower()
    hidden = [token, "canary", "k7qm", api.booking.reference.symbols, "ana.silva"]
    assert [secret for secret in hidden if secret.lower() in written] == []
    assert token not in repr(state.portal_sessions)


def test_a_look_up_is_a_line_in_the_history_of_the_customer(api: Api) -> None:
    look_up(api, api.booking.reference)
    [entry] = [entry for entry in api.house.store.state.activity if entry.type == "portal_opened"]
    assert (entry.customer_id, entry.entity_id) == (api.booking.customer_id, api.booking.id)
    [row] = [row for row in api.house.store.state.audit if row.action == "look_up"]
    headers = guest(api)
    ask(api, "PUT", "/profile", headers | {"If-Match": '"1"'}, {"first_name": "Ana", "last_name": "Byrne"})
    [change] = [row for row in api.house.store.state.audit if row.action == "change_own_profile"]
    assert row.actor_kind == ANONYMOUS.name
    assert change.actor_kind == "portal_guest"
    assert str(change.actor_id) in {str(id) for id in api.house.store.state.portal_sessions}
