"""The OpenAPI document and the docs page are made from the table."""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from rft_app.http.openapi import openapi
from rft_app.http.table import ENDPOINTS
from tests.app.http.api import Api

DOCUMENT = openapi(ENDPOINTS)
OPERATIONS = {
    operation["operationId"]: operation for methods in DOCUMENT["paths"].values() for operation in methods.values()
}


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (text for name, text in value.items() if name == "$ref")
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from references(one)


def broken_references(document: dict[str, Any]) -> list[str]:
    def leads_nowhere(reference: str) -> bool:
        found: Any = document
        for step in reference.split("/")[1:]:
            if step not in found:
                return True
            found = found[step]
        return False

    return [reference for reference in references(document) if leads_nowhere(reference)]


def external(page: str) -> list[str]:
    """What a browser would fetch from elsewhere."""
    return re.findall(r"(?:src|href)=[\"']?(?:https?:)?//[^\"' >]+|@import|url\(", page)


def test_every_call_of_the_table_is_an_operation() -> None:
    assert sorted(OPERATIONS) == sorted(endpoint.name for endpoint in ENDPOINTS)
    assert DOCUMENT["openapi"] == "3.1.0"


def test_every_reference_leads_somewhere() -> None:
    assert broken_references(DOCUMENT) == []
    planted = {"a": [{"$ref": "#/components/schemas/Nothing"}], "components": {"schemas": {}}}
    assert broken_references(planted) == ["#/components/schemas/Nothing"]


def test_staff_calls_need_the_token_and_public_ones_do_not() -> None:
    public = {name for name, operation in OPERATIONS.items() if {} in operation["security"]}
    expected = {"list_courses", "get_course", "list_sessions", "create_booking", "create_booking_old_flow"}
    expected |= {"register", "verify_email", "accept_invitation"}
    expected |= {"log_in", "forgot_password", "reset_password", "look_up", "enter_portal"}
    assert public == expected


def test_bodies_are_closed_and_their_limits_are_written_down() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    bodies = {name: schema for name, schema in schemas.items() if name.endswith("Body")}
    assert len(bodies) >= 10
    assert [name for name, schema in bodies.items() if schema.get("additionalProperties") is not False] == []
    assert schemas["ContactBody"]["properties"]["email"] == {"type": "string", "format": "email", "maxLength": 255}
    assert schemas["BookingBody"]["properties"]["attendees"]["maxItems"] == 200


def test_every_example_is_what_it_is_an_example_of() -> None:
    for endpoint in ENDPOINTS:
        if endpoint.body is not None:
            msgspec.convert(endpoint.body_example, endpoint.body)
        if endpoint.media:
            continue
        shown = msgspec.convert(endpoint.answer_example, endpoint.answer)
        assert json.loads(msgspec.json.encode(shown)) == endpoint.answer_example, endpoint.name


def test_conditions_and_keys_are_documented_where_they_count() -> None:
    required = {
        name
        for name, operation in OPERATIONS.items()
        if any(p.get("name") == "If-Match" and p.get("required") for p in operation["parameters"])
    }
    expected = {"substitute_attendee", "cancel_attendee", "change_course", "change_session", "change_user"}
    expected |= {"change_own_preferences", "change_preferences", "change_own_sensitive", "change_sensitive"}
    expected |= {"change_profile", "write_requirements", "change_customer", "change_segment", "delete_segment"}
    assert required == expected
    keyed = {name for name, operation in OPERATIONS.items() if "IdempotencyKey" in json.dumps(operation["parameters"])}
    assert keyed == {"create_booking", "create_booking_old_flow", "move_booking"}


def test_the_document_is_served(api: Api) -> None:
    assert api.get("/openapi.json").json == DOCUMENT


def test_the_docs_page_names_every_call_and_needs_nothing_from_elsewhere(api: Api) -> None:
    page = api.get("/docs").text
    assert [name for name in OPERATIONS if f'<article id="{name}">' not in page] == []
    assert external(page) == []
    assert external('<script src="https://cdn.example/x.js">') == ['src="https://cdn.example/x.js']
