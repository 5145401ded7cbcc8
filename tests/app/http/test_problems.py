"""Refusals and mistakes, as problem documents."""

import json
from datetime import datetime
from typing import Any

import msgspec
import pytest
from attrs import evolve
from falcon.testing import Result, TestClient
from structlog.testing import capture_logs

from rft_app.http.app import create_wsgi
from rft_app.http.documented_errors import every_error
from rft_app.http.endpoint import Endpoint
from rft_app.http.problem import STATUS, family_of
from rft_app.http.table import ENDPOINTS
from rft_app.http.wire import Problem
from rft_domain.access.actor import Actor
from rft_domain.shared import errors as e
from tests.app.http.api import STAFF, Api, refused

LIST = next(endpoint for endpoint in ENDPOINTS if endpoint.name == "list_courses")


def failing(api: Api, error: Exception) -> Result:
    """What a call answers whose query raises ``error``."""

    def read(query: object, *, actor: Actor, now: datetime, uow: object) -> Any:
        raise error

    endpoint: Endpoint = evolve(LIST, read=read)
    client = TestClient(create_wsgi(api.house.application, endpoints=(endpoint,)))
    return client.simulate_get(LIST.path)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (e.Invalid(), 422),
        (e.Unauthenticated(), 401),
        (e.Forbidden(), 403),
        (e.NotFound(), 404),
        (e.Conflict(), 409),
        (e.StaleWrite(), 409),
        (e.RuleBroken(), 422),
        (e.PreconditionFailed(), 412),
        (e.Busy(), 503),
        (e.Transient(), 503),
        (e.OutcomeUnknown(), 503),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_family_has_its_status(api: Api, error: e.RftError, status: int) -> None:
    answer = failing(api, error)
    assert refused(answer) == (status, error.code)
    assert ("retry-after" in answer.headers) == (status == 503)


def test_every_error_of_the_house_belongs_to_a_family() -> None:
    def below(kind: type[e.RftError]) -> list[type[e.RftError]]:
        return [one for child in kind.__subclasses__() for one in (child, *below(child))]

    assert [kind for kind in below(e.RftError) if family_of(kind) not in kind.__mro__] == []
    assert set(STATUS) <= set(below(e.RftError))


def test_a_planted_error_without_a_family_is_a_mistake_of_ours(api: Api) -> None:
    assert refused(failing(api, e.RftError("planted"))) == (500, "error")


def test_a_mistake_of_ours_shows_and_logs_nothing_of_what_was_typed(api: Api) -> None:
    with capture_logs() as lines:
        answer = failing(api, ValueError("Key (email)=(ana@example.org) already exists"))
    assert refused(answer) == (500, "internal-error")
    assert "ana@example.org" not in answer.text + json.dumps(lines)
    (line,) = [line for line in lines if line["event"] == "internal error"]
    assert (line["request_id"], line["error"]) == (answer.json["request_id"], "builtins.ValueError")
    assert "test_problems.py" in line["where"][-1]


def test_an_unknown_address_is_not_found(api: Api) -> None:
    for path in ("/", "/api", "/api/nothing", "/api/courses/", "/problems/no-such-problem"):
        assert refused(api.get(path)) == (404, "not-found")


def test_a_thing_that_may_not_be_known_and_one_that_is_not_there_are_told_alike(api: Api) -> None:
    headers = {"X-Request-Id": "same"}
    course = api.session.terms.course_id
    hidden = api.house.store.state.courses[course]
    api.house.store.state.courses[course] = evolve(hidden, terms=evolve(hidden.terms, active=False))
    invisible = api.client.simulate_get(f"/api/courses/{course}", headers=headers)
    missing = api.client.simulate_get(f"/api/courses/{api.booking.id}", headers=headers)
    assert invisible.status_code == 404
    assert (invisible.content, dict(invisible.headers)) == (missing.content, dict(missing.headers))


@pytest.mark.parametrize("path", sorted({endpoint.path for endpoint in ENDPOINTS}))
def test_another_method_is_refused_and_the_right_ones_are_named(api: Api, path: str) -> None:
    ours = {endpoint.method for endpoint in ENDPOINTS if endpoint.path == path}
    answer = api.client.simulate_patch(path)
    assert refused(answer) == (405, "method-not-allowed")
    assert set(answer.headers["allow"].split(", ")) - {"HEAD", "OPTIONS"} == ours


def test_a_problem_is_what_the_document_says(api: Api) -> None:
    answer = api.client.simulate_post("/api/admin/courses", json={}, headers=STAFF | {"X-Request-Id": "mine"})
    problem = msgspec.json.decode(answer.content, type=Problem)
    assert (problem.type, problem.request_id) == ("/problems/invalid", "mine")
    assert api.get(problem.type).status_code == 200


@pytest.mark.parametrize("code", every_error(ENDPOINTS))
def test_every_kind_of_problem_has_its_page(api: Api, code: str) -> None:
    page = api.get(f"/problems/{code}")
    assert page.headers["content-type"].startswith("text/html")
    assert f"<code>{code}</code>" in page.text
    assert f'href="/problems/{code}"' in api.get("/problems").text
