"""Every refusal and every mistake leaves as a problem document."""

import traceback
from typing import Any

import falcon
import structlog

from rft_domain.shared.errors import NotFound, RftError, TooMany

from .errors import InternalError, Malformed, MethodNotAllowed
from .limiting import tell_refused
from .problem import MEDIA_TYPE, RETRY_AFTER, problem_of, status_of

_log = structlog.get_logger("rft.http")
_BODIES = frozenset({"POST", "PUT", "PATCH"})


def refuse(req: falcon.Request, resp: falcon.Response, error: RftError, params: Any = None) -> None:
    status = status_of(type(error))
    req.context.code = error.code
    resp.status = falcon.code_to_http_status(status)
    resp.content_type = MEDIA_TYPE
    resp.set_header("Cache-Control", "no-store")
    if status == 401:
        resp.set_header("WWW-Authenticate", 'Bearer realm="rft"')
    if status in RETRY_AFTER:
        resp.set_header("Retry-After", RETRY_AFTER[status])
    if isinstance(error, TooMany):
        tell_refused(resp, error)
    resp.data = problem_of(error, req.context.request_id, has_body=req.method in _BODIES)


def refuse_as_falcon_does(req: falcon.Request, resp: falcon.Response, error: falcon.HTTPError, params: Any) -> None:
    """What falcon refuses by itself: unknown addresses, methods, and requests that it cannot read."""
    if isinstance(error, falcon.HTTPMethodNotAllowed):
        refuse(req, resp, MethodNotAllowed())
        resp.set_headers(error.headers or {})
    elif error.status_code == 404:
        refuse(req, resp, NotFound())
    elif error.status_code < 500:
        refuse(req, resp, Malformed())
    else:
        fail(req, resp, error, params)


def fail(req: falcon.Request, resp: falcon.Response, error: Exception, params: Any) -> None:
    """A mistake of ours. Its message may repeat what people typed, so only its type and place are logged."""
    _log.error(
        "internal error",
        request_id=req.context.request_id,
        route=req.uri_template,
        error=f"{type(error).__module__}.{type(error).__qualname__}",
        where=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)],
    )
    refuse(req, resp, InternalError())
