"""Limits over HTTP: what they let through, what callers are told, and what happens when nobody can count."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from unittest.mock import patch

import pytest
from attrs import evolve
from falcon.testing import Result, TestClient

from rft_adapters.crypto import Argon2Passwords
from rft_adapters.memory.limiter import MemoryLimiter
from rft_app.http.app import create_wsgi
from rft_app.http.endpoint import Endpoint
from rft_app.http.table import ENDPOINTS
from rft_app.lookup import LookupStanding, lookup_cap, lookup_failed, lookup_standing
from rft_domain.access import limits
from rft_domain.access.actor import Actor
from rft_domain.access.limits import (
    EVERYBODY,
    LOG_IN_BY_ADDRESS,
    LOG_IN_FAILURES,
    LOOKUP_FAILURES,
    Limit,
    LimiterDown,
    Per,
    Standing,
)
from rft_domain.shared.errors import NotFound
from tests.app.http.api import PASSWORD, STAFF, Api, refused

LOG_IN = "/api/auth/login"
WRONG = {"email": "grace.ofori@example.org", "password": "not the one she chose"}
RIGHT = WRONG | {"password": PASSWORD}


class Down:
    """A limiter whose store does not answer."""

    def take(self, limit: Limit, who: str) -> Standing:
        raise LimiterDown()

    def look(self, limit: Limit, who: str) -> Standing:
        raise LimiterDown()

    def forget(self) -> int:
        raise LimiterDown()


class Open(Down):
    """The fault planted: where nobody counts, everybody is let through."""

    def look(self, limit: Limit, who: str) -> Standing:
        return Standing(allowed=True, left=limit.most, seconds=0)

    take = look


@pytest.fixture
def hashed() -> Iterator[list[str]]:
    """The passwords that reached the hash."""
    seen, verify = list[str](), Argon2Passwords.verify

    def noted(self: Argon2Passwords, known: Any, typed: str) -> bool:
        seen.append(typed)
        return verify(self, known, typed)

    with patch.object(Argon2Passwords, "verify", noted):
        yield seen


def wsgi(api: Api, limiter: Any = None, **options: Any) -> TestClient:
    application = evolve(api.house.application, limiter=limiter or MemoryLimiter())
    return TestClient(create_wsgi(application, **options))


def guess(client: TestClient, body: Any = WRONG, address: str = "192.0.2.1", **headers: str) -> Result:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return client.simulate_post(LOG_IN, json=body, headers=named, remote_addr=address)


def strangers(number: int) -> dict[str, str]:
    """The lock-out of one e-mail is another matter: each guess is at another."""
    return WRONG | {"email": f"p{number}@example.org"}


def test_one_address_guesses_so_often_and_no_more(api: Api, hashed: list[str]) -> None:
    client = wsgi(api)
    answers = [guess(client, strangers(n)) for n in range(LOG_IN_BY_ADDRESS.most + 3)]
    assert [answer.status_code for answer in answers] == [401] * LOG_IN_BY_ADDRESS.most + [429] * 3
    assert len(hashed) == LOG_IN_BY_ADDRESS.most
    assert guess(client, RIGHT).status_code == 429
    assert guess(client, RIGHT, address="192.0.2.2").status_code == 200


def test_a_call_whose_limit_was_forgotten_is_noticed(api: Api) -> None:
    """The fault planted: the row of the table has no limit."""
    forgetful = tuple(evolve(endpoint, limits=()) for endpoint in ENDPOINTS)
    client = wsgi(api, endpoints=forgetful)
    answers = [guess(client, strangers(n)) for n in range(LOG_IN_BY_ADDRESS.most + 1)]
    assert {answer.status_code for answer in answers} == {401}


def failed_everywhere(limiter: MemoryLimiter, times: int) -> MemoryLimiter:
    for _ in range(times):
        limiter.take(LOG_IN_FAILURES, EVERYBODY)
    return limiter


def test_after_so_many_failures_everywhere_only_known_devices_log_in(api: Api, hashed: list[str]) -> None:
    limiter = MemoryLimiter()
    client = wsgi(api, limiter)
    device = guess(client, RIGHT).json["device_token"]
    failed_everywhere(limiter, LOG_IN_FAILURES.most - 1)
    assert guess(client).status_code == 401
    assert refused(guess(client, RIGHT)) == (429, "too-many-requests")
    assert refused(guess(client, strangers(1))) == (429, "too-many-requests")
    assert len(hashed) == 2
    assert guess(client, RIGHT | {"device_token": device}).status_code == 200


def test_what_known_devices_mistype_does_not_count_for_everybody(api: Api) -> None:
    limiter = MemoryLimiter()
    client = wsgi(api, limiter)
    device = guess(client, RIGHT).json["device_token"]
    assert guess(client, WRONG | {"device_token": device}).status_code == 401
    assert limiter.look(LOG_IN_FAILURES, EVERYBODY).left == LOG_IN_FAILURES.most
    assert guess(client).status_code == 401
    assert limiter.look(LOG_IN_FAILURES, EVERYBODY).left == LOG_IN_FAILURES.most - 1


def test_callers_are_told_the_limit_and_where_they_stand(api: Api) -> None:
    client, most = wsgi(api), LOG_IN_BY_ADDRESS.most
    guess(client, strangers(0))
    told = guess(client, RIGHT).headers
    assert told["ratelimit-policy"] == f'"log-in-address";q={most};w=900'
    assert told["ratelimit"] == f'"log-in-address";r={most - 2};t=900'
    for number in range(most - 2):
        guess(client, strangers(number))
    over = guess(client)
    assert refused(over) == (429, "too-many-requests")
    assert (over.headers["ratelimit"], over.headers["retry-after"]) == ('"log-in-address";r=0;t=900', "900")
    assert over.headers["ratelimit-policy"] == told["ratelimit-policy"]


def test_refusals_do_not_say_where_anybody_stands(api: Api) -> None:
    """They are alike, byte for byte, whoever tried before."""
    client = wsgi(api)
    assert [name for name in guess(client).headers if "ratelimit" in name] == []


def test_without_a_limiter_nobody_logs_in_and_no_password_is_looked_at(api: Api, hashed: list[str]) -> None:
    client = wsgi(api, Down())
    answer = guess(client, RIGHT)
    assert (refused(answer), answer.headers["retry-after"]) == ((503, "limiter-down"), "1")
    assert hashed == []
    assert client.simulate_get("/api/courses").status_code == 200
    assert client.simulate_get("/api/bookings", headers=STAFF).status_code == 200


def test_a_limiter_that_fails_open_is_noticed(api: Api, hashed: list[str]) -> None:
    assert guess(wsgi(api, Open()), RIGHT).status_code == 200
    assert hashed == [PASSWORD]


def test_a_booking_asks_no_shared_limiter(api: Api) -> None:
    """Limits must not be on the way of a booking: its calls are counted in the process that answers."""
    create = next(endpoint for endpoint in ENDPOINTS if endpoint.name == "create_booking")
    client = wsgi(api, Down(), calls_per_minute=6000)
    answer = client.simulate_post(api.path(create), json=api.body(create))
    assert answer.status_code == 201


def test_calls_of_one_address_are_limited_and_those_of_another_are_not(api: Api) -> None:
    client = wsgi(api, calls_per_minute=3)
    from_one = [client.simulate_get("/api/courses", remote_addr="192.0.2.1") for _ in range(4)]
    assert [answer.status_code for answer in from_one] == [200, 200, 200, 429]
    assert from_one[3].headers["ratelimit-policy"] == '"calls";q=3;w=60'
    assert client.simulate_get("/api/courses", remote_addr="192.0.2.2").status_code == 200
    assert client.simulate_get("/healthz", remote_addr="192.0.2.1").status_code == 200


def test_calls_of_one_user_are_limited_wherever_they_come_from(api: Api) -> None:
    client = wsgi(api, calls_per_minute=3)
    answers = [client.simulate_get("/api/courses", headers=STAFF, remote_addr=f"192.0.2.{n}") for n in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]


def test_wrong_tokens_count_for_their_address(api: Api) -> None:
    client = wsgi(api, calls_per_minute=2)
    headers = {"Authorization": "Bearer not-the-token-of-staff"}
    answers = [client.simulate_get("/api/courses", headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [401, 401, 429]


def test_limits_of_the_table_are_of_addresses_and_what_others_did_is_not_told() -> None:
    """An e-mail's or a reference's own limit would tell who else tried it: its answer is like any other refusal."""
    assert {limit.per for endpoint in ENDPOINTS for limit in endpoint.limits} == {Per.ADDRESS}
    assert {endpoint.name for endpoint in ENDPOINTS if endpoint.limits} == {
        "log_in", "forgot_password", "reset_password", "register", "verify_email", "change_email", "confirm_email",
        "verify_phone", "confirm_phone", "accept_invitation",
    }  # fmt: skip


# The look-up itself is another part: here is a call that asks its limits as it must.

ANSWERED = next(endpoint for endpoint in ENDPOINTS if endpoint.name == "list_courses")


def lookup(api: Api, limiter: MemoryLimiter, limits: tuple[Limit, ...] = ()) -> Callable[..., Result]:
    """A call that knows one pair, R1 and a@example.org, and answers not-found otherwise."""

    def read(query: object, *, actor: Actor, now: datetime, uow: object) -> Any:
        address, reference, email = asked
        if lookup_standing(limiter, address=address, reference=reference, email=email) is LookupStanding.OVER:
            raise NotFound()
        if (reference, email) != ("R1", "a@example.org"):
            lookup_failed(limiter)
            raise NotFound()
        return ANSWERED.read(query, actor=actor, now=now, uow=uow)

    asked = ("", "", "")
    endpoint: Endpoint = evolve(ANSWERED, read=read, limits=limits)
    client = wsgi(api, limiter, endpoints=(endpoint,))

    def ask(address: str, reference: str, email: str) -> Result:
        nonlocal asked
        asked = (address, reference, email)
        return client.simulate_get(ANSWERED.path, headers={"X-Request-Id": "same"}, remote_addr=address)

    return ask


def whole(answer: Result) -> tuple[Any, ...]:
    return answer.status, sorted(answer.headers.items()), answer.content


def over_and_unknown(api: Api, limits: tuple[Limit, ...] = ()) -> list[tuple[Any, ...]]:
    ask = lookup(api, MemoryLimiter(), limits)
    unknown = ask("192.0.2.1", "R2", "b@example.org")
    for number in range(9):
        ask("192.0.2.1", f"R{number + 3}", f"c{number}@example.org")
    return [whole(unknown), whole(ask("192.0.2.1", "R1", "a@example.org"))]


def test_over_the_limit_is_answered_byte_for_byte_as_an_unknown_pair(api: Api) -> None:
    unknown, over = over_and_unknown(api)
    assert unknown == over


def test_headers_that_tell_are_found(api: Api) -> None:
    """The fault planted: the limit stands in the table, and so its headers are in the answer."""
    unknown, over = over_and_unknown(api, (limits.LOOKUP_BY_ADDRESS,))
    assert unknown != over


@pytest.mark.parametrize(
    ("spread", "most"),
    [("reference email", 10), ("address email", 5), ("address reference", 5)],
    ids=["one address", "one reference", "one e-mail"],
)
def test_a_look_up_is_limited_by_address_reference_and_email(spread: str, most: int) -> None:
    limiter = MemoryLimiter()
    told = []
    for number in range(12):
        same = {"address": "192.0.2.1", "reference": "R1", "email": "a@example.org"}
        told.append(lookup_standing(limiter, **same | {name: f"{name} {number}" for name in spread.split()}))
    assert told == [LookupStanding.OPEN] * most + [LookupStanding.OVER] * (12 - most)


def test_an_address_over_its_limit_uses_up_nobody_s_reference() -> None:
    limiter = MemoryLimiter()
    for number in range(30):
        lookup_standing(limiter, address="192.0.2.1", reference="R1" if number > 9 else f"Q{number}", email=f"{number}")
    standing = lookup_standing(limiter, address="192.0.2.2", reference="R1", email="a@example.org")
    assert (standing, limiter.look(limits.LOOKUP_BY_REFERENCE, "R1").left) == (LookupStanding.OPEN, 4)


def test_after_so_many_failures_every_look_up_is_capped_until_they_are_an_hour_old() -> None:
    clock = [0.0]
    limiter = MemoryLimiter(lambda: clock[0])
    for _ in range(LOOKUP_FAILURES.most - 1):
        lookup_failed(limiter)
    assert lookup_cap(limiter) is LookupStanding.OPEN
    lookup_failed(limiter)
    fresh = lookup_standing(limiter, address="198.51.100.7", reference="R1", email="a@example.org")
    assert (fresh, lookup_cap(limiter)) == (LookupStanding.CAPPED, LookupStanding.CAPPED)
    clock[0] = LOOKUP_FAILURES.seconds
    assert lookup_cap(limiter) is LookupStanding.OPEN


def test_a_look_up_is_refused_while_nobody_counts() -> None:
    with pytest.raises(LimiterDown):
        lookup_standing(Down(), address="192.0.2.1", reference="R1", email="a@example.org")
