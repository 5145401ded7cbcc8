"""Nothing personal leaves by the side doors: logs, metrics, error texts, headers, the audit trail, standard error."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from random import Random
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
import structlog
from attrs import evolve, frozen
from falcon.testing import Result, TestClient

from rft_adapters.memory.records import MemoryAudit
from rft_app import logs, worker
from rft_app.application import Application
from rft_app.http import middleware, parsing, refusals
from rft_app.http.app import create_wsgi
from rft_app.http.table import ENDPOINTS
from rft_app.logs import configure_logs, log_outcome
from rft_app.worker import Worker
from rft_domain.access.actor import Actor
from rft_domain.identity.user import User
from rft_domain.reactions import react
from rft_domain.shared.errors import Busy
from rft_domain.shared.mail import Letter
from rft_domain.shared.runner import Runner
from rft_domain.unit_of_work import UnitOfWork
from tests.app.http.api import ORGANISERS_TOKEN, Api
from tests.app.http.roles import ROLES, logged_in_as, user_of
from tests.leaks.canaries import AGENT, NAME, REQUEST, SECRETS, THING, Sent, request
from tests.stores import connections_die, emptying, memory_fails, postgres_store
from tests.timing.log_ins import Room

SHORT, LONG = 300, 10_000
# staff gets further, and further is where the data is
_ASKED = (*ROLES, "admin", "admin", "superuser")


class BadPost(Busy):
    """A mail server that repeats what it was given."""

    code = "mail-refused"


class Post:
    def send(self, letter: Letter) -> None:
        raise BadPost(letter.body)


@frozen
class Place:
    """Where things are said, and what of each person's own may be there."""

    name: str
    allowed: tuple[str, ...] = ()

    def found(self, said: str) -> list[str]:
        """Every mark that has no business here, with what is around it."""
        low, marks = said.lower(), {*SECRETS, NAME, AGENT, REQUEST, THING} - {*self.allowed}
        return [f"{self.name}: …{said[max(0, at - 60) : at + 60]}" for mark in marks if (at := low.find(mark)) >= 0]


LOGS, METRICS = Place("logs and standard error", (REQUEST,)), Place("metrics")
# whoever misspelt a name of a field is told which
ERROR_BODY, HEADERS = Place("error body", (REQUEST, NAME)), Place("headers", (REQUEST,))
AUDIT, OUTBOX = Place("audit", (REQUEST, AGENT, THING)), Place("failures in the outbox")


@frozen(kw_only=True)
class Service:
    """The API with logs as in production, on either store. ``failing`` are ways to fail.

    ``stored`` is what is in the audit trail, and what the outbox says of failures.
    """

    api: Api
    client: TestClient
    application: Application
    failing: tuple[Callable[[], AbstractContextManager[object]], ...] = ()
    stored: Callable[[], tuple[str, str]] = lambda: ("", "")

    def send(self, sent: Sent) -> Result:
        return self.client.simulate_request(
            sent.method, sent.path, query_string=sent.query, headers=sent.headers, body=sent.body
        )


