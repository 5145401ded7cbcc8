"""Limits at the edge: what a call asks before it works, and what callers are told of it.

The headers are those of draft-ietf-httpapi-ratelimit-headers: ``RateLimit-Policy`` is the rule (q tries in w seconds),
``RateLimit`` where the caller stands (r left, t seconds until there is one more).
"""

from collections.abc import Callable, Iterable
from math import ceil

import falcon

from rft_domain.access.limits import Limit, Limiter, Per, Standing, demand
from rft_domain.shared.errors import TooMany

from .client_address import place_of

OF_ALL_CALLS = "calls"


def check(limits: Iterable[Limit], limiter: Limiter, req: falcon.Request) -> list[tuple[Limit, Standing]]:
    """Counts one try of each for the caller's address. Raises :class:`TooMany` or :class:`LimiterDown`."""
    return [(limit, demand(limiter, limit, place_of(req.context.address))) for limit in limits]


def tell(resp: falcon.Response, standings: Iterable[tuple[Limit, Standing]]) -> None:
    """To who was let through and got what they asked for: refusals are alike, however often somebody tried."""
    for limit, standing in standings:
        _tell(resp, limit.name, limit.most, limit.seconds, standing.left, ceil(standing.seconds))


def tell_refused(resp: falcon.Response, error: TooMany) -> None:
    name, most, seconds, wait = (error.facts.get(fact) for fact in ("limit", "most", "seconds", "retry_after"))
    resp.set_header("Retry-After", str(wait))
    _tell(resp, name, most, seconds, 0, wait)


def _tell(resp: falcon.Response, name: object, most: object, seconds: object, left: int, wait: object) -> None:
    resp.append_header("RateLimit-Policy", f'"{name}";q={most};w={seconds}')
    resp.append_header("RateLimit", f'"{name}";r={left};t={wait}')


def call_counter(limiter: Limiter, calls_per_minute: int) -> Callable[[str], None]:
    """Counts a call of somebody. Raises :class:`TooMany`. ``limiter`` is one of this process: no call waits for it."""
    if not calls_per_minute:
        return lambda who: None
    source = "many times what people and honest programs ask, also of a company behind one address"
    limit = Limit(name=OF_ALL_CALLS, per=Per.ADDRESS, most=calls_per_minute, seconds=60, source=source)

    def count(who: str) -> None:
        demand(limiter, limit, who)

    return count
