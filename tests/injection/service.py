"""The service on the embedded PostgreSQL with demo data, and one call that is injectable on purpose."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import psycopg
from attrs import evolve, frozen
from werkzeug.serving import WSGIRequestHandler, make_server

from rft_adapters.crypto import CHEAP, Argon2Passwords
from rft_adapters.embedded import temporary_server
from rft_adapters.postgres import schema
from rft_app.application import Application
from rft_app.container import open_application
from rft_app.demo import fill
from rft_app.http.app import create_wsgi
from rft_app.log_in import NewSuperuser, PasswordLogIn, log_in, make_superuser
from rft_app.settings import Database, Settings
from rft_domain.access.actor import ANONYMOUS, SYSTEM
from rft_domain.shared.audit import Origin
from rft_domain.shared.email import Email
from tests.injection.targets import ANY_VERSION
from tests.timing.log_ins import Room

PLANTED = "/planted"
PASSWORD = "a long walk along the canal"
_ONE_OF_EACH = """
SELECT b.id, a.id, b.session_id, s.course_id, b.customer_id, b.booked_by
FROM bookings.bookings b JOIN bookings.attendees a ON a.booking_id = b.id
JOIN catalogue.sessions s ON s.id = b.session_id
WHERE b.status = 'confirmed' AND s.starts_at > now() ORDER BY s.starts_at DESC LIMIT 1"""


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_: object) -> None:
        """Thousands of requests."""


@frozen(kw_only=True)
class Service:
    host: str
    application: Application
    ids: dict[str, str]
    failures: list[str]

    def new_token(self, name: str) -> str:
        """Of a superuser of its own: some calls end log-ins."""
        email = Email.parse(f"{name.replace('_', '-')}@example.org")
        wanted = NewSuperuser(email=email, first_name="Grace", last_name="Ofori", password=PASSWORD)
        make_superuser(self.application, wanted, actor=SYSTEM)
        entered = PasswordLogIn(email=email, password=PASSWORD)
        return log_in(self.application, entered, actor=ANONYMOUS, origin=Origin()).token


@contextmanager
def service() -> Iterator[Service]:
    with temporary_server() as server:
        url = server.url()
        schema.upgrade(url)
        with open_application(Settings(database=Database(url=url))) as application:
            fill(application)
            # what a password costs and how often one may try is beside the point: there will be thousands
            cheap = evolve(application, passwords=Argon2Passwords(CHEAP), limiter=Room())
            failures: list[str] = []
            with _listening(_under_test(create_wsgi(cheap), url, failures)) as host:
                yield Service(host=host, application=cheap, ids=_ids(url), failures=failures)


def _ids(url: str) -> dict[str, str]:
    with psycopg.connect(url) as connection:
        row = connection.execute(_ONE_OF_EACH).fetchone()
        assert row is not None
        # seats for all who will come
        connection.execute("UPDATE bookings.rosters SET capacity = 10000 WHERE session_id = %s", [row[2]])
    names = ("booking_id", "attendee_id", "session_id", "course_id", "customer_id", "user_id")
    ids = dict(zip(names, map(str, row), strict=True))
    return ids | {"sessionId": ids["session_id"], "auth_session_id": ids["user_id"]}


def _under_test(wsgi: Any, url: str, failures: list[str]) -> Callable[[Any, Any], Any]:
    def call(environ: Any, start_response: Any) -> Any:
        if environ["PATH_INFO"] == PLANTED:
            return _planted(url, environ, start_response)
        if environ.get("HTTP_IF_MATCH") == ANY_VERSION:
            environ["HTTP_IF_MATCH"] = "*"

        def start(status: str, headers: Any, *rest: Any) -> Any:
            if status.startswith("500"):
                failures.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}?{environ['QUERY_STRING']}")
            return start_response(status, headers, *rest)

        return wsgi(environ, start)

    return call


def _planted(url: str, environ: Any, start_response: Any) -> list[bytes]:
    code = parse_qs(environ["QUERY_STRING"]).get("code", [""])[0]
    if environ["REQUEST_METHOD"] == "POST":
        code = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))["code"]
    with psycopg.connect(url) as connection:
        try:
            found = connection.execute(f"SELECT title FROM catalogue.courses WHERE code = '{code}'".encode()).fetchall()
        except psycopg.Error:
            found = []
    body = repr(found).encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


@contextmanager
def _listening(wsgi: Any) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, wsgi, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
