"""The rules of all other tables: the catalogue, bookings, what happened, and what leaves the house."""

from ..access.actor import ActorKind
from .columns import Found, How, Step, Table, With, by, changes, columns, words
from .scope import Ids

_OURS = "says what we offer, and is about nobody"
_BOOKS = (
    "prices, seats, dates and states of a sale: kept for six years for the tax authorities (VAT Notice 700/21, "
    "section 2; Companies Act 2006, s. 388), and with them no name"
)
_CONTACT = {
    "contact_email": "contact.email.typed",
    "contact_email_identity": "contact.email.identity",
    "contact_first_name": "contact.first_name",
    "contact_last_name": "contact.last_name",
    "contact_phone": "contact.phone.e164",
    "contact_company": "contact.company",
}
_NO_CONTACT = changes(
    "contact_phone contact_company searched",
    contact_email=With.ADDRESS,
    contact_email_identity=With.ADDRESS,
    contact_first_name=With.WORD,
    contact_last_name=With.WORD,
    version=With.NEXT,
)
_AMOUNTS = "unit total discount final vat"

COURSES = Table(
    name="catalogue.courses",
    columns=columns(
        "id code title description price vat_rate certificate_months active created_at version",
        {name: f"terms.{name}" for name in words("code title description price vat_rate certificate_months active")},
    ),
    because=_OURS,
    untold_because=_OURS,
)
SESSIONS = Table(
    name="catalogue.sessions",
    columns=columns(
        "id course_id starts_at ends_at time_zone venue price notes status created_at version",
        {name: f"terms.{name}" for name in ("course_id", "time_zone", "venue", "price", "notes")}
        | {name: f"terms.period.{name}" for name in ("starts_at", "ends_at")},
    ),
    because=f"{_OURS}; notes are for instructors, and are no place for people",
    untold_because=_OURS,
)
SESSION_INSTRUCTORS = Table(
    name="catalogue.session_instructors",
    columns=columns("session_id user_id", {}),
    because="the id of an empty row: who taught is part of what was sold",
    untold_because="what somebody teaches is told by their sessions, in the catalogue",
)
ROSTERS = Table(
    name="bookings.rosters",
    columns=columns("session_id capacity seats_taken over_by", {}),
    because=_BOOKS,
    untold_because="numbers about nobody",
)
DISCOUNTS = Table(
    name="bookings.discounts",
    columns=columns("code rate valid_from valid_until", {}),
    because=_OURS,
    untold_because=_OURS,
)

BOOKINGS = Table(
    name="bookings.bookings",
    columns=columns(
        "id reference session_id customer_id booked_by contact_email contact_email_identity contact_first_name "
        "contact_last_name contact_phone contact_company unit_amount total_amount discount_amount final_amount "
        "vat_amount vat_rate code_rate discount_code status payment_status created_at version searched",
        {
            "searched": "",
            **_CONTACT,
            "reference": "reference.symbols",
            "vat_rate": "price.vat_rate",
            "code_rate": "price.code_rate",
            **{f"{name}_amount": f"price.{name}.amount" for name in words(_AMOUNTS)},
        },
    ),
    steps=(
        # whoever has an old letter with the reference finds nothing behind it
        Step(found=by(id=Ids.BOOKINGS), changes={**_NO_CONTACT, "reference": With.REFERENCE}),
        Step(found=by(contact_email_identity=Ids.ADDRESSES), changes=_NO_CONTACT),
        # the text that words are looked for in has the names of attendees
        Step(found=by(id=Ids.TOUCHED), changes=changes("searched")),
    ),
    because=_BOOKS,
    section="bookings",
    told_found=by(id=Ids.BOOKINGS, contact_email_identity=Ids.ADDRESSES),
    told=words(
        "id reference session_id booked_by contact_email contact_first_name contact_last_name contact_phone "
        "contact_company unit_amount total_amount discount_amount final_amount vat_amount vat_rate discount_code "
        "status payment_status created_at"
    ),
    ids_of_others=frozenset({"booked_by"}),
)
ATTENDEES = Table(
    name="bookings.attendees",
    columns=columns(
        "id booking_id position first_name last_name email email_identity special_requirements is_primary attendance "
        "cancelled_at sealed_requirements sealed_for",
        {
            "sealed_requirements": "",
            "sealed_for": "",
            "booking_id": "",
            "position": "",
            "first_name": "details.first_name",
            "last_name": "details.last_name",
            "email": "details.email.typed",
            "email_identity": "details.email.identity",
            "special_requirements": "details.special_requirements",
        },
    ),
    steps=(
        Step(
            found=by(booking_id=Ids.BOOKINGS, email_identity=Ids.ADDRESSES),
            changes=changes(
                "email email_identity special_requirements sealed_requirements sealed_for",
                first_name=With.WORD,
                last_name=With.WORD,
            ),
        ),
    ),
    because="a seat that was taken, counted and paid",
    section="attendees",
    told_found=by(booking_id=Ids.BOOKINGS, email_identity=Ids.ADDRESSES),
    told=words("id booking_id first_name last_name email special_requirements is_primary attendance cancelled_at"),
    own=frozenset({"email", "special_requirements"}),
)

