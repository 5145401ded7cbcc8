"""Limits of the service as it is shipped: several processes, a proxy in front, PostgreSQL or Redis behind."""

import json
import re
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from rft_domain.access.limits import FORGOT_BY_ADDRESS
from tests.adapters.limits.redis_server import redis_server
from tests.e2e.processes import running, told_until

TRIES = 8 * FORGOT_BY_ADDRESS.most
BEHIND_A_PROXY = {"RFT_TRUSTED_PROXIES": "127.0.0.1"}


@contextmanager
def service(url: str, **settings: str) -> Iterator[str]:
    """The address of four processes on ``url``."""
    words = ("serve", "--port", 0, "--workers", 4, "--database-url", url)
    with running(*words, **settings) as process:
        found = re.search(r"answers on (\S+)", told_until(process, "rft answers on"))
        assert found is not None
        yield found[1]


def answers(address: str, forwarded: str) -> Counter[int]:
    """Of many at once who ask for a new password, each with another ``{}`` in the header."""

    def forgot(number: int) -> int:
        body = json.dumps({"email": f"p{number}@example.org"}).encode()
        headers = {"Content-Type": "application/json", "X-Forwarded-For": forwarded.format(number)}
        request = urllib.request.Request(f"{address}/api/auth/password/forgot", body, headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return refused.code

    with ThreadPoolExecutor(16) as many:
        return Counter(many.map(forgot, range(TRIES)))


JUST_AS_MANY = {200: FORGOT_BY_ADDRESS.most, 429: TRIES - FORGOT_BY_ADDRESS.most}


def test_forged_headers_buy_nothing_from_four_processes(migrated_url: str) -> None:
    with service(migrated_url, **BEHIND_A_PROXY) as address:
        assert answers(address, "198.51.100.{}, 203.0.113.1") == JUST_AS_MANY
        assert answers(address, "2001:db8::{}") == JUST_AS_MANY
        assert answers(address, "192.0.2.{}") == {200: TRIES}  # they are as many callers


def test_without_a_listed_proxy_nobody_s_header_counts(migrated_url: str) -> None:
    with service(migrated_url) as address:
        assert answers(address, "192.0.2.{}") == JUST_AS_MANY


def test_with_redis_it_is_the_same_and_without_it_nobody_is_let_through(migrated_url: str) -> None:
    with redis_server() as redis_url, service(migrated_url, RFT_REDIS_URL=redis_url, **BEHIND_A_PROXY) as address:
        assert answers(address, "198.51.100.{}, 203.0.113.2") == JUST_AS_MANY
    with service(migrated_url, RFT_REDIS_URL=redis_url, **BEHIND_A_PROXY) as address:
        assert answers(address, "192.0.2.{}") == {503: TRIES}
        with urllib.request.urlopen(f"{address}/api/courses", timeout=10) as answer:
            assert answer.status == 200
