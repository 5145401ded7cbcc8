"""Log-in over HTTP: the token opens what its user may, and refusals are alike."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock
from typing import Any
from unittest.mock import patch

import argon2
import pytest
from argon2.exceptions import VerifyMismatchError
from attrs import evolve
from falcon.testing import Result, TestClient

from rft_adapters.crypto import AT_ONCE as HASHES_AT_ONCE
from rft_adapters.crypto import CHEAP, Argon2Passwords
from rft_app.http.app import create_wsgi
from rft_domain.identity.attempts import AT_ONCE as ATTEMPTS_AT_ONCE
from rft_domain.identity.user import Role
from tests.app.http.api import PASSWORD, RESET_TOKEN, STAFF, TOKEN, Api, Request, refused, wrong_at

ADDRESS, NEW = "Grace.Ofori@example.org", "a short swim in cold water"


def post(api: Api, path: str, body: Any = None, token: str | None = None) -> Result:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return api.send(Request(method="POST", path=f"/api/auth{path}", body=body, headers=headers))


def enter(api: Api, email: str = ADDRESS, password: str = PASSWORD) -> Result:
    return post(api, "/login", {"email": email, "password": password})


def guess_from(api: Api, number: int) -> Result:
    """A wrong password, from an address of its own."""
    body = {"email": ADDRESS, "password": "wrong"}
    return api.client.simulate_post("/api/auth/login", json=body, remote_addr=f"192.0.2.{number}")


def bookings(api: Api, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return api.send(Request(method="GET", path="/api/bookings", headers=headers)).status_code


def test_who_logs_in_works_with_the_token_until_logging_out(api: Api) -> None:
    answer = enter(api)
    assert answer.headers["cache-control"] == "no-store"
    token = answer.json["token"]
    assert (answer.json["user"]["role"], answer.json["expires_at"]) == ("admin", "2026-03-02T21:00:00Z")
    assert bookings(api, token) == 200
    assert post(api, "/logout", token=token).json == {"done": True}
    assert bookings(api, token) == 401


def test_the_answer_to_a_log_in_tells_of_the_user_as_it_now_is(api: Api) -> None:
    assert enter(api, password="wrong").status_code == 401
    first = enter(api).json
    assert (first["user"]["failed_login_count"], first["user"]["locked_until"]) == (0, None)
    device = {"email": ADDRESS, "password": PASSWORD, "device_token": first["device_token"]}
    again = post(api, "/login", device).json["user"]
    seen = api.get(f"/api/admin/users/{again['id']}", staff=True).json["user"]
    assert again == seen
    assert seen["last_login_at"] is not None


def test_refusals_are_alike_but_for_the_request_id(api: Api) -> None:
    api.user("ivo@example.org")
    cases = [(ADDRESS, "wrong"), ("nobody@example.org", PASSWORD), ("ivo@example.org", PASSWORD)]
    answers = [enter(api, *case) for case in cases]
    assert {refused(answer) for answer in answers} == {(401, "log-in-refused")}
    alike = [{k: v for k, v in answer.json.items() if k != "request_id"} for answer in answers]
    headers = [{k: v for k, v in answer.headers.items() if k != "x-request-id"} for answer in answers]
    assert alike == [alike[0]] * 3
    assert headers == [headers[0]] * 3


@pytest.mark.parametrize(("role", "status"), [(Role.INSTRUCTOR, 403), (Role.CUSTOMER, 403), (Role.SUPERUSER, 201)])
def test_a_token_opens_what_the_role_may_and_no_more(api: Api, role: Role, status: int) -> None:
    api.user("x@example.org", role, PASSWORD)
    token = enter(api, "x@example.org").json["token"]
    body = {"email": "new@example.org", "first_name": "N", "last_name": "B", "role": "admin"}
    headers = {"Authorization": f"Bearer {token}"}
    answer = api.send(Request(method="POST", path="/api/admin/users", body=body, headers=headers))
    assert answer.status_code == status


def test_the_sessions_of_oneself_are_listed_and_ended(api: Api) -> None:
    [current] = [one for one in api.get("/api/auth/sessions", staff=True).json["items"] if one["current"]]
    assert "token" not in str(current)
    path = f"/api/auth/sessions/{api.elsewhere.id}"
    assert api.send(Request(method="DELETE", path=path, headers=STAFF)).json == {"done": True}
    assert bookings(api, "another token") == 401
    assert len(api.get("/api/auth/sessions", staff=True).json["items"]) == 1
    third = enter(api).json["token"]
    api.send(Request(method="DELETE", path="/api/auth/sessions", headers=STAFF))
    assert (bookings(api, third), bookings(api, TOKEN)) == (401, 200)


def test_a_session_of_another_is_not_found(api: Api) -> None:
    eve = api.user("eve@example.org", Role.SUPERUSER)
    api.logged_in(eve, "the token of eve")
    headers = {"Authorization": "Bearer the token of eve"}
    request = Request(method="DELETE", path=f"/api/auth/sessions/{api.elsewhere.id}", headers=headers)
    assert refused(api.send(request)) == (404, "not-found")
    assert bookings(api, "another token") == 200


def test_a_password_is_changed(api: Api) -> None:
    body = {"old_password": PASSWORD, "new_password": "tooshort"}
    assert wrong_at(post(api, "/password", body, TOKEN)) == ["/new_password"]
    assert refused(post(api, "/password", body | {"old_password": "x", "new_password": NEW}, TOKEN)) == (
        401,
        "log-in-refused",
    )
    assert post(api, "/password", body | {"new_password": NEW}, TOKEN).status_code == 200
    assert refused(enter(api)) == (401, "log-in-refused")
    assert enter(api, password=NEW).status_code == 200


def test_a_forgotten_password_is_reset_and_the_answer_never_tells_who_is_known(api: Api) -> None:
    answers = [post(api, "/password/forgot", {"email": email}) for email in (ADDRESS, "nobody@example.org")]
    assert [(answer.status_code, answer.json) for answer in answers] == [(200, {"done": True})] * 2
    body = {"token": RESET_TOKEN, "new_password": NEW}
    assert refused(post(api, "/password/reset", body | {"token": "x"})) == (422, "reset-refused")
    assert post(api, "/password/reset", body).status_code == 200
    assert refused(post(api, "/password/reset", body)) == (422, "reset-refused")
    assert bookings(api, TOKEN) == 401
    assert enter(api, password=NEW).status_code == 200


def test_nothing_of_a_log_in_is_in_the_audit_but_ids_and_codes(api: Api) -> None:
    enter(api, password="a guess that is wrong")
    token = enter(api).json["token"]
    audit = repr(api.house.store.state.audit) + repr(api.house.store.state.activity)
    assert [secret for secret in (PASSWORD, "a guess", "grace", "Ofori", token) if secret in audit.lower()] == []
    assert [row.code for row in api.house.store.state.audit if row.outcome == "refused"] == ["log-in-refused"]


class Slow:
    """The hasher of ``api``, and how many computations there were, and at most at a time."""

    def __init__(self, api: Api) -> None:
        self._passwords, self._lock = Argon2Passwords(CHEAP), Lock()
        self.present = self.most = self.real = 0
        api.client = TestClient(create_wsgi(evolve(api.house.application, passwords=self._passwords)))

    def verify(self, hasher: argon2.PasswordHasher, stored: str, password: str) -> bool:
        with self._lock:
            self.present, self.real = self.present + 1, self.real + (not stored.endswith("A" * 43))
            self.most = max(self.most, self.present)
        time.sleep(0.01)
        with self._lock:
            self.present -= 1
        raise VerifyMismatchError()


def test_of_fifty_wrong_passwords_at_once_few_are_compared_and_at_most_four_at_a_time(api: Api) -> None:
    device = enter(api).json["device_token"]
    slow = Slow(api)

    def verify(hasher: argon2.PasswordHasher, stored: str, password: str) -> bool:
        return slow.verify(hasher, stored, password)

    with patch.object(argon2.PasswordHasher, "verify", verify), ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(partial(guess_from, api), range(50)))
    assert {refused(answer) for answer in answers} == {(401, "log-in-refused")}
    assert (slow.real, slow.most) == (ATTEMPTS_AT_ONCE, HASHES_AT_ONCE)
    assert refused(enter(api)) == (401, "log-in-refused")
    owner = {"email": ADDRESS, "password": PASSWORD, "device_token": device}
    assert post(api, "/login", owner).status_code == 200
