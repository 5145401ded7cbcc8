"""What nox -s sqlmap is told and how its words are read; the attack itself takes too long for the tests."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import structs

from rft_app.http.endpoint import Endpoint
from rft_app.http.table import ENDPOINTS
from tests.injection.sqlmap import read
from tests.injection.targets import ANY_VERSION, HEADERS, MARK, marks, request_of

NAMES = {"sessionId", "customer_id", "user_id", *(name for one in ENDPOINTS for name in one.path_names)}
IDS = dict.fromkeys(NAMES, "0192f0c1-7a3e-7000-8c11-000000000041")
SAID = """[WARNING] PUT parameter 'JSON #1*' does not seem to be injectable
[WARNING] PUT parameter 'JSON #1*' does not seem to be injectable
"""


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from leaves(one)
    else:
        yield value


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_everything_that_a_caller_chooses_is_marked(endpoint: Endpoint) -> None:
    head, _, body = request_of(endpoint, IDS, "token", "host").partition("\r\n\r\n")
    first, *headers = head.split("\r\n")
    assert first.count(MARK) == len(endpoint.path_names) + len(structs.fields(endpoint.query))
    assert [
        line for line in headers if MARK not in line and line.partition(":")[0] not in ("Host", "Content-Type")
    ] == []
    assert {line.partition(":")[0] for line in headers} >= {"Authorization", *HEADERS}
    plain = json.loads(body.replace(MARK, "")) if body else {}
    assert body.count(MARK) == len(list(leaves(plain)))
    assert MARK not in ANY_VERSION


def test_a_verdict_counts_what_was_tested_and_names_what_was_found() -> None:
    assert read("x", 2, SAID, 1.0).fine
    assert not read("x", 3, SAID, 1.0).fine, "one was not looked at"
    found = read("x", 3, SAID + "---\nParameter: JSON #2* ((custom) POST)\n    Type: boolean-based blind\n", 1.0)
    assert (found.injectable, found.fine) == (("JSON #2* ((custom) POST)",), False)
    assert marks("a*b*") == 2
