"""Who is asking, from the ``Authorization`` header (RFC 6750)."""

from collections.abc import Callable

from rft_domain.access.actor import ANONYMOUS, Actor
from rft_domain.shared.errors import Unauthenticated

from ..application import Application
from ..log_in import actor_of


def authenticator(application: Application) -> Callable[[str | None], Actor]:
    """Without a header anonymous, with the token of a log-in its user. Raises :class:`Unauthenticated` otherwise."""

    def authenticate(header: str | None) -> Actor:
        if header is None:
            return ANONYMOUS
        scheme, _, token = header.strip().partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthenticated()
        return actor_of(application, token.strip())

    return authenticate
