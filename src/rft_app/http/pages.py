"""Pages about the API."""

from .endpoint import Endpoint
from .operations import Text


def page_routes(endpoints: tuple[Endpoint, ...]) -> dict[str, Text]:
    return {}
