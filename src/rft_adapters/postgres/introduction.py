"""Who acts, and to do what, as row-level security hears it: a role and settings that end with their transaction."""

from rft_domain.access.actor import Actor
from rft_domain.access.policy import Action

from .roles import HOUSE, role_of

INTRODUCE = (
    b"SELECT set_config('role', $1, true), set_config('rft.user', $2, true), "
    b"set_config('rft.customer', $3, true), set_config('rft.action', $4, true)"
)
Introduction = tuple[str, str, str, str]

AS_HOUSE: Introduction = (HOUSE, "", "", "")


def introduction(actor: Actor, action: Action | None = None) -> Introduction:
    """The values of :data:`INTRODUCE`."""
    return role_of(actor.kind), str(actor.user_id or ""), str(actor.customer_id or ""), action.value if action else ""
