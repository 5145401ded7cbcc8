"""An office over each store."""

from collections.abc import Iterator

import pytest

from tests.app.office import Office, opened


@pytest.fixture(params=["memory", "postgres"])
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    with opened(request.param, request) as office:
        yield office
