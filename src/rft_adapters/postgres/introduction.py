"""Who is asking, as row-level security hears it: a role and two settings that end with their transaction."""

from rft_domain.access.actor import Actor

from .roles import role_of

INTRODUCE = (
    b"SELECT set_config('role', $1, true), set_config('rft.user', $2, true), set_config('rft.customer', $3, true)"
)
Introduction = tuple[str, str, str]


def introduction(actor: Actor) -> Introduction:
    """The values of :data:`INTRODUCE`."""
    return role_of(actor.kind), str(actor.user_id or ""), str(actor.customer_id or "")
