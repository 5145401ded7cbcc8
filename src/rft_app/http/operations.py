"""What those who run the service ask: is it alive, is it ready, how is it doing."""

from typing import Any

import falcon
import msgspec

from ..application import Application
from .errors import NotReady
from .gauges import Gauges
from .metrics import CONTENT_TYPE, Meters, exposition

_ALIVE = msgspec.json.encode({"status": "ok"})
_READY = msgspec.json.encode({"status": "ready"})


PROBES = frozenset({"/healthz", "/readyz", "/metrics"})


class Text:
    """A resource that answers GET and HEAD with what ``make`` makes."""

    def __init__(self, make: Any, content_type: str) -> None:
        self._make = make
        self._content_type = content_type

    def on_get(self, req: falcon.Request, resp: falcon.Response, **parts: str) -> None:
        resp.data = self._make(**parts)
        resp.content_type = self._content_type

    on_head = on_get


def operations_routes(application: Application, meters: Meters) -> dict[str, Text]:
    gauges = Gauges(application)

    def ready() -> bytes:
        if not application.store.is_ready():
            raise NotReady()
        return _READY

    return {
        "/healthz": Text(lambda: _ALIVE, "application/json"),
        "/readyz": Text(ready, "application/json"),
        "/metrics": Text(lambda: exposition(meters) + gauges.exposition(), CONTENT_TYPE),
    }
