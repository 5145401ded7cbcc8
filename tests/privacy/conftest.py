"""The stage on either store."""

from collections.abc import Iterator

import pytest

from tests.privacy.stage import Stage, staged


@pytest.fixture(params=["memory", "postgres"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    with staged(request.param, lambda: request.getfixturevalue("migrated_url")) as ready:
        yield ready
