"""Row-level security, generated from the policy table: the third enforcer (docs/decisions/0015).

``GUARDS`` says of every table whose its rows are. Who may do what with them is the policy's to say, and only there. The
statements made of both are kept as text beside the migrations, and a test says whether they still agree.
"""

from collections.abc import Iterator, Mapping, Set
from types import MappingProxyType

from attrs import frozen

from rft_domain.access.actor import ActorKind
from rft_domain.access.policy import POLICY, Action, Cell, Relation

from .metadata import SCHEMAS
from .roles import APP, HOUSE, TAKEN, role_of

_A, _R = Action, Relation
_NOBODYS: Mapping[Relation, str] = MappingProxyType({})
EVERY_ROW = "true"
# they may ask, and get nothing: people are read together with their customer
NO_ROW = "false"

# unset or empty it is nobody, and = is never true. No subqueries: the planner sees that this is what the filter of the
# query says too, and looks once
ME = "nullif(current_setting('rft.user', true), '')::uuid"
MY_CUSTOMER = "nullif(current_setting('rft.customer', true), '')::uuid"
THIS_ACTION = "current_setting('rft.action', true)"

COMMANDS: Mapping[str, Action] = MappingProxyType(
    {
        "cancel_booking": _A.CANCEL_BOOKING,
        "move_booking": _A.MOVE_BOOKING,
        "substitute_attendee": _A.CHANGE_ATTENDEES,
        "cancel_attendee": _A.CHANGE_ATTENDEES,
        "mark_attendance": _A.MARK_ATTENDANCE,
        "confirm_booking": _A.CONFIRM_BOOKING,
        "complete_booking": _A.COMPLETE_BOOKING,
        "change_profile": _A.CHANGE_PROFILE,
        "change_preferences": _A.CHANGE_PREFERENCES,
        "change_sensitive_details": _A.CHANGE_SENSITIVE,
        "end_auth_session": _A.MANAGE_OWN_LOG_IN,
        "end_other_auth_sessions": _A.MANAGE_OWN_LOG_IN,
    }
)
"""Use cases that write as their actor. The house writes for the others: what only the office may do, or everybody."""

_MONEY = (_A.CANCEL_BOOKING, _A.MOVE_BOOKING, _A.CHANGE_ATTENDEES)
_TO_BOOKINGS = (*_MONEY, _A.MARK_ATTENDANCE, _A.CONFIRM_BOOKING, _A.COMPLETE_BOOKING)
_ALL = (*_TO_BOOKINGS, _A.CHANGE_PROFILE, _A.CHANGE_PREFERENCES, _A.CHANGE_SENSITIVE, _A.MANAGE_OWN_LOG_IN)


@frozen(kw_only=True)
class Guard:
    """The house may do what ``house`` says with all rows.

    ``whose`` says which rows stand in a relation to whoever acts; where it is empty, all do in every one. Of them
    others see those for which the policy lists one of ``sees``, and change those, with the commands ``how``, for which
    it lists the action at hand, if that is one of ``changed_by``. ``for_all`` is what everybody sees.
    """

    house: str = "SELECT, INSERT, UPDATE"
    sees: tuple[Action, ...] = ()
    whose: Mapping[Relation, str] = _NOBODYS
    for_all: str | None = None
    changed_by: tuple[Action, ...] = ()
    how: tuple[str, ...] = ("UPDATE",)

    def rows(self, relation: Relation) -> str | None:
        if relation is Relation.ANY or not self.whose:
            return EVERY_ROW
        return self.whose.get(relation)


_ANYTHING = "SELECT, INSERT, UPDATE, DELETE"
_TAUGHT_BY_ME = f"ARRAY(SELECT i.session_id FROM catalogue.session_instructors i WHERE i.user_id = {ME})"
# EXISTS may gather all bookings that somebody sees for the attendees of one page, so a scalar is looked up for each. It
# is of what is in no index: else that of the customer's bookings looks cheaper than that of the ids, and is not
_WITH_BOOKING = "(SELECT b.version IS NOT NULL FROM bookings.bookings b WHERE b.id = booking_id)"
_ON_SALE = "status = 'scheduled' AND EXISTS (SELECT 1 FROM catalogue.courses c WHERE c.id = course_id)"

