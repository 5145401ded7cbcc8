"""Row-level security, generated from the policy table: the third enforcer (docs/decisions/0013).

``GUARDS`` says of every table whose its rows are. Who may do what with them is the policy's to say, and only there. The
statements made of both are kept as text beside the migrations, and a test says whether they still agree.
"""

from collections.abc import Iterator, Mapping, Set
from types import MappingProxyType

from attrs import field, frozen

from rft_domain.access.actor import ActorKind
from rft_domain.access.policy import POLICY, Action, Cell, Relation

from .metadata import SCHEMAS
from .roles import APP, HOUSE, role_of

# a subquery, so that it is looked at once and not for each row; unset or empty, it is nobody, and = is never true
ME = "(SELECT nullif(current_setting('rft.user', true), '')::uuid)"
MY_CUSTOMER = "(SELECT nullif(current_setting('rft.customer', true), '')::uuid)"
EVERY_ROW = "true"


def _map() -> "Mapping[Relation, str]":
    return MappingProxyType({})


@frozen(kw_only=True)
class Guard:
    """``house`` may do that to all rows. Others see the rows that stand in a relation in which the policy lets them
    ``sees`` (``whose`` says which rows do), and ``for_all`` what anybody sees. Without either, the house alone.
    """

    house: str = "SELECT, INSERT, UPDATE"
    sees: Action | None = None
    whose: Mapping[Relation, str] = field(factory=_map)
    for_all: str | None = None


_WITH_BOOKING = "EXISTS (SELECT 1 FROM bookings.bookings b WHERE b.id = booking_id)"
_TAUGHT_BY_ME = f"ARRAY(SELECT i.session_id FROM catalogue.session_instructors i WHERE i.user_id = {ME})"
_ON_SALE = "status = 'scheduled' AND EXISTS (SELECT 1 FROM catalogue.courses c WHERE c.id = course_id)"

GUARDS: Mapping[str, Guard] = {
    "identity.users": Guard(sees=Action.SEE_USER, whose={Relation.SELF: f"id = {ME}"}),
    "customers.customers": Guard(sees=Action.SEE_CUSTOMER, whose={Relation.OWN_CUSTOMER: f"id = {MY_CUSTOMER}"}),
    "customers.figures": Guard(sees=Action.SEE_CUSTOMER, whose={Relation.OWN_CUSTOMER: f"customer_id = {MY_CUSTOMER}"}),
    "catalogue.courses": Guard(sees=Action.SEE_WHOLE_CATALOGUE, for_all="active"),
    "catalogue.sessions": Guard(sees=Action.SEE_WHOLE_CATALOGUE, for_all=_ON_SALE),
    # ids and numbers, which say nothing without their session
    "catalogue.session_instructors": Guard(house="SELECT, INSERT, DELETE", for_all=EVERY_ROW),
    "bookings.rosters": Guard(for_all=EVERY_ROW),
    "bookings.bookings": Guard(
        sees=Action.SEE_BOOKING,
        whose={
            Relation.OWN_CUSTOMER: f"customer_id = {MY_CUSTOMER}",
            Relation.OWN_SESSION: f"session_id = ANY ({_TAUGHT_BY_ME})",
        },
    ),
    "bookings.attendees": Guard(
        sees=Action.SEE_BOOKING,
        whose={Relation.OWN_CUSTOMER: _WITH_BOOKING, Relation.OWN_SESSION: _WITH_BOOKING},
    ),
    "bookings.discounts": Guard(house="SELECT, INSERT"),
    "activity.entries": Guard(house="SELECT, INSERT"),
    "activity.audit": Guard(house="SELECT, INSERT", sees=Action.SEE_AUDIT),
    "activity.seals": Guard(house="SELECT, INSERT"),
    "shared.outbox": Guard(),
    "shared.receipts": Guard(house="SELECT, INSERT, DELETE"),
}

# alembic's own: whoever is granted anything may see at which revision the schema is
_VERSION = "shared.alembic_version"


def script(policy: Set[Cell] = POLICY, guards: Mapping[str, Guard] = GUARDS) -> str:
    """All of it, one statement a line."""
    return "".join(f"{line};\n" for line in _lines(policy, guards))


def _lines(policy: Set[Cell], guards: Mapping[str, Guard]) -> Iterator[str]:
    for schema in SCHEMAS:
        yield f"GRANT USAGE ON SCHEMA {schema} TO {', '.join((HOUSE, *map(role_of, ActorKind)))}"
    yield f"GRANT USAGE ON SCHEMA shared TO {APP}"
    yield f"GRANT SELECT ON {_VERSION} TO {APP}, {HOUSE}"
    yield from _guarding(_VERSION)
    yield f"CREATE POLICY rft_anybody ON {_VERSION} USING (true) WITH CHECK (true)"
    for table, guard in guards.items():
        yield from _guarding(table)
        yield f"GRANT {guard.house} ON {table} TO {HOUSE}"
        yield f"CREATE POLICY {HOUSE} ON {table} TO {HOUSE} USING (true) WITH CHECK (true)"
        for kind in ActorKind:
            if rows := seen_rows(guard, kind, policy):
                role = role_of(kind)
                yield f"GRANT SELECT ON {table} TO {role}"
                yield f"CREATE POLICY {role}_sees ON {table} FOR SELECT TO {role} USING ({rows})"


def _guarding(table: str) -> Iterator[str]:
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"


def seen_rows(guard: Guard, kind: ActorKind, policy: Set[Cell]) -> str:
    """Which rows of a table somebody of that kind sees; empty where there are none."""
    held = [relation for relation in Relation if (kind, guard.sees, relation) in policy]
    if Relation.ANY in held:
        return EVERY_ROW
    rules = {guard.whose[relation] for relation in held if relation in guard.whose} | {guard.for_all or ""}
    return " OR ".join(sorted(rules - {""}))
