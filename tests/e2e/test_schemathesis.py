"""schemathesis over the OpenAPI document: every phase, every check, over HTTP, on the memory adapter.

The short run is part of the tests; ``nox -s schemathesis`` is the full one.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
import schemathesis
from attrs import evolve
from schemathesis import engine
from schemathesis.core.failures import Failure
from schemathesis.engine import events
from structlog.testing import capture_logs
from werkzeug.serving import make_server

from rft_app.http.app import create_wsgi
from rft_app.http.table import ENDPOINTS
from tests.app.http.api import STAFF, Api, Request
from tests.app.http.roles import ROLES, logged_in_as, user_of
from tests.timing.log_ins import Room

# the calls that end the session of the run itself would leave it without a caller; they have tests of their own
ENDING = {"log_out", "end_session", "reset_password", "erase_user", "erase_customer"}
# and limits, which would let little of the run through
EXPLORED = tuple(evolve(one, limits=()) for one in ENDPOINTS if one.name not in ENDING)

# what a schema cannot say; every other rule of a field must be in it
BEYOND_THE_SCHEMA = {"email", "phone", "time_zone", "starts_at", "ends_at", "venue", "title", "notes", "description"}
BEYOND_THE_SCHEMA |= {"first_name", "last_name", "firstName", "lastName", "company", "special_requirements"}
BEYOND_THE_SCHEMA |= {"discount_code", "cursor", "search", "from", "to", "new_password", "password"}
BEYOND_THE_SCHEMA |= {"vat_number", "mobile", "date_of_birth", "address_line_1", "address_line_2", "city", "county"}
BEYOND_THE_SCHEMA |= {"postcode", "country", "company_role", "department"}
# that depend on another field, or on who is told
BEYOND_THE_SCHEMA |= {"medical_flag", "max_bookings", "max_spent", "active_to", "created_to", "source"}
# 12.0 is an integer to JSON Schema, and not to us
WRITTEN_WITH_DECIMALS = {"must be an integer, written without a decimal point"}

# valid data may still meet an old version or a rule of the business
ACCEPTED = ["2xx", "401", "403", "404", "409", "412", "422"]


@schemathesis.check
def valid_data_is_refused_for_rules_beyond_the_schema(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: "schemathesis.Case[Any]"
) -> None:
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive or response.status_code != 422:
        return
    for error in response.json().get("errors", ()):
        place = error.get("pointer") or error.get("parameter") or error.get("header") or ""
        if place.startswith("/fields/"):  # of a profile, by name
            continue
        if place.rpartition("/")[2] not in BEYOND_THE_SCHEMA and error["detail"] not in WRITTEN_WITH_DECIMALS:
            raise Failure(operation=case.operation.label, title="The schema does not say this", message=str(error))


@contextmanager
def served(wsgi: Any) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, wsgi, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}/openapi.json"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def explore(
    address: str, headers: dict[str, str], settings: dict[str, Any], only: str | None = None
) -> tuple[list[str], Counter[str]]:
    """What failed, as a person can repeat it, and how often each check ran. ``only`` is how paths begin."""
    checks = {
        "positive_data_acceptance": {"expected-statuses": ACCEPTED},
        "missing_required_header": {"expected-statuses": ["401", "403", "404", "428"]},
    }
    config = schemathesis.Config.from_dict(
        {"headers": headers, "checks": checks, "generation": settings | {"database": "none"}}
    )
    schema = schemathesis.openapi.from_url(address, config=config)
    asked = schema if only is None else schema.include(path_regex=f"^{only}")
    failed: dict[str, None] = {}
    ran: Counter[str] = Counter()
    for event in engine.from_schema(asked).execute():
        if isinstance(event, events.NonFatalError):
            failed[f"{event.label}: {event.info}"] = None
        if isinstance(event, events.FatalError):
            raise event.exception
        if isinstance(event, events.ScenarioFinished):
            for check in (check for checks in event.recorder.checks.values() for check in checks):
                ran[check.name] += 1
                if check.failure_info is not None:
                    failure = check.failure_info.failure
                    failed[f"{check.name}: {failure.title}\n{failure.message}\n{check.failure_info.code_sample}"] = None
    return list(failed), ran


def explored(api: Api) -> Any:
    """Limits, which would soon be reached, have tests of their own."""
    return create_wsgi(evolve(api.house.application, limiter=Room()), endpoints=EXPLORED)


def explore_as(kind: str, settings: dict[str, Any]) -> tuple[list[str], Counter[str]]:
    """With the token of somebody of that kind, who is still logged in afterwards."""
    api = Api()
    headers = logged_in_as(api, user_of(api, kind), f"a-token-of-{kind}")
    with capture_logs(), served(explored(api)) as address:
        failed, ran = explore(address, headers, settings)
    if headers:
        sessions = api.send(Request(method="GET", path="/api/auth/sessions", headers=headers))
        assert sessions.status_code == 200
    return failed, ran


@pytest.mark.parametrize("kind", ROLES)
def test_schemathesis_finds_nothing(kind: str) -> None:
    """Those whom nearly every call refuses are asked less."""
    examples = 3 if kind in ("anonymous", "superuser") else 1
    failed, ran = explore_as(kind, {"max-examples": examples, "deterministic": True})
    assert failed == []
    assert {"not_a_server_error", "response_schema_conformance", "negative_data_rejection", "ignored_auth"} <= set(ran)
    assert {"use_after_free", "unsupported_method", "response_headers_conformance"} <= set(ran)
    assert ran["valid_data_is_refused_for_rules_beyond_the_schema"] > 0


def test_schemathesis_finds_a_planted_fault() -> None:
    """One call forgets its ETag."""
    forgetful = tuple(evolve(one, versioned=False) if one.name == "get_course" else one for one in EXPLORED)
    api = Api()
    wsgi = create_wsgi(api.house.application, endpoints=forgetful)
    whole = explored(api)

    def planted(environ: Any, start_response: Any) -> Any:
        is_document = environ["PATH_INFO"] == "/openapi.json"
        return (whole if is_document else wsgi)(environ, start_response)

    with capture_logs(), served(planted) as address:
        failed, _ = explore(address, STAFF, {"max-examples": 1, "deterministic": True}, only="/api/courses")
    assert any("response_headers_conformance" in failure for failure in failed)


@pytest.mark.long
@pytest.mark.parametrize("kind", ROLES)
def test_schemathesis_finds_nothing_in_a_long_run(kind: str) -> None:
    failed, _ = explore_as(kind, {"max-examples": 200})
    assert failed == []