GUARDS: Mapping[str, Guard] = MappingProxyType(
    {
        "identity.users": Guard(sees=(_A.SEE_USER,), whose={_R.SELF: f"id = {ME}"}),
        "identity.auth_sessions": Guard(
            house=_ANYTHING,
            sees=(_A.MANAGE_OWN_LOG_IN,),
            whose={_R.SELF: f"user_id = {ME}"},
            changed_by=(_A.MANAGE_OWN_LOG_IN,),
        ),
        # the office sees with a user how often strangers have guessed
        "identity.log_in_attempts": Guard(house=_ANYTHING, sees=(_A.SEE_USER,), whose={_R.SELF: NO_ROW}),
        "identity.devices": Guard(house="SELECT, INSERT, DELETE"),
        "identity.password_resets": Guard(house=_ANYTHING),
        "identity.second_factors": Guard(house=_ANYTHING, sees=(_A.MANAGE_OWN_LOG_IN,), whose={_R.SELF: f"id = {ME}"}),
        # the session itself says who a guest is: the house reads it, and the codes that were mailed
        "identity.portal_sessions": Guard(house=_ANYTHING),
        "identity.portal_links": Guard(house=_ANYTHING),
        "identity.registrations": Guard(house=_ANYTHING),
        "identity.verification_codes": Guard(house=_ANYTHING),
        "identity.invitations": Guard(
            house=_ANYTHING, sees=(_A.MANAGE_MEMBERS,), whose={_R.OWN_CUSTOMER: f"customer_id = {MY_CUSTOMER}"}
        ),
        "customers.customers": Guard(
            sees=(_A.SEE_CUSTOMER,),
            whose={_R.OWN_CUSTOMER: f"id = {MY_CUSTOMER}"},
            for_all=NO_ROW,
            changed_by=(_A.CHANGE_PROFILE,),
        ),
        "customers.merges": Guard(house=_ANYTHING, sees=(_A.MERGE_CUSTOMERS,)),
        "customers.duplicates": Guard(house="SELECT, INSERT, DELETE", sees=(_A.MERGE_CUSTOMERS,)),
        "customers.distinct_pairs": Guard(house="SELECT, INSERT, DELETE", sees=(_A.MERGE_CUSTOMERS,)),
        "customers.figures": Guard(
            house=_ANYTHING,
            sees=(_A.SEE_CUSTOMER,),
            whose={_R.OWN_CUSTOMER: f"customer_id = {MY_CUSTOMER}"},
            for_all=NO_ROW,
            changed_by=_MONEY,
        ),
        "customers.preferences": Guard(
            sees=(_A.SEE_CUSTOMER,),
            whose={_R.OWN_CUSTOMER: f"customer_id = {MY_CUSTOMER}"},
            changed_by=(_A.CHANGE_PREFERENCES,),
            how=("INSERT", "UPDATE"),
        ),
        "customers.consents": Guard(
            house="SELECT, INSERT",
            sees=(_A.SEE_CONSENT_HISTORY,),
            whose={_R.OWN_CUSTOMER: f"customer_id = {MY_CUSTOMER}"},
            changed_by=(_A.CHANGE_PREFERENCES,),
            how=("INSERT",),
        ),
        # what is internal or withdrawn is the office's alone: see Note.subject
        "customers.notes": Guard(
            house=_ANYTHING,
            sees=(_A.SEE_NOTES,),
            whose={_R.OWN_CUSTOMER: f"customer_id = {MY_CUSTOMER} AND NOT internal AND withdrawn_at IS NULL"},
        ),
        "customers.sensitive_details": Guard(
            house=_ANYTHING,
            sees=(_A.SEE_SENSITIVE,),
            whose={_R.OWN_CUSTOMER: f"customer_id = {MY_CUSTOMER}"},
            changed_by=(_A.CHANGE_SENSITIVE,),
            how=("INSERT", "UPDATE"),
        ),
        # the house alone reads them, for everybody; whoever is the first to seal something for a customer brings a key
        "customers.data_keys": Guard(
            house=_ANYTHING,
            whose={_R.OWN_CUSTOMER: f"subject_id = {MY_CUSTOMER}"},
            changed_by=(_A.CHANGE_SENSITIVE, _A.CHANGE_ATTENDEES),
            how=("INSERT",),
        ),
        "customers.segments": Guard(sees=(_A.MANAGE_SEGMENTS,)),
        "catalogue.courses": Guard(sees=(_A.SEE_WHOLE_CATALOGUE,), for_all="active"),
        "catalogue.sessions": Guard(sees=(_A.SEE_WHOLE_CATALOGUE,), for_all=_ON_SALE),
        # ids and numbers, which say nothing without their session
        "catalogue.session_instructors": Guard(house="SELECT, INSERT, DELETE", for_all=EVERY_ROW),
        "bookings.rosters": Guard(for_all=EVERY_ROW, changed_by=_MONEY),
        "bookings.bookings": Guard(
            sees=(_A.SEE_BOOKING,),
            whose={
                _R.OWN_CUSTOMER: f"customer_id = {MY_CUSTOMER}",
                _R.OWN_SESSION: f"session_id = ANY ({_TAUGHT_BY_ME})",
            },
            changed_by=_TO_BOOKINGS,
        ),
        "bookings.attendees": Guard(
            sees=(_A.SEE_BOOKING,),
            whose={_R.OWN_CUSTOMER: _WITH_BOOKING, _R.OWN_SESSION: _WITH_BOOKING},
            changed_by=_TO_BOOKINGS,
            how=("INSERT", "UPDATE"),
        ),
        "bookings.discounts": Guard(house="SELECT, INSERT"),
        # a merge says whose a line is from now on, and nothing else of it changes
        "activity.entries": Guard(
            house="SELECT, INSERT, UPDATE (customer_id, ip, user_agent)",
            sees=(_A.SEE_ACTIVITY,),
            changed_by=_ALL,
            how=("INSERT",),
        ),
        # only what erasing takes away: nobody else changes a row of the trail
        "activity.audit": Guard(
            house="SELECT, INSERT, UPDATE (request_id, ip, user_agent, salt, origin_salt)",
            sees=(_A.SEE_AUDIT,),
            changed_by=_ALL,
            how=("INSERT",),
        ),
        "activity.seals": Guard(house="SELECT, INSERT"),
        "legacy.batches": Guard(house=_ANYTHING),
        "legacy.staged": Guard(house=_ANYTHING),
        "legacy.people": Guard(house=_ANYTHING),
        "legacy.lines": Guard(),
        "legacy.quarantine": Guard(),
        "legacy.made": Guard(house="SELECT, INSERT"),
        "legacy.touched": Guard(house="SELECT, INSERT, DELETE"),
        "shared.tries": Guard(house=_ANYTHING),
        "shared.erasures": Guard(house="SELECT, INSERT", sees=(_A.ERASE_PERSON,)),
        "shared.outbox": Guard(house=_ANYTHING, changed_by=_ALL, how=("INSERT",)),
        "shared.receipts": Guard(house="SELECT, INSERT, DELETE", changed_by=_ALL, how=("INSERT",)),
    }
)

