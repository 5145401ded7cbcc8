"""The address that a request came from, as far as it can be believed."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import falcon
from attrs import frozen

_SAME_PLACE = 64  # a household gets a /64 at least (RFC 6177), and may use any address of it


@frozen(kw_only=True)
class Proxies:
    """``networks`` are those of our own proxies; ``header`` is the one they set: nobody else's word counts."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    header: str = "x-forwarded-for"

    def client(self, req: falcon.Request) -> str:
        """From right to left, as each proxy adds who called it: the first address that is not a proxy of ours.

        Where the header ends, or holds no address, the last proxy that spoke is the caller.
        """
        address: str = req.remote_addr
        if not self.networks or not self._ours(address):
            return address
        for hop in reversed((req.get_header(self.header) or "").split(",")):
            told = _forwarded_for(hop) if self.header == "forwarded" else hop
            found = _address(told)
            if found is None:
                break
            address = found
            if not self._ours(address):
                break
        return address

    def _ours(self, address: str) -> bool:
        parsed = _parsed(address)
        return parsed is not None and any(parsed in network for network in self.networks)


@lru_cache(maxsize=4096)
def place_of(address: str) -> str:
    """What limits count as one address: an IPv4 address, or the /64 of an IPv6 one."""
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((int(parsed), _SAME_PLACE), strict=False))
    return address if parsed is None else str(parsed)


@lru_cache(maxsize=4096)
def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    if isinstance(parsed, IPv6Address):
        return parsed.ipv4_mapped or parsed
    return parsed


def _address(told: str) -> str | None:
    """``192.0.2.1``, ``192.0.2.1:4711``, ``2001:db8::1`` or ``[2001:db8::1]:4711``, without the port."""
    text = told.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    parsed = _parsed(text)
    return None if parsed is None else str(parsed)


def _forwarded_for(hop: str) -> str:
    """The ``for`` of one element (RFC 7239, 4)."""
    for pair in hop.split(";"):
        name, _, value = pair.strip().partition("=")
        if name.lower() == "for":
            return value
    return ""
