"""The policy: one table of actor × action × relation. What is not listed is denied (product.md H1)."""

from enum import StrEnum

from .actor import ActorKind


class Relation(StrEnum):
    """How an actor stands to the thing acted on."""

    ANY = "any"
    SELF = "self"
    OWN_CUSTOMER = "own_customer"
    OWN_SESSION = "own_session"
    OWN_BOOKING = "own_booking"


class Action(StrEnum):
    MANAGE_CATALOGUE = "manage_catalogue"
    SEE_WHOLE_CATALOGUE = "see_whole_catalogue"
    CREATE_BOOKING = "create_booking"
    CREATE_PROVISIONAL_BOOKING = "create_provisional_booking"
    BOOK_PAST_SESSION = "book_past_session"
    SEE_BOOKING = "see_booking"
    CONFIRM_BOOKING = "confirm_booking"
    CANCEL_BOOKING = "cancel_booking"
    MOVE_BOOKING = "move_booking"
    CHANGE_ATTENDEES = "change_attendees"
    COMPLETE_BOOKING = "complete_booking"
    MARK_ATTENDANCE = "mark_attendance"
    MANAGE_DISCOUNTS = "manage_discounts"
    REGISTER_USER = "register_user"
    SEE_USER = "see_user"
    CHANGE_USER = "change_user"
    CHANGE_ADMIN_OR_SUPERUSER = "change_admin_or_superuser"
    SEE_ACTIVITY = "see_activity"
    ASSIGN_CUSTOMER_OR_INSTRUCTOR = "assign_customer_or_instructor"
    ASSIGN_ADMIN_OR_SUPERUSER = "assign_admin_or_superuser"
    OPEN_CUSTOMER = "open_customer"
    SEE_CUSTOMER = "see_customer"
    CHANGE_PROFILE = "change_profile"
    SEE_AUDIT = "see_audit"
    LOG_IN = "log_in"
    MANAGE_OWN_LOG_IN = "manage_own_log_in"
    ISSUE_RESET = "issue_reset"
    PROVE_ADDRESS = "prove_address"
    ISSUE_PROOF = "issue_proof"
    MANAGE_MEMBERS = "manage_members"
    CHANGE_PREFERENCES = "change_preferences"
    SEE_CONSENT_HISTORY = "see_consent_history"
    REMOVE_SECOND_FACTOR = "remove_second_factor"
    LOOK_UP = "look_up"
    USE_PORTAL = "use_portal"
    CHANGE_EMAIL = "change_email"
    ISSUE_LINK = "issue_link"
    WRITE_REQUIREMENTS = "write_requirements"
    SEE_NOTES = "see_notes"
    WRITE_NOTES = "write_notes"
    LOG_SENT = "log_sent"
    SEE_SENSITIVE = "see_sensitive"
    CHANGE_SENSITIVE = "change_sensitive"
    CHANGE_CUSTOMER_STATUS = "change_customer_status"
    MANAGE_SEGMENTS = "manage_segments"
    EXPORT_CUSTOMERS = "export_customers"
    SEE_INSIGHTS = "see_insights"
    SEE_OVERALL_INSIGHTS = "see_overall_insights"
    RECOUNT_FIGURES = "recount_figures"
    SEE_MONITOR = "see_monitor"
    MERGE_CUSTOMERS = "merge_customers"
    EXPORT_PERSON = "export_person"
    ERASE_PERSON = "erase_person"
    APPLY_RETENTION = "apply_retention"


_K, _A, _R = ActorKind, Action, Relation
_EVERYBODY = tuple(_K)
_MEMBERS = (_K.CUSTOMER, _K.ORGANISER)
_GUESTS = (_K.PORTAL_GUEST, _K.PROVEN_GUEST)
_ADMINS = (_K.ADMIN, _K.SUPERUSER)
_OFFICE = (*_ADMINS, _K.SYSTEM)

Cell = tuple[ActorKind, Action, Relation]


def _cells(kinds: tuple[ActorKind, ...], actions: tuple[Action, ...], relation: Relation) -> frozenset[Cell]:
    return frozenset((kind, action, relation) for kind in kinds for action in actions)