ENTRIES = Table(
    name="activity.entries",
    columns=columns("id at type text customer_id user_id entity entity_id ip user_agent", {}),
    steps=(Step(found=by(customer_id=Ids.CUSTOMERS, user_id=Ids.USERS), changes=changes("ip user_agent")),),
    because="kinds, numbers and ids: what happened, and not to whom",
    section="activity",
    told_found=by(customer_id=Ids.CUSTOMERS, user_id=Ids.USERS),
    told=("at", "type", "text", "user_id", "entity", "entity_id"),
    ids_of_others=frozenset({"user_id"}),
)
_GUESTS = frozenset({ActorKind.ANONYMOUS.value, ActorKind.PORTAL_GUEST.value, ActorKind.PROVEN_GUEST.value})
_NAMING = (Found("about", Ids.NAMED, How.VALUES), Found("changes", Ids.NAMED, How.ENTITIES))
_NAMING_OWN = (Found("about", Ids.OWN, How.VALUES), Found("changes", Ids.OWN, How.ENTITIES))
_NO_ORIGIN = changes("request_id ip user_agent origin_salt")
AUDIT = Table(
    name="activity.audit",
    columns=columns(
        "id at actor_kind actor_id action outcome code about request_id ip user_agent changes salt origin_commitment "
        "origin_salt",
        {"request_id": "origin.request_id", "ip": "origin.ip", "user_agent": "origin.user_agent"},
    ),
    steps=(
        Step(found=(*_NAMING, Found("actor_id", Ids.ACTORS)), changes=changes("salt")),
        Step(found=(Found("actor_id", Ids.ACTORS),), changes=_NO_ORIGIN),
        Step(found=_NAMING_OWN, only=("actor_kind", _GUESTS), changes=_NO_ORIGIN),
    ),
    because="who did what, in ids and words of ours, and commitments that nobody can test without their salt: the "
    "chain of seals must hold (UK GDPR, art. 5(2) and 32)",
    section="audit",
    told_found=(*_NAMING_OWN, Found("actor_id", Ids.ACTORS)),
    told=("at", "actor_kind", "actor_id", "action", "outcome", "code", "request_id", "ip", "user_agent"),
    ids_of_others=frozenset({"actor_id"}),
)
SEALS = Table(
    name="activity.seals",
    columns=columns("row_id seq key_id value", {}),
    because="hashes under a key, of rows that are no longer personal",
    untold_because="numbers about nobody",
)
ERASURES = Table(
    name="shared.erasures",
    columns=columns("id kind subject_id at erased_by rows", {}),
    because="the evidence: ids, an instant and counts (UK GDPR, art. 5(2))",
    untold_because="there is nobody left to tell",
)

OUTBOX = Table(
    name="shared.outbox",
    columns=columns(
        "id topic body created_at attempts due_at delivered_at put_aside last_failure",
        {name: f"message.{name}" for name in ("id", "topic", "body", "created_at", "attempts")}
        | {"last_failure": "failure", "put_aside": ""},
    ),
    steps=(Step(found=(Found("body", Ids.OWN, How.VALUES),)),),
    section="letters",
    told_found=(Found("body", Ids.OWN, How.VALUES),),
    told=("topic", "created_at", "delivered_at"),
)
RECEIPTS = Table(
    name="shared.receipts",
    columns=columns("scope key fingerprint body created_at", {}),
    steps=(Step(found=(Found("body", Ids.WORDS, How.CONTAINS), Found("scope", Ids.OWN, How.CONTAINS))),),
    untold_because="answers kept for seven days, of what is told as bookings",
)
TRIES = Table(
    name="shared.tries",
    columns=columns("key let_through free_at", {}),
    because="hashes that are gone within the hour",
    untold_because="hashes that are gone within the hour",
)

RECORDS = (
    RECEIPTS, OUTBOX, ATTENDEES, BOOKINGS, ENTRIES, AUDIT, SEALS, ERASURES, TRIES, COURSES, SESSIONS,
    SESSION_INSTRUCTORS, ROSTERS, DISCOUNTS,
)  # fmt: skip
