"""From a row of the table to what falcon calls. All that can be worked out before a request is."""

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

import falcon
import msgspec
from attrs import evolve

from rft_domain.access.actor import Actor
from rft_domain.access.decisions import require, require_for_all
from rft_domain.shared.audit import Origin
from rft_domain.shared.errors import FieldError, Invalid, NotFound, PreconditionFailed, RftError
from rft_domain.shared.runner import Done

from ..application import Application
from . import limiting
from .client_address import place_of
from .conditions import ANY_VERSION, etag, idempotency_key, versions
from .endpoint import Call, Download, Endpoint, IfMatch
from .errors import BodyTooLarge, PreconditionRequired, UnsupportedMediaType
from .metrics import Meters
from .parsing import body_reader
from .query import query_reader

MOST_BODY_BYTES = 1024 * 1024
LONGEST_USER_AGENT = 300

Responder = Callable[..., None]

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_JSON = re.compile(r"application/json\s*(?:;\s*charset=\"?utf-8\"?\s*)?", re.IGNORECASE)
_encode = msgspec.json.Encoder().encode


def responder(
    endpoint: Endpoint, application: Application, meters: Meters, turn: AbstractContextManager[object]
) -> Responder:
    """What falcon calls for ``endpoint``. A request takes its ``turn`` once it is read: slow senders hold nobody up."""
    kind = endpoint.body
    read_body = body_reader(kind, endpoint.body_example, endpoint.together) if kind is not None else None
    read_query = query_reader(endpoint.query)
    demand = require_for_all if endpoint.shows_anybodys else require

    def parse(req: falcon.Request, ids: Mapping[str, str]) -> tuple[Any, tuple[int | None, ...], str | None]:
        known = _ids(ids)
        accepted = _versions(endpoint.if_match, req.get_header("If-Match"))
        key = idempotency_key(req.get_header("Idempotency-Key")) if endpoint.returns is not None else None
        query = read_query(req.query_string)
        body, wrong = read_body(_body(req)) if read_body is not None else (None, ())
        linked = application.user_centric_bookings
        place = place_of(req.context.address)
        call = Call(ids=known, body=body, query=query, version=accepted[0], linked=linked, place=place)
        return _command(endpoint, call, wrong), accepted, key

    def respond(req: falcon.Request, resp: falcon.Response, **ids: str) -> None:
        actor: Actor = req.context.actor
        if endpoint.action is not None and (endpoint.read is not None or endpoint.shows_anybodys):
            demand(actor, endpoint.action)
        try:
            command, accepted, key = parse(req, ids)
        except RftError:
            # who may not do this at all is told so first
            if endpoint.action is not None:
                require(actor, endpoint.action)
            raise
        with turn:
            standings = limiting.check(endpoint.limits, application.limiter, req)
            if endpoint.read is not None:
                result = application.read(endpoint.read, command, actor=actor, origin=_origin(req))
            else:
                done = _write(endpoint, application, command, accepted, key, actor, _origin(req))
                if done.replayed:
                    resp.set_header("Idempotency-Replayed", "true")
                elif endpoint.makes_booking:
                    meters.booked()
                result = done.value
                if endpoint.read_back is not None:
                    query, ask = endpoint.read_back
                    result = application.read(query, ask(result), actor=actor, origin=_origin(req))
        limiting.tell(resp, standings)
        _answer(endpoint, resp, result if endpoint.view is None else endpoint.view(result, actor))

    return respond


def _command(endpoint: Endpoint, call: Call, wrong: tuple[FieldError, ...]) -> Any:
    """Raises :class:`Invalid` with what has a ``wrong`` shape and what the domain refuses of the rest, together."""
    if not wrong:
        return endpoint.ask(call)
    found = list(wrong)
    try:
        endpoint.ask(call)
    except Invalid as invalid:
        found += invalid.errors
    raise Invalid(found)


def _write(
    endpoint: Endpoint,
    application: Application,
    command: Any,
    accepted: tuple[int | None, ...],
    key: str | None,
    actor: Actor,
    origin: Origin,
) -> Done[Any]:
    if endpoint.carry_out is not None:
        return Done(endpoint.carry_out(application, command, actor=actor, origin=origin))

    def run(command: Any) -> Done[Any]:
        if key is not None and endpoint.returns is not None:
            returns = endpoint.returns
            return application.run_once(
                endpoint.use_case, command, actor=actor, key=key, returns=returns, origin=origin
            )
        return Done(application.run(endpoint.use_case, command, actor=actor, origin=origin))

    try:
        return run(command)
    except PreconditionFailed as failed:
        # If-Match may list several versions; the use case knows one
        present = failed.facts.get("version")
        if present not in accepted[1:]:
            raise
        return run(evolve(command, version=present))


def _answer(endpoint: Endpoint, resp: falcon.Response, result: Any) -> None:
    resp.status = _STATUS_LINES[endpoint.status]
    resp.content_type = "application/json"
    resp.set_header("Cache-Control", "no-store")
    if endpoint.versioned:
        resp.set_header("ETag", etag(result.version))
    if endpoint.location is not None:
        resp.set_header("Location", endpoint.location.format(id=result.id))
    shown = endpoint.show(result)
    if not isinstance(shown, Download):
        resp.data = _encode(shown)
        return
    resp.content_type, resp.stream = shown.media_type, shown.file
    resp.downloadable_as = shown.name


_STATUS_LINES = {200: falcon.HTTP_200, 201: falcon.HTTP_201}


def _ids(texts: Mapping[str, str]) -> dict[str, UUID]:
    """What is no id names nothing that is there."""
    if not all(map(_UUID.fullmatch, texts.values())):
        raise NotFound()
    return {name: UUID(text) for name, text in texts.items()}


def _versions(wanted: IfMatch, header: str | None) -> tuple[int | None, ...]:
    if wanted is IfMatch.IGNORED:
        return ANY_VERSION
    if wanted is IfMatch.REQUIRED and header is None:
        raise PreconditionRequired()
    return versions(header)


def _body(req: falcon.Request) -> bytes:
    if not _JSON.fullmatch(req.content_type or ""):
        raise UnsupportedMediaType()
    if req.get_header("Content-Encoding", default="identity").strip().lower() != "identity":
        raise UnsupportedMediaType("The body must not be compressed.")
    length = req.content_length
    if length is not None and length > MOST_BODY_BYTES:
        raise BodyTooLarge()
    # a chunked body names no length; without either there is none
    if length is None and not req.get_header("Transfer-Encoding"):
        return b""
    body: bytes = req.stream.read(MOST_BODY_BYTES + 1 if length is None else length)
    if len(body) > MOST_BODY_BYTES:
        raise BodyTooLarge()
    return body


def _origin(req: falcon.Request) -> Origin:
    agent = req.user_agent
    return Origin(
        request_id=req.context.request_id,
        ip=req.context.address,
        user_agent=agent[:LONGEST_USER_AGENT] if agent else None,
    )
