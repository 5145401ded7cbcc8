"""What holds for every call of the table."""

import msgspec
import pytest
from attrs import evolve

from rft_app.http.documented_errors import errors_of
from rft_app.http.endpoint import Endpoint
from rft_app.http.openapi import is_public
from rft_app.http.problem import status_of
from rft_app.http.table import ENDPOINTS
from tests.app.http.api import NO_SUCH_ID, Api, refused, wrong_at


def calls(*endpoints: Endpoint) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("endpoint", endpoints, ids=lambda endpoint: endpoint.name)


WRITES = [endpoint for endpoint in ENDPOINTS if endpoint.writes]
WITH_BODY = [endpoint for endpoint in ENDPOINTS if endpoint.body is not None]
FOR_STAFF = [endpoint for endpoint in ENDPOINTS if not is_public(endpoint)]


def undocumented(endpoint: Endpoint, status: int) -> set[int]:
    """The status, unless the document of the call names it."""
    return {status} - {endpoint.status, *map(status_of, errors_of(endpoint))}


@calls(*ENDPOINTS)
def test_a_valid_request_is_carried_out_and_answers_as_documented(api: Api, endpoint: Endpoint) -> None:
    answer = api.send(api.valid(endpoint))
    assert answer.status_code == endpoint.status, answer.text
    if endpoint.media:
        assert answer.headers["content-type"] in endpoint.media
        assert "attachment" in answer.headers["content-disposition"]
        return
    assert answer.headers["content-type"] == "application/json"
    shown = msgspec.json.decode(answer.content, type=endpoint.answer)
    assert msgspec.json.decode(msgspec.json.encode(shown)) == answer.json
    assert ("etag" in answer.headers) == endpoint.versioned
    assert ("location" in answer.headers) == (endpoint.location is not None)


@calls(*ENDPOINTS)
def test_a_wrong_token_is_refused_and_changes_nothing(api: Api, endpoint: Endpoint) -> None:
    before = api.everything()
    answer = api.send(api.valid(endpoint).with_(Authorization="Bearer not-the-token-of-staff"))
    assert refused(answer) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert api.everything() == before


@calls(*FOR_STAFF)
def test_a_call_for_staff_refuses_anonymous_callers(api: Api, endpoint: Endpoint) -> None:
    before = api.everything()
    assert refused(api.send(api.valid(endpoint).without("Authorization"))) == (401, "unauthenticated")
    assert api.everything() == before


@calls(*[endpoint for endpoint in FOR_STAFF if endpoint.body is not None])
def test_who_may_not_call_is_told_so_before_anything_about_the_body(api: Api, endpoint: Endpoint) -> None:
    request = evolve(api.valid(endpoint).without("Authorization").without("If-Match"), body={"no": "sense"})
    assert refused(api.send(request)) == (401, "unauthenticated")


@calls(*[endpoint for endpoint in ENDPOINTS if endpoint.path_names])
@pytest.mark.parametrize("no_id", [NO_SUCH_ID, "not-an-id", NO_SUCH_ID.replace("-", ""), "%00"])
def test_an_unknown_id_is_not_found(api: Api, endpoint: Endpoint, no_id: str) -> None:
    before = api.everything()
    path = endpoint.path.format(**dict.fromkeys(endpoint.path_names, no_id))
    assert refused(api.send(evolve(api.valid(endpoint), path=path))) == (404, "not-found")
    assert api.everything() == before


@calls(*ENDPOINTS)
def test_an_unknown_query_parameter_is_refused(api: Api, endpoint: Endpoint) -> None:
    before = api.everything()
    request = api.valid(endpoint)
    answer = api.send(evolve(request, path=f"{request.path}?color=red"))
    assert (refused(answer), wrong_at(answer)) == ((422, "invalid"), ["?color"])
    assert api.everything() == before


@calls(*WITH_BODY)
def test_an_unknown_field_is_refused(api: Api, endpoint: Endpoint) -> None:
    before = api.everything()
    request = api.valid(endpoint)
    answer = api.send(evolve(request, body=request.body | {"color/of~hair": "red"}))
    assert (refused(answer), wrong_at(answer)) == ((422, "invalid"), ["/color~1of~0hair"])
    assert api.everything() == before


@calls(*WITH_BODY)
def test_every_missing_field_is_named(api: Api, endpoint: Endpoint) -> None:
    before = api.everything()
    answer = api.send(evolve(api.valid(endpoint), body={}))
    required = [f.encode_name for f in msgspec.structs.fields(endpoint.body) if f.required]  # type: ignore[arg-type]  # has a body
    assert (refused(answer), wrong_at(answer)) == ((422, "invalid"), sorted(f"/{name}" for name in required))
    assert api.everything() == before


@calls(*ENDPOINTS)
def test_every_refusal_of_a_call_is_documented(api: Api, endpoint: Endpoint) -> None:
    request = api.valid(endpoint)
    tries = [request, request, request.without("If-Match"), request.without("Authorization")]
    for one in [*tries, request.with_(If_Match="?"), evolve(request, body=[1])]:
        assert undocumented(endpoint, api.send(one).status_code) == set()


def test_a_planted_undocumented_refusal_is_found() -> None:
    assert undocumented(ENDPOINTS[0], 418) == {418}