# alembic's own: whoever is granted anything may see at which revision the schema is
_VERSION = "shared.alembic_version"


def script(policy: Set[Cell] = POLICY, guards: Mapping[str, Guard] = GUARDS) -> str:
    """All of it, one statement a line."""
    return "".join(f"{line};\n" for line in _lines(policy, guards))


def _lines(policy: Set[Cell], guards: Mapping[str, Guard]) -> Iterator[str]:
    for schema in SCHEMAS:
        yield f"GRANT USAGE ON SCHEMA {schema} TO {', '.join(TAKEN)}"
    yield f"GRANT USAGE ON SCHEMA shared TO {APP}"
    yield f"GRANT SELECT ON {_VERSION} TO {APP}, {HOUSE}"
    yield from _guarding(_VERSION)
    yield f"CREATE POLICY rft_anybody ON {_VERSION} USING (true) WITH CHECK (true)"
    for table, guard in guards.items():
        yield from _guarding(table)
        yield f"GRANT {guard.house} ON {table} TO {HOUSE}"
        yield f"CREATE POLICY {HOUSE} ON {table} TO {HOUSE} USING (true) WITH CHECK (true)"
        for kind in ActorKind:
            yield from policies(table, guard, kind, policy)


def policies(table: str, guard: Guard, kind: ActorKind, policy: Set[Cell]) -> Iterator[str]:
    """What somebody of that kind may do with the rows of ``table``."""
    role = role_of(kind)
    if rows := _seen(guard, kind, policy):
        yield f"GRANT SELECT ON {table} TO {role}"
        yield f"CREATE POLICY {role}_select ON {table} FOR SELECT TO {role} USING ({rows})"
    if rows := _changed(guard, kind, policy):
        for verb in guard.how:
            using = f"USING ({rows}) " if verb == "UPDATE" else ""
            yield f"GRANT {verb} ON {table} TO {role}"
            yield f"CREATE POLICY {role}_{verb.lower()} ON {table} FOR {verb} TO {role} {using}WITH CHECK ({rows})"


def _seen(guard: Guard, kind: ActorKind, policy: Set[Cell]) -> str:
    rules = {guard.rows(relation) for relation in Relation if _lists(policy, kind, guard.sees, relation)}
    return _any_of(rules | {guard.for_all})


def _lists(policy: Set[Cell], kind: ActorKind, actions: tuple[Action, ...], relation: Relation) -> bool:
    return any((kind, action, relation) in policy for action in actions)


def _changed(guard: Guard, kind: ActorKind, policy: Set[Cell]) -> str:
    """Each rule holds for the actions that the policy lists with its relation: the command says which it is."""
    rules = set()
    for relation in Relation:
        rows = guard.rows(relation)
        actions = sorted(action.value for action in guard.changed_by if (kind, action, relation) in policy)
        if rows and actions:
            doing = f"{THIS_ACTION} IN ({', '.join(map(repr, actions))})"
            rules.add(doing if rows == EVERY_ROW else f"{rows} AND {doing}")
    return _any_of(rules)


def _any_of(rules: Set[str | None]) -> str:
    """Empty where there is none."""
    some = sorted(rule for rule in rules if rule and rule != NO_ROW)
    return EVERY_ROW if EVERY_ROW in some else " OR ".join(some) or (NO_ROW if NO_ROW in rules else "")


def _guarding(table: str) -> Iterator[str]:
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
