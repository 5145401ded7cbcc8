"""Which query each index is there for (product.md J1). Tests say whether it is used, and whether one is for none."""

from attrs import frozen

from rft_domain.customers.finding import CustomerSort
from rft_domain.insights.people import PersonSort

from . import (
    audit_reader,
    booking_reader,
    bookings,
    catalogue,
    catalogue_reader,
    consents,
    customer_pages,
    customers,
    desk,
    duplicates,
    erasures,
    identity,
    insight_reader,
    key_ring,
    log_in,
    merges,
    monitor_reader,
    notes,
    outbox_queue,
    person_reader,
    portal,
    proofs,
    receipts,
    recount,
    seals,
    searching,
    timeline_reader,
)
from .query import Query


@frozen(eq=False)
class IndexUse:
    """``query`` is what an adapter sends, or what it will: a filter that lists can be asked for."""

    index: str
    what: str
    query: Query | str

    @property
    def text(self) -> str:
        return self.query if isinstance(self.query, str) else self.query.sql.decode()


_NONE = frozenset[str]()
_LIST = "SELECT id FROM identity.users WHERE"
_OF_CUSTOMER = "SELECT * FROM activity.entries WHERE customer_id = $1 ORDER BY at DESC LIMIT 10"


def _bookings(*wanted: str, everything: bool = True, ids: frozenset[str] = _NONE, goes_on: bool = False) -> Query:
    return booking_reader._page(frozenset(wanted), everything, ids, goes_on, False)


def _timeline(*wanted: str, notes_only: bool = False, goes_on: bool = False, counted: bool = False) -> Query:
    return timeline_reader._page(notes_only, frozenset(wanted), goes_on, counted)


OF_TIMELINE = _timeline()
_NEXT_OF_TIMELINE = _timeline("from_", "to", goes_on=True, counted=True)


def _people(sort: PersonSort, *wanted: str, goes_on: bool = False) -> Query:
    return person_reader._page(frozenset(wanted), 0, sort, True, False, goes_on, False)


def _shape(sort: CustomerSort, *, words: int = 0, goes_on: bool = False) -> customer_pages.Shape:
    return customer_pages.Shape(wanted=_NONE, words=words, sort=sort, everything=True, own=False, goes_on=goes_on)


OF_CUSTOMER = insight_reader.insights_query(frozenset({"customer_id"}), True)
_BY_GRAMS = customer_pages.by_grams(_shape(CustomerSort.LAST_ACTIVITY_DOWN, words=2))
_BY_WALK = customer_pages.by_walk(_shape(CustomerSort.TOTAL_SPENT_DOWN, words=1))

