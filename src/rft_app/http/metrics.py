"""Prometheus metrics. Labels are routes, methods, statuses and codes: never a person."""

import os

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Meters:
    """One set per application; :func:`exposition` adds up the workers of one server."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "rft_http_requests", "Requests answered", ("route", "method", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "rft_http_request_seconds", "Time to answer", ("route",), buckets=_BUCKETS, registry=self.registry
        )
        self._refusals = Counter("rft_refusals", "Requests refused", ("code",), registry=self.registry)
        self._profiles = Counter(
            "rft_profile_cache", "Customers looked up in the cache", ("outcome",), registry=self.registry
        )
        self._bookings = Counter("rft_bookings_made", "Bookings made over HTTP", registry=self.registry)

    def answered(self, route: str, method: str, status: int, seconds: float, code: str | None) -> None:
        self._requests.labels(route, method if method in _METHODS else "other", status).inc()
        self._seconds.labels(route).observe(seconds)
        if code is not None:
            self._refusals.labels(code).inc()

    def profile_looked_up(self, outcome: str) -> None:
        self._profiles.labels(outcome).inc()

    def booked(self) -> None:
        self._bookings.inc()


def exposition(meters: Meters) -> bytes:
    """The text for Prometheus; with several workers (``PROMETHEUS_MULTIPROC_DIR``) the sum of them all."""
    registry = meters.registry
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # prometheus-client has no types here
    return generate_latest(registry)