@pytest.fixture(autouse=True)
def _logs_as_in_production(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A logger keeps the stream that it first wrote to."""
    monkeypatch.setattr(logs, "_log", structlog.get_logger("rft"))
    for module in (middleware, refusals):
        monkeypatch.setattr(module, "_log", structlog.get_logger("rft.http"))
    monkeypatch.setattr(worker, "log", structlog.get_logger("rft.worker"))
    configure_logs("debug")
    yield
    structlog.reset_defaults()


def service_of(api: Api) -> Service:
    runner: Runner[Actor, UnitOfWork] = Runner(
        open_unit_of_work=api.house.store.unit_of_work,
        clock=api.house.clock,
        react=react,
        observe=log_outcome,
        sleep=lambda _: None,
        attempts=3,
    )
    application = evolve(api.house.application, runner=runner, limiter=Room())
    return Service(api=api, client=TestClient(create_wsgi(application)), application=application)


@pytest.fixture(params=["memory", "postgres"])
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    if request.param == "memory":
        api = Api()
        yield evolve(service_of(api), failing=(memory_fails, _broken), stored=lambda: _in_memory(api))
        return
    url = request.getfixturevalue("migrated_url")
    with emptying(url) as empty, postgres_store(url) as store:
        empty()
        with patch("tests.app.house.MemoryStore", lambda _: store), patch.object(Api, "_organiser", organiser_of(url)):
            api = Api()
        yield evolve(service_of(api), failing=(connections_die(url), _broken), stored=lambda: _in_postgres(url))


def organiser_of(url: str) -> Callable[[Api], User]:
    """As ``Api`` makes one, beside the house: a database lets nobody write a version twice."""

    def made(api: Api) -> User:
        proven = "UPDATE identity.users SET email_verified = true, is_organizer = true WHERE id = %s"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(proven, (api.booking.booked_by,))
        assert api.booking.booked_by is not None
        with api.house.store.unit_of_work() as uow:
            ana = uow.users.get(api.booking.booked_by)
        api.logged_in(ana, ORGANISERS_TOKEN)
        return ana

    return made


def _in_memory(api: Api) -> tuple[str, str]:
    state = api.house.store.state
    return repr(state.audit), repr([posted.failure for posted in state.outbox.values()])


def _in_postgres(url: str) -> tuple[str, str]:
    with psycopg.connect(url) as connection:
        audit = connection.execute("SELECT to_jsonb(a)::text FROM activity.audit a").fetchall()
        outbox = connection.execute("SELECT last_failure FROM shared.outbox").fetchall()
    return repr(audit), repr(outbox)


def _broken() -> AbstractContextManager[object]:
    """A mistake of ours, which repeats all that it was given."""

    def repeat(application: Application, *given: object, **named: object) -> object:
        raise RuntimeError(f"{given} {named} {vars(MemoryAudit)}")

    return patch.object(Application, "run", repeat)


def leaks(service: Service, times: int, seed: int, capfd: pytest.CaptureFixture[str]) -> tuple[list[str], set[int]]:
    """What was found anywhere, and which statuses were answered. Every tenth request meets a failure."""
    chance, api = Random(seed), service.api
    users = {kind: user_of(api, kind) for kind in ROLES}
    found: list[str] = []
    statuses: set[int] = set()
    for number in range(times):
        endpoint, kind = ENDPOINTS[number % len(ENDPOINTS)], chance.choice(_ASKED)
        # some calls end log-ins
        authorization = logged_in_as(api, users[kind], f"token {number}")
        sent = request(endpoint, api.path(endpoint), api.body(endpoint), authorization, chance, number)
        with chance.choice(service.failing)() if number % 10 == 9 else nullcontext():
            answer = service.send(sent)
        statuses.add(answer.status_code)
        found += HEADERS.found(str(answer.headers))
        if answer.status_code >= 400:
            found += ERROR_BODY.found(answer.text)
    Worker(application=service.application, mail=Post()).deliver_due()
    audit, outbox = service.stored()
    said = capfd.readouterr()
    assert REQUEST in said.err
    assert REQUEST in audit
    assert BadPost.code in outbox
    found += AUDIT.found(audit) + OUTBOX.found(outbox) + LOGS.found(said.out + said.err)
    found += METRICS.found(service.client.simulate_get("/metrics").text)
    return found, statuses


def test_nothing_personal_leaves_by_the_side_doors(
    service: Service, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        found, statuses = leaks(service, SHORT, 1, capfd)
    assert found + LOGS.found(caplog.text) == []
    assert {200, 201, 400, 401, 403, 404, 405, 415, 422, 500, 503} <= statuses


@pytest.mark.long
def test_nothing_personal_leaves_in_a_long_run(
    service: Service, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        found, statuses = leaks(service, LONG, Random().getrandbits(32), capfd)
    assert found + LOGS.found(caplog.text) == []
    assert {200, 201, 400, 401, 403, 404, 405, 409, 415, 422, 500, 503} <= statuses


def test_a_planted_line_in_the_log_is_found(service: Service, capfd: pytest.CaptureFixture[str]) -> None:
    run = Application.run

    def talkative(application: Application, use_case: Any, command: Any, **named: Any) -> object:
        if email := getattr(command, "email", None):
            structlog.get_logger("rft").info("somebody", address=email.typed)
        return run(application, use_case, command, **named)

    with patch.object(Application, "run", talkative):
        found, _ = leaks(service, SHORT, 1, capfd)
    assert {one.partition(":")[0] for one in found} == {LOGS.name}


def test_a_planted_error_text_is_found(service: Service, capfd: pytest.CaptureFixture[str]) -> None:
    """An error that repeats the value that it refuses."""
    with patch.object(parsing, "sentence", lambda kind, value: f"must not be {value}"):
        found, _ = leaks(service, SHORT, 1, capfd)
    assert {one.partition(":")[0] for one in found} == {ERROR_BODY.name}


@pytest.mark.parametrize("place", [LOGS, METRICS, ERROR_BODY, HEADERS, AUDIT, OUTBOX], ids=lambda place: place.name)
def test_every_place_is_searched_for_what_must_not_be_there(place: Place) -> None:
    assert place.found("all is well") == []
    assert len(place.found("…@VALUECANARY12.example")) == 1
    assert len(place.found("+447400917283")) == 1
