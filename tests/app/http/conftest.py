"""One API per test."""

import pytest

from tests.app.http.api import Api


@pytest.fixture
def api() -> Api:
    return Api()
