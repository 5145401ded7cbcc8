"""Who is asking, from the ``Authorization`` header (RFC 6750)."""

import hashlib
import hmac
from collections.abc import Callable

from rft_domain.access.actor import ADMIN, ANONYMOUS, Actor
from rft_domain.shared.errors import Unauthenticated


def authenticator(admin_token: str | None) -> Callable[[str | None], Actor]:
    """Without a header anonymous, with the token of the staff an admin. Raises :class:`Unauthenticated` otherwise.

    Digests are compared, so that time tells nothing about the token, not even its length.
    """
    expected = _digest(admin_token) if admin_token else None

    def authenticate(header: str | None) -> Actor:
        if header is None:
            return ANONYMOUS
        scheme, _, token = header.strip().partition(" ")
        is_bearer = scheme.lower() == "bearer"
        if is_bearer and expected is not None and hmac.compare_digest(_digest(token.strip()), expected):
            return ADMIN
        raise Unauthenticated()

    return authenticate


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
