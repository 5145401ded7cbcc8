"""Who is counted: what a listed proxy says, and nobody else."""

from unittest.mock import patch

import falcon
import pytest
from falcon.testing import TestClient, create_environ

from rft_app.http.app import create_wsgi
from rft_app.http.client_address import Proxies, place_of
from rft_app.settings import networks
from rft_domain.access.limits import LOG_IN_BY_ADDRESS
from tests.app.http.api import Api
from tests.app.http.test_limits import LOG_IN, strangers

PROXY, CLIENT = "10.0.0.1", "203.0.113.9"
OURS = Proxies(networks=networks("10.0.0.0/8, fd00::/8"))
OURS_FORWARDED = Proxies(networks=networks("10.0.0.0/8"), header="forwarded")


def request(peer: str, **headers: str) -> falcon.Request:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return falcon.Request(create_environ(remote_addr=peer, headers=named))


@pytest.mark.parametrize(
    ("peer", "header", "found"),
    [
        (PROXY, CLIENT, CLIENT),
        (PROXY, f"{CLIENT}, 10.0.0.2", CLIENT),
        (PROXY, f"198.51.100.1, {CLIENT}", CLIENT),  # what the caller wrote stands further left
        (PROXY, f"10.9.9.9, {CLIENT}", CLIENT),
        (PROXY, f" {CLIENT}:4711 ", CLIENT),
        (PROXY, "2001:db8::1", "2001:db8::1"),
        (PROXY, "[2001:db8::1]:4711", "2001:db8::1"),
        ("fd00::1", f"::ffff:{CLIENT}", CLIENT),
        (f"::ffff:{PROXY}", CLIENT, CLIENT),
        (PROXY, "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        (PROXY, f"{CLIENT}, unknown", PROXY),
        (PROXY, f"{CLIENT}, nonsense, 10.0.0.2", "10.0.0.2"),
        (PROXY, "", PROXY),
        (CLIENT, "198.51.100.1", CLIENT),  # nobody's proxy
        (CLIENT, "10.0.0.1", CLIENT),
    ],
)
def test_the_walk_from_the_right_ends_at_the_first_that_is_not_ours(peer: str, header: str, found: str) -> None:
    assert OURS.client(request(peer, X_Forwarded_For=header)) == found


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (f"for={CLIENT}", CLIENT),
        (f'proto=https; For="{CLIENT}:4711"', CLIENT),
        ('for="[2001:db8::1]:4711";by=10.0.0.1', "2001:db8::1"),
        (f"for=198.51.100.1, for={CLIENT}, for=10.0.0.2", CLIENT),
        (f'for="198.51.100.1, for={CLIENT}', CLIENT),  # a quote that the caller left open
        ("for=_hidden", PROXY),
        ("by=10.0.0.1", PROXY),
    ],
)
def test_forwarded_is_read_as_rfc_7239_writes_it(header: str, found: str) -> None:
    assert OURS_FORWARDED.client(request(PROXY, Forwarded=header)) == found


def test_a_header_that_our_proxies_do_not_set_is_the_caller_s_own() -> None:
    forged = request(PROXY, X_Forwarded_For=CLIENT, Forwarded="for=198.51.100.1")
    assert OURS.client(forged) == CLIENT
    assert OURS_FORWARDED.client(request(PROXY, X_Forwarded_For="198.51.100.1", Forwarded=f"for={CLIENT}")) == CLIENT
    assert OURS_FORWARDED.client(request(PROXY, X_Forwarded_For=CLIENT)) == PROXY


def test_without_listed_proxies_nobody_is_believed() -> None:
    assert Proxies().client(request("127.0.0.1", X_Forwarded_For=CLIENT)) == "127.0.0.1"


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_a_household_of_ipv6_is_one_place(address: str, place: str) -> None:
    assert place_of(address) == place


def let_through(api: Api, peer: str, header: str) -> int:
    """Of twice as many guesses as the limit, each with another forged part in its header."""
    client = TestClient(create_wsgi(api.house.application, proxies=OURS))
    answers = [
        client.simulate_post(
            LOG_IN,
            json=strangers(number),
            headers={"X-Forwarded-For": header.format(number), "Forwarded": f"for=198.51.100.{number}"},
            remote_addr=peer,
        )
        for number in range(2 * LOG_IN_BY_ADDRESS.most)
    ]
    return sum(answer.status_code == 401 for answer in answers)


FORGED = [
    (CLIENT, "198.51.100.{}"),
    (PROXY, "198.51.100.{}, " + CLIENT),
    (PROXY, "10.1.1.{}, " + CLIENT + ", 10.0.0.2"),
]


@pytest.mark.parametrize(("peer", "header"), FORGED)
def test_a_forged_header_does_not_buy_a_second_quota(api: Api, peer: str, header: str) -> None:
    assert let_through(api, peer, header) == LOG_IN_BY_ADDRESS.most


@pytest.mark.parametrize(("peer", "header"), FORGED)
def test_believing_the_first_address_of_the_header_is_found_out(api: Api, peer: str, header: str) -> None:
    """The fault planted, and a frequent one."""

    def first(self: Proxies, req: falcon.Request) -> str:
        return str(req.access_route[0])

    with patch.object(Proxies, "client", first):
        assert let_through(api, peer, header) > LOG_IN_BY_ADDRESS.most


def test_each_address_of_an_ipv6_household_is_the_same_caller(api: Api) -> None:
    assert let_through(api, PROXY, "2001:db8:1:2::{}") == LOG_IN_BY_ADDRESS.most


def test_callers_behind_a_listed_proxy_have_a_quota_each(api: Api) -> None:
    assert let_through(api, PROXY, "203.0.113.{}") == 2 * LOG_IN_BY_ADDRESS.most
