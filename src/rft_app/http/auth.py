"""Who is asking, from the ``Authorization`` header (RFC 6750)."""

import hashlib
import hmac
from collections.abc import Callable

from rft_domain.access.actor import ADMIN, ANONYMOUS, Actor
from rft_domain.shared.errors import Unauthenticated

from ..application import Application
from ..log_in import actor_of


def authenticator(application: Application, admin_token: str | None) -> Callable[[str | None], Actor]:
    """Without a header anonymous, with the token of a log-in its user, with the token of the staff an admin.

    Raises :class:`Unauthenticated` otherwise. Digests are compared, so that time tells nothing about the token of the
    staff, not even its length.
    """
    expected = _digest(admin_token) if admin_token else None

    def authenticate(header: str | None) -> Actor:
        if header is None:
            return ANONYMOUS
        scheme, _, token = header.strip().partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthenticated()
        if expected is not None and hmac.compare_digest(_digest(token.strip()), expected):
            return ADMIN
        return actor_of(application, token.strip())

    return authenticate


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