POLICY: frozenset[Cell] = (
    _cells(_EVERYBODY, (_A.CREATE_BOOKING, _A.LOG_IN, _A.LOOK_UP), _R.ANY)
    | _cells(
        _OFFICE,
        (
            _A.MANAGE_CATALOGUE,
            _A.SEE_WHOLE_CATALOGUE,
            _A.CREATE_PROVISIONAL_BOOKING,
            _A.BOOK_PAST_SESSION,
            _A.SEE_BOOKING,
            _A.CONFIRM_BOOKING,
            _A.CANCEL_BOOKING,
            _A.MOVE_BOOKING,
            _A.CHANGE_ATTENDEES,
            _A.COMPLETE_BOOKING,
            _A.MARK_ATTENDANCE,
            _A.MANAGE_DISCOUNTS,
            _A.REGISTER_USER,
            _A.SEE_USER,
            _A.CHANGE_USER,
            _A.SEE_ACTIVITY,
            _A.ASSIGN_CUSTOMER_OR_INSTRUCTOR,
            _A.OPEN_CUSTOMER,
            _A.SEE_CUSTOMER,
            _A.CHANGE_PROFILE,
            _A.SEE_AUDIT,
            _A.WRITE_REQUIREMENTS,
        ),
        _R.ANY,
    )
    # the system may, because the first superuser is made by a command on the machine itself
    | _cells((_K.SUPERUSER, _K.SYSTEM), (_A.ASSIGN_ADMIN_OR_SUPERUSER, _A.CHANGE_ADMIN_OR_SUPERUSER), _R.ANY)
    # whoever may do it can log in as the user once they have the password
    | _cells((_K.SUPERUSER, _K.SYSTEM), (_A.REMOVE_SECOND_FACTOR,), _R.ANY)
    | _cells(
        _MEMBERS,
        (
            _A.SEE_BOOKING,
            _A.CANCEL_BOOKING,
            _A.MOVE_BOOKING,
            _A.CHANGE_ATTENDEES,
            _A.SEE_CUSTOMER,
            _A.CHANGE_PROFILE,
            _A.WRITE_REQUIREMENTS,
        ),
        _R.OWN_CUSTOMER,
    )
    # who has a reference and an address is shown what is there, and may say what is needed on that booking
    | _cells(_GUESTS, (_A.SEE_BOOKING, _A.SEE_CUSTOMER, _A.CHANGE_PROFILE, _A.USE_PORTAL), _R.OWN_CUSTOMER)
    | _cells((_K.PORTAL_GUEST,), (_A.WRITE_REQUIREMENTS,), _R.OWN_BOOKING)
    # and who has used a mailed link, what only the owner of the address may
    | _cells((_K.PROVEN_GUEST,), (_A.CHANGE_EMAIL, _A.WRITE_REQUIREMENTS), _R.OWN_CUSTOMER)
    | _cells((*_MEMBERS, _K.INSTRUCTOR), (_A.SEE_USER, _A.OPEN_CUSTOMER), _R.SELF)
    | _cells((*_MEMBERS, _K.INSTRUCTOR, *_ADMINS), (_A.MANAGE_OWN_LOG_IN,), _R.SELF)
    # letters with a way in are written by the worker alone
    | _cells((_K.SYSTEM,), (_A.ISSUE_RESET, _A.ISSUE_LINK), _R.ANY)
    | _cells((_K.INSTRUCTOR,), (_A.SEE_BOOKING, _A.MARK_ATTENDANCE), _R.OWN_SESSION)
    # registering and accepting an invitation: whoever holds the mailed token proves an address
    | _cells(_EVERYBODY, (_A.PROVE_ADDRESS,), _R.ANY)
    | _cells((_K.SYSTEM,), (_A.ISSUE_PROOF,), _R.ANY)
    | _cells(_OFFICE, (_A.MANAGE_MEMBERS, _A.CHANGE_PREFERENCES, _A.SEE_CONSENT_HISTORY), _R.ANY)
    | _cells(_OFFICE, (_A.MERGE_CUSTOMERS,), _R.ANY)
    | _cells((_K.ORGANISER,), (_A.MANAGE_MEMBERS,), _R.OWN_CUSTOMER)
    | _cells(_OFFICE, (_A.CHANGE_CUSTOMER_STATUS, _A.MANAGE_SEGMENTS, _A.EXPORT_CUSTOMERS), _R.ANY)
    | _cells(_MEMBERS, (_A.CHANGE_PREFERENCES,), _R.OWN_CUSTOMER)
    | _cells((_K.SYSTEM,), (_A.LOG_SENT,), _R.ANY)
    # an internal note is no customer's own: see Note.subject
    | _cells(_OFFICE, (_A.SEE_NOTES, _A.WRITE_NOTES), _R.ANY)
    | _cells((*_MEMBERS, _K.PROVEN_GUEST), (_A.SEE_NOTES,), _R.OWN_CUSTOMER)
    # of a guest only a mailed link shows that it is not somebody who has found a letter
    | _cells(_OFFICE, (_A.SEE_SENSITIVE, _A.CHANGE_SENSITIVE), _R.ANY)
    | _cells((*_MEMBERS, _K.PROVEN_GUEST), (_A.SEE_SENSITIVE, _A.CHANGE_SENSITIVE), _R.OWN_CUSTOMER)
    | _cells(_OFFICE, (_A.SEE_INSIGHTS, _A.SEE_OVERALL_INSIGHTS, _A.RECOUNT_FIGURES, _A.SEE_MONITOR), _R.ANY)
    | _cells(_MEMBERS, (_A.SEE_INSIGHTS,), _R.OWN_CUSTOMER)
    # everything about one person: for the office, and for who has proven to be that person (product.md B15)
    | _cells(_OFFICE, (_A.EXPORT_PERSON, _A.ERASE_PERSON), _R.ANY)
    | _cells((*_MEMBERS, _K.PROVEN_GUEST), (_A.EXPORT_PERSON,), _R.OWN_CUSTOMER)
    | _cells((_K.SYSTEM,), (_A.APPLY_RETENTION,), _R.ANY)
)