USES: tuple[IndexUse, ...] = (
    IndexUse("uq_users_email_identity", "user by address", identity._BY_EMAIL),
    IndexUse("uq_users_phone", "user by phone", identity._BY_PHONE),
    IndexUse("ix_users_role", "users of a role", f"{_LIST} role = 'admin'"),
    IndexUse(
        "ix_users_status_role", "users of a status and role", f"{_LIST} status = 'inactive' AND role = 'customer'"
    ),
    IndexUse(
        "ix_users_created_at", "latest active users", f"{_LIST} status = 'active' ORDER BY created_at DESC, id LIMIT 50"
    ),
    IndexUse("ix_users_created_at", "people, newest first", _people(PersonSort.CREATED_AT_DOWN, "status")),
    IndexUse(
        "ix_users_created_at",
        "people, newest first, next page",
        _people(PersonSort.CREATED_AT_DOWN, "status", goes_on=True),
    ),
    IndexUse("ix_users_customer_id", "users of a customer", f"{_LIST} customer_id = $1"),
    IndexUse("uq_auth_sessions_token_hash", "log-in by token", log_in._BY_TOKEN),
    IndexUse("pk_users", "user of a log-in", log_in._BY_TOKEN),
    IndexUse("ix_auth_sessions_user_id", "log-ins of a user", log_in._OF_USER),
    IndexUse("uq_devices_token_hash", "known device", log_in._DEVICE),
    IndexUse("uq_password_resets_token_hash", "password reset by token", log_in._RESET),
    IndexUse("uq_registrations_token_hash", "registration by token", proofs._REGISTRATION_BY_TOKEN),
    IndexUse("uq_invitations_token_hash", "invitation by token", proofs._INVITATION_BY_TOKEN),
    IndexUse("uq_invitations_standing", "standing invitations", proofs._INVITATIONS),
    IndexUse("ix_verification_codes_user_id", "latest code of a user", proofs._HOLD_LATEST),
    IndexUse("ix_users_customer_id", "members of a customer", proofs._MEMBERS),
    IndexUse("ix_users_customer_id", "members of a customer, held", proofs._HOLD_MEMBERS),
    IndexUse("ix_notes_customer_id_at", "notes about a customer", notes._page(True, False, False)),
    IndexUse("ix_notes_customer_id_at", "notes that a customer is shown, next page", notes._page(False, True, False)),
    *(
        IndexUse(index, f"{what}: {part}", query)
        for what, query in (("timeline of a customer", OF_TIMELINE), ("timeline, next page", _NEXT_OF_TIMELINE))
        for part, index in (
            ("its activity", "ix_entries_customer_id_at"),
            ("its members' activity", "ix_entries_user_id_at"),
            ("its members", "ix_users_customer_id"),
            ("its notes", "ix_notes_customer_id_at"),
        )
    ),
    IndexUse("ix_entries_customer_id_at", "timeline of a type", _timeline("type")),
    IndexUse("ix_notes_customer_id_at", "timeline of notes", _timeline("from_", notes_only=True)),
    *(
        IndexUse("ix_portal_links_customer_id", f"newer code: {purpose.value}", newer)
        for purpose, newer in portal._NEWER.items()
    ),
    IndexUse("uq_consents_version", "history of consents", consents._HISTORY),
    IndexUse("ix_customers_merged_into", "who was merged into a customer", consents._HISTORY),
    IndexUse("ix_merges_merged_at", "merges", merges._page(of_one=False, goes_on=False, counted=False)),
    IndexUse("ix_merges_winner_id", "what a merge keeps", "SELECT id FROM customers.merges WHERE winner_id = $1"),
    IndexUse(
        "uq_merges_loser_id",
        "the merge of a customer",
        "SELECT id FROM customers.merges WHERE loser_id = $1 AND undone_at IS NULL",
    ),
    IndexUse("ix_duplicates_score", "duplicates", duplicates._page(goes_on=False, counted=False)),
    IndexUse("uq_distinct_pairs", "whether two are distinct", duplicates._MARKED),
    IndexUse("uq_customers_email_identity", "customer by address", customers._BY_EMAIL),
    IndexUse("ix_customers_phone", "customers by phone", "SELECT id FROM customers.customers WHERE phone = $1"),
    IndexUse("ix_customers_company", "customers of a company", "SELECT id FROM customers.customers WHERE company = $1"),
    IndexUse(
        "ix_customers_customer_type",
        "corporate customers",
        "SELECT id FROM customers.customers WHERE customer_type = 'corporate'",
    ),
    IndexUse("ix_customers_searched", "customers whose words are missing", searching.read_blank(searching.BLANKS[0])),
    IndexUse("ix_users_blank", "users whose words are missing", searching.read_blank(searching.BLANKS[1])),
    IndexUse("ix_bookings_blank", "bookings whose words are missing", searching.read_blank(searching.BLANKS[2])),
    IndexUse(
        "ix_customers_created_at",
        "latest customers",
        customer_pages.plainly(_shape(CustomerSort.CREATED_AT_DOWN)),
    ),
    IndexUse(
        "ix_customers_created_at",
        "oldest customers, next page",
        customer_pages.plainly(_shape(CustomerSort.CREATED_AT, goes_on=True)),
    ),
    IndexUse("ix_customers_searched", "customers by name", customer_pages.plainly(_shape(CustomerSort.NAME))),
    IndexUse(
        "ix_customers_searched",
        "customers by name and a common word, next page",
        customer_pages.by_walk(_shape(CustomerSort.NAME_DOWN, words=1, goes_on=True)),
    ),
    IndexUse("ix_figures_total_spent", "customers by spend and a common word", _BY_WALK),
    IndexUse("pk_customers", "customer of a row of figures", _BY_WALK),
    IndexUse(
        "ix_figures_total_bookings",
        "customers by number of bookings, next page",
        customer_pages.plainly(_shape(CustomerSort.TOTAL_BOOKINGS_DOWN, goes_on=True)),
    ),
    IndexUse("ix_customers_grams", "customers by rare words", _BY_GRAMS),
    IndexUse("pk_figures", "figures of customers found by words", _BY_GRAMS),
    IndexUse(
        "ix_customers_grams",
        "number of customers with a word",
        customer_pages.counting(_shape(CustomerSort.NAME, words=1), with_grams=True),
    ),
    IndexUse(
        "uq_segments_name_folded",
        "segment by name",
        "SELECT id FROM customers.segments WHERE name_folded = $1 AND deleted_at IS NULL",
    ),
    IndexUse(
        "ix_figures_last_activity_at",
        "customers by last activity",
        customer_pages.plainly(_shape(CustomerSort.LAST_ACTIVITY_DOWN)),
    ),
    IndexUse("ix_entries_customer_id_at", "activity of a customer", _OF_CUSTOMER),
    IndexUse("ix_entries_user_id_at", "activity of a user", _OF_CUSTOMER.replace("customer_id", "user_id")),
    IndexUse("ix_entries_type_at", "activity of a type", _OF_CUSTOMER.replace("customer_id = $1", "type = 'type_7'")),
    IndexUse("uq_courses_code", "course by code", catalogue._COURSE_BY_CODE),
    IndexUse("ix_courses_title", "courses by title", catalogue_reader._courses(True, True, False)),
    IndexUse(
        "ix_sessions_starts_at",
        "sessions from a date",
        catalogue_reader._sessions(frozenset({"from_"}), True, True, False, False),
    ),
    IndexUse(
        "ix_sessions_course_id",
        "sessions of a course",
        catalogue_reader._sessions(frozenset({"course_id"}), False, True, False, False),
    ),
    IndexUse(
        "ix_session_instructors_user_id",
        "sessions of an instructor",
        "SELECT session_id FROM catalogue.session_instructors WHERE user_id = $1",
    ),
    IndexUse("uq_bookings_reference", "look-up by reference", portal.FIND),
    IndexUse("pk_customers", "customer of a look-up", portal.FIND),
    IndexUse("uq_portal_sessions_token_hash", "portal session by token", portal._SESSION_BY_TOKEN),
    IndexUse("ix_portal_sessions_customer_id", "portal sessions of a customer", portal._OF_CUSTOMER),
    IndexUse("uq_portal_links_token_hash", "portal link by token", portal._LINK_BY_TOKEN),
    IndexUse("uq_erasures_subject_id", "who was erased", erasures._OF),
    IndexUse("uq_bookings_reference", "booking by reference", "SELECT id FROM bookings.bookings WHERE reference = $1"),
    IndexUse("ix_bookings_created_at", "latest bookings", _bookings()),
    IndexUse("ix_bookings_created_at", "bookings between dates, next page", _bookings("from_", "to", goes_on=True)),
    IndexUse("ix_bookings_customer_id", "bookings of a customer", _bookings("customer_id")),
    IndexUse(
        "ix_bookings_customer_id", "own bookings", _bookings(everything=False, ids=frozenset({"seen_customer_id"}))
    ),
    IndexUse("ix_bookings_customer_id_status", "bookings of a customer and status", _bookings("customer_id", "status")),
    IndexUse("ix_bookings_session_id", "bookings of a session", _bookings("session_id")),
    IndexUse("ix_bookings_session_id", "bookings of a session, held", bookings._OF_SESSION),
    IndexUse("uq_attendees_booking_id_position", "attendees of a booking", bookings._BY_ID),
    IndexUse("uq_users_email_identity", "user at the desk", desk.WITH_PEOPLE),
    IndexUse("uq_customers_email_identity", "customer at the desk, by address", desk.WITH_PEOPLE),
    IndexUse("pk_customers", "customer at the desk, of the user", desk.WITH_PEOPLE),
    IndexUse("pk_rosters", "roster at the desk", desk.WITH_PEOPLE),
    IndexUse("pk_data_keys", "key at the desk", desk.WITH_KEY),
    IndexUse("pk_data_keys", "keys of subjects", key_ring._OF_SUBJECTS),
    IndexUse("ix_outbox_created_at", "outbox, oldest first", outbox_queue._CLAIM),
    IndexUse("ix_outbox_put_aside", "letters put aside, counted", monitor_reader.READINGS),
    IndexUse("ix_outbox_created_at", "letters that wait, counted", monitor_reader.READINGS),
    IndexUse("ix_bookings_customer_id_status", "bookings in a customer's insights", OF_CUSTOMER),
    IndexUse("uq_attendees_booking_id_position", "attendees in a customer's insights", OF_CUSTOMER),
    IndexUse(
        "ix_bookings_created_at",
        "insights between dates",
        insight_reader.insights_query(frozenset({"from_", "to"}), True),
    ),
    IndexUse("ix_bookings_customer_id_status", "bookings in a recount", recount._NEXT),
    IndexUse("ix_entries_customer_id_at", "activity in a recount", recount._NEXT),
    IndexUse("pk_figures", "figures of a recount, held", recount.HOLD),
    IndexUse("pk_receipts", "receipt by key", receipts._BY_KEY),
    IndexUse("ix_audit_at", "audit trail, newest first", audit_reader._page(frozenset(), True, False)),
    IndexUse("uq_seals_seq", "sealed rows in order", seals._SEALED),
    IndexUse("ix_lines_batch", "lines of a batch", "SELECT booking_id FROM legacy.lines WHERE batch = $1"),
    IndexUse(
        "uq_lines_old_reference",
        "line by old reference",
        "SELECT booking_id FROM legacy.lines WHERE old_reference = $1",
    ),
    IndexUse(
        "ix_quarantine_raw_digest",
        "quarantined line by its text",
        "SELECT reason FROM legacy.quarantine WHERE raw_digest = $1 AND line = $2",
    ),
    IndexUse("ix_receipts_created_at", "old receipts", "DELETE FROM shared.receipts WHERE created_at < '2001-01-01'"),
)
