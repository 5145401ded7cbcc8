"""Round every request: its id, who is asking, one line in the log and a tick on the meters."""

import re
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import falcon
import structlog

from rft_domain.access.actor import ANONYMOUS, Actor

from .client_address import Proxies, place_of
from .metrics import Meters
from .operations import PROBES

_log = structlog.get_logger("rft.http")
_REQUEST_ID = re.compile(r"[!-~]{1,128}")
NO_ROUTE = "(none)"


class Frame:
    """Falcon calls its two methods before and after each request."""

    def __init__(
        self,
        authenticate: Callable[[str | None], Actor],
        meters: Meters,
        proxies: Proxies,
        count_call: Callable[[str], None],
    ) -> None:
        self._authenticate = authenticate
        self._meters = meters
        self._proxies = proxies
        self._count_call = count_call

    def process_request(self, req: falcon.Request, resp: falcon.Response) -> None:
        context = req.context
        context.began = time.perf_counter()
        given = req.get_header("X-Request-Id")
        context.request_id = given if given and _REQUEST_ID.fullmatch(given) else uuid4().hex
        context.code = None
        context.actor = ANONYMOUS
        context.address = self._proxies.client(req)
        resp.set_header("X-Request-Id", context.request_id)
        resp.set_header("X-Content-Type-Options", "nosniff")
        if req.path in PROBES:
            return
        self._count_call(place_of(context.address))
        # a wrong token is refused on every call, public ones too: whoever sends one means to be known; but probes
        # may send what they like
        context.actor = self._authenticate(req.get_header("Authorization"))
        if context.actor.user_id is not None:
            self._count_call(str(context.actor.user_id))

    def process_response(self, req: falcon.Request, resp: falcon.Response, resource: Any, req_succeeded: bool) -> None:
        context = req.context
        seconds = time.perf_counter() - context.began
        route, status = req.uri_template or NO_ROUTE, resp.status_code
        self._meters.answered(route, req.method, status, seconds, context.code)
        _log.info(
            "request",
            request_id=context.request_id,
            method=req.method,
            route=route,
            status=status,
            ms=round(seconds * 1000, 2),
            code=context.code,
        )
