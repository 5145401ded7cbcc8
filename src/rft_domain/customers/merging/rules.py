"""What becomes of everything that names a customer when that customer is merged into another.

One entry for each column of the store that refers to a customer, by ``schema.table.column``. Adapters make their reads
and writes from it, and tests compare it with the tables: what it does not know cannot be added.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from attrs import frozen


class Fate(StrEnum):
    """``KEPT`` rows stay with the id of the loser, which keeps resolving to the winner."""

    MOVED = "moved"
    KEPT = "kept"
    COMBINED = "combined"


@frozen(kw_only=True)
class Rule:
    """``versioned``: the row has a version, which a move counts up, so that whoever read it before looks again.

    ``alone`` are columns of which the customer may have each value once, among rows whose columns ``while_empty`` are
    empty: a row that would be the second one is kept. What is not ``listed`` in a plan is kept too, and whoever
    reads it asks who somebody is by now.
    """

    fate: Fate
    versioned: bool = False
    alone: tuple[str, ...] = ()
    while_empty: tuple[str, ...] = ()
    listed: bool = True

    @property
    def is_listed(self) -> bool:
        return self.listed and self.fate is not Fate.COMBINED


_MOVED, _KEPT, _COMBINED = Rule(fate=Fate.MOVED), Rule(fate=Fate.KEPT), Rule(fate=Fate.COMBINED)
_VERSIONED = Rule(fate=Fate.MOVED, versioned=True)

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "identity.users.customer_id": _VERSIONED,
        # both may have asked the same person: the second letter keeps working, and leads to the winner
        "identity.invitations.customer_id": Rule(
            fate=Fate.MOVED, alone=("email_identity",), while_empty=("accepted_at", "revoked_at")
        ),
        "identity.portal_sessions.customer_id": _MOVED,
        "identity.portal_links.customer_id": _MOVED,
        # who was merged into the loser before is now the winner's: one step from any old id to who it is today
        "customers.customers.merged_into": _MOVED,
        "customers.figures.customer_id": _COMBINED,
        "customers.preferences.customer_id": _COMBINED,
        # the loser's stay, too, sealed for the loser: undoing takes them out of the winner's again
        "customers.sensitive_details.customer_id": _COMBINED,
        # evidence of what was told under that profile, numbered by its versions: readers look at both
        "customers.consents.customer_id": _KEPT,
        "customers.merges.winner_id": _KEPT,
        "customers.merges.loser_id": _KEPT,
        # found by a look at all customers, which the next look replaces
        "customers.duplicates.one_id": _KEPT,
        "customers.duplicates.other_id": _KEPT,
        "customers.distinct_pairs.one_id": _KEPT,
        "customers.distinct_pairs.other_id": _KEPT,
        "customers.notes.customer_id": _VERSIONED,
        "bookings.bookings.customer_id": _VERSIONED,
        "activity.entries.customer_id": _MOVED,
        # of a batch that is under way, by the thousand
        "legacy.people.customer_id": Rule(fate=Fate.KEPT, listed=False),
    }
)
