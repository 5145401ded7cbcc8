"""The WSGI application: the table of endpoints, turned into routes."""

from collections import defaultdict
from contextlib import AbstractContextManager, nullcontext
from threading import Semaphore
from typing import Any

import falcon

from rft_adapters.memory.limiter import MemoryLimiter
from rft_domain.shared.errors import RftError

from ..application import Application
from .auth import authenticator
from .client_address import Proxies
from .dispatch import responder
from .endpoint import Endpoint
from .limiting import call_counter
from .metrics import Meters
from .middleware import Frame
from .operations import operations_routes
from .pages import page_routes
from .refusals import fail, refuse, refuse_as_falcon_does
from .table import ENDPOINTS


def create_wsgi(
    application: Application,
    *,
    endpoints: tuple[Endpoint, ...] = ENDPOINTS,
    at_once: int | None = None,
    proxies: Proxies = Proxies(),
    calls_per_minute: int = 0,
) -> "falcon.App[falcon.Request, falcon.Response]":
    """A WSGI app over ``application``.

    ``proxies`` are those whose word on the caller's address counts. ``calls_per_minute``: how often one address and one
    user may call this process; 0: any number.
    With ``at_once``, no more requests than that are worked on at the same time; the others wait, read already.
    """
    meters = Meters()
    if application.profiles is not None:
        application.profiles.observe = meters.profile_looked_up
    turn: AbstractContextManager[object] = nullcontext() if at_once is None else Semaphore(at_once)
    count_call = call_counter(MemoryLimiter(), calls_per_minute)
    app = falcon.App(middleware=[Frame(authenticator(application), meters, proxies, count_call)])
    app.req_options.strip_url_path_trailing_slash = False
    app.add_error_handler(Exception, fail)
    app.add_error_handler(falcon.HTTPError, refuse_as_falcon_does)
    app.add_error_handler(RftError, refuse)
    for path, resource in _resources(endpoints, application, meters, turn).items():
        app.add_route(path, resource)
    for path, resource in (operations_routes(application, meters) | page_routes(endpoints)).items():
        app.add_route(path, resource)
    return app


def _resources(
    endpoints: tuple[Endpoint, ...], application: Application, meters: Meters, turn: AbstractContextManager[object]
) -> dict[str, Any]:
    """One resource per path, with a responder for each of its methods; HEAD is answered as GET."""
    responders: dict[str, dict[str, Any]] = defaultdict(dict)
    for endpoint in endpoints:
        respond = responder(endpoint, application, meters, turn)
        responders[endpoint.path][f"on_{endpoint.method.lower()}"] = respond
        if endpoint.method == "GET":
            responders[endpoint.path]["on_head"] = respond
    return {path: _resource(methods) for path, methods in responders.items()}


def _resource(methods: dict[str, Any]) -> Any:
    return type("Resource", (), {name: staticmethod(respond) for name, respond in methods.items()})()
