"""The rules of the tables about people: users with their log-ins, customers with what they want to hear."""

from .columns import Found, Step, Table, With, by, changes, columns, words
from .scope import Ids

_EMAIL = {"email": "email.typed", "email_identity": "email.identity"}
_ADDRESS = {"email": With.ADDRESS, "email_identity": With.ADDRESS}
_SECRET = "a secret, or the trace of one, that opened something"
_NAMES_NOBODY = "an id, an instant or a word of ours on a row that names nobody any more"
_PROFILE = (
    "first_name last_name date_of_birth address_line_1 address_line_2 city county postcode country company "
    "company_role department vat_number customer_type"
)
_GOES = (Step(found=by(user_id=Ids.USERS)),)

USERS = Table(
    name="identity.users",
    columns=columns(
        "id email email_identity phone password_hash first_name last_name role is_organizer email_verified "
        "phone_verified status customer_id last_login_at failed_login_count locked_until created_at updated_at "
        "created_by version searched erased_at",
        {**_EMAIL, "phone": "phone.e164", "searched": ""},
    ),
    steps=(
        Step(
            found=by(id=Ids.USERS),
            changes=changes(
                "phone password_hash customer_id last_login_at locked_until searched",
                **_ADDRESS,
                first_name=With.BLANK,
                last_name=With.BLANK,
                is_organizer=With.FALSE,
                email_verified=With.FALSE,
                phone_verified=With.FALSE,
                failed_login_count=With.ZERO,
                status=With.INACTIVE,
                updated_at=With.NOW,
                erased_at=With.NOW,
                version=With.NEXT,
            ),
        ),
    ),
    because=_NAMES_NOBODY,
    section="users",
    told_found=by(id=Ids.USERS),
    told=words(
        "id email phone first_name last_name role is_organizer email_verified phone_verified status customer_id "
        "last_login_at created_at updated_at"
    ),
)

AUTH_SESSIONS = Table(
    name="identity.auth_sessions",
    columns=columns("id user_id token_hash created_at last_seen_at expires_at revoked_at ip user_agent", {}),
    steps=_GOES,
    section="log_ins",
    told_found=by(user_id=Ids.USERS),
    told=("id", "created_at", "last_seen_at", "expires_at", "revoked_at", "ip", "user_agent"),
)

LOG_IN_ATTEMPTS = Table(
    name="identity.log_in_attempts",
    columns=columns("key count last_at locked_until", {}),
    steps=(Step(found=by(key=Ids.KEYS)),),
    untold_because="counts of guesses by strangers, kept for a day under a hash",
)

DEVICES = Table(
    name="identity.devices",
    columns=columns("id user_id token_hash created_at", {}),
    steps=_GOES,
    section="devices",
    told_found=by(user_id=Ids.USERS),
    told=("id", "created_at"),
)

PASSWORD_RESETS = Table(
    name="identity.password_resets",
    columns=columns("id user_id token_hash created_at expires_at used_at", {}),
    steps=_GOES,
    untold_because=_SECRET,
)

SECOND_FACTORS = Table(
    name="identity.second_factors",
    columns=columns(
        "id sealed_secret turned_on_at last_step recovery_hashes created_at updated_at version",
        {},
    ),
    steps=(Step(found=by(id=Ids.USERS)),),
    section="second_factors",
    told_found=by(id=Ids.USERS),
    told=("turned_on_at", "created_at"),
)

VERIFICATION_CODES = Table(
    name="identity.verification_codes",
    columns=columns(
        "id user_id channel target target_identity code_hash tries created_at expires_at used_at replaced_email",
        {"target_identity": "target", "replaced_email": "replaced"},
    ),
    steps=(Step(found=by(user_id=Ids.USERS, target_identity=Ids.ADDRESSES)),),
    section="verification_codes",
    told_found=by(user_id=Ids.USERS),
    told=("channel", "target", "created_at", "used_at"),
)

REGISTRATIONS = Table(
    name="identity.registrations",
    columns=columns(
        "id email email_identity first_name last_name password_hash token_hash created_at expires_at used_at", _EMAIL
    ),
    steps=(Step(found=by(email_identity=Ids.ADDRESSES)),),
    section="registrations",
    told_found=by(email_identity=Ids.ADDRESSES),
    told=("email", "first_name", "last_name", "created_at", "used_at"),
)

INVITATIONS = Table(
    name="identity.invitations",
    columns=columns(
        "id customer_id email email_identity first_name last_name is_organizer invited_by token_hash created_at "
        "expires_at accepted_at revoked_at",
        _EMAIL,
    ),
    steps=(Step(found=by(customer_id=Ids.CUSTOMERS, email_identity=Ids.ADDRESSES)),),
    section="invitations",
    told_found=by(email_identity=Ids.ADDRESSES),
    told=("customer_id", "email", "first_name", "last_name", "is_organizer", "created_at", "accepted_at", "revoked_at"),
)

PORTAL_LINKS = Table(
    name="identity.portal_links",
    columns=columns(
        "id session_id customer_id booking_id new_email new_email_identity token_hash created_at expires_at used_at "
        "replaced_email",
        {"replaced_email": "replaced", "new_email": "new_email.typed", "new_email_identity": "new_email.identity"},
    ),
    steps=(
        Step(
            found=(
                Found("customer_id", Ids.CUSTOMERS),
                Found("booking_id", Ids.BOOKINGS),
                Found("new_email_identity", Ids.ADDRESSES),
            )
        ),
    ),
    section="portal_links",
    told_found=by(customer_id=Ids.CUSTOMERS),
    told=("new_email", "booking_id", "created_at", "used_at"),
)

PORTAL_SESSIONS = Table(
    name="identity.portal_sessions",
    columns=columns("id customer_id booking_id token_hash created_at expires_at proven_until revoked_at", {}),
    steps=(Step(found=by(customer_id=Ids.CUSTOMERS)),),
    section="portal_sessions",
    told_found=by(customer_id=Ids.CUSTOMERS),
    told=("id", "booking_id", "created_at", "expires_at", "proven_until", "revoked_at"),
)

CUSTOMERS = Table(
    name="customers.customers",
    columns=columns(
        "id email email_identity created_at updated_at status first_name last_name phone mobile date_of_birth "
        "address_line_1 address_line_2 city county postcode country company company_role department vat_number "
        "customer_type version merged_into erased_at searched grams",
        {**_EMAIL, "searched": "", "grams": "", "phone": "profile.phone.e164", "mobile": "profile.mobile.e164"}
        | {name: f"profile.{name}" for name in words(_PROFILE)},
    ),
    steps=(
        Step(
            found=by(id=Ids.CUSTOMERS),
            changes=changes(
                "phone mobile date_of_birth address_line_1 address_line_2 city county postcode company company_role "
                "department vat_number searched grams",
                **_ADDRESS,
                first_name=With.BLANK,
                last_name=With.BLANK,
                status=With.INACTIVE,
                updated_at=With.NOW,
                erased_at=With.NOW,
                version=With.NEXT,
            ),
        ),
    ),
    because=f"{_NAMES_NOBODY}; the country alone is the place of supply of what was sold (VATA 1994, s. 7A)",
    section="customer",
    told_found=by(id=Ids.CUSTOMERS),
    told=words(f"id email phone mobile {_PROFILE} status created_at updated_at"),
)

FIGURES = Table(
    name="customers.figures",
    columns=columns(
        "customer_id total_bookings total_spent first_booking_at last_booking_at customer_since last_activity_at "
        "closed_at",
        {"customer_id": "id", "closed_at": "", "total_spent": "figures.total_spent.amount"}
        | {
            name: f"figures.{name}"
            for name in words("total_bookings first_booking_at last_booking_at customer_since last_activity_at")
        },
    ),
    steps=(Step(found=by(customer_id=Ids.CUSTOMERS), changes={"closed_at": With.NOW}),),
    because="figures of an empty shell: the books stay correct (product.md B4)",
    section="figures",
    told_found=by(customer_id=Ids.CUSTOMERS),
    told=(
        "total_bookings",
        "total_spent",
        "first_booking_at",
        "last_booking_at",
        "customer_since",
        "last_activity_at",
    ),
)

_CHOICES = {name: f"choices.{name}" for name in ("marketing", "sms", "newsletter", "preferred_contact")}
PREFERENCES = Table(
    name="customers.preferences",
    columns=columns("customer_id marketing sms newsletter preferred_contact version", _CHOICES),
    because="what the shell wanted to hear: on and off, of nobody",
    section="preferences",
    told_found=by(customer_id=Ids.CUSTOMERS),
    told=("marketing", "sms", "newsletter", "preferred_contact"),
)

CONSENTS = Table(
    name="customers.consents",
    columns=columns("id customer_id at field before after source basis changed_by version", {}),
    because="shows that there was consent (UK GDPR, art. 7(1) and 17(3)(e)): on and off, instants and ids",
    section="consents",
    told_found=by(customer_id=Ids.CUSTOMERS),
    told=("at", "field", "before", "after", "source", "basis", "changed_by"),
    ids_of_others=frozenset({"changed_by"}),
)

_SEALED = "sealed for the customer: opened, and told as sensitive details"
DATA_KEYS = Table(
    name="customers.data_keys",
    columns=columns("subject_id master_key_id wrapped", {}),
    steps=(Step(found=(Found("subject_id", Ids.CUSTOMERS), Found("subject_id", Ids.BOOKINGS))),),
    untold_because=_SEALED,
)
SENSITIVE_DETAILS = Table(
    name="customers.sensitive_details",
    columns=columns(
        "customer_id sealed_for emergency_contact medical dietary_requirements version",
        {"sealed_for": "", "medical": "details.medical_notes"}
        | {name: f"details.{name}" for name in ("emergency_contact", "dietary_requirements")},
    ),
    steps=(Step(found=by(customer_id=Ids.CUSTOMERS)),),
    untold_because=_SEALED,
)
SEGMENTS = Table(
    name="customers.segments",
    columns=columns(
        "id name name_folded wanted created_at created_by version deleted_at",
        {"name_folded": ""},
    ),
    because="filters of the office; one that looks for a name is the office's to delete",
    untold_because="what the office looks for",
)

_PAIR = (Step(found=by(one_id=Ids.CUSTOMERS, other_id=Ids.CUSTOMERS)),)
_OF_THE_OFFICE = "a plan or a guess of the office, made of what is told in other sections"
MERGES = Table(
    name="customers.merges",
    columns=columns(
        "id winner_id loser_id plan before merged_at merged_by undone_at undone_by left_as_is version",
        {"winner_id": "plan.winner_id", "loser_id": "plan.loser_id", "left_as_is": "left"},
    ),
    steps=(Step(found=by(winner_id=Ids.CUSTOMERS, loser_id=Ids.CUSTOMERS)),),
    untold_because=_OF_THE_OFFICE,
)
DUPLICATES = Table(
    name="customers.duplicates",
    columns=columns("id one_id other_id score reasons found_at", {}),
    steps=_PAIR,
    untold_because=_OF_THE_OFFICE,
)
DISTINCT_PAIRS = Table(
    name="customers.distinct_pairs",
    columns=columns("id one_id other_id marked_by marked_at", {}),
    steps=_PAIR,
    untold_because=_OF_THE_OFFICE,
)

NOTES = Table(
    name="customers.notes",
    columns=columns(
        "id customer_id kind sealed sealed_for internal author_id at withdrawn_at withdrawn_by version",
        {"sealed": "text", "sealed_for": ""},
    ),
    steps=(Step(found=by(customer_id=Ids.CUSTOMERS)),),
    untold_because="sealed for the customer: opened, and told as notes",
)

PEOPLE = (
    NOTES,
    MERGES, DUPLICATES, DISTINCT_PAIRS,
    SENSITIVE_DETAILS, DATA_KEYS, SEGMENTS,
    PORTAL_LINKS, PORTAL_SESSIONS, AUTH_SESSIONS, LOG_IN_ATTEMPTS, DEVICES, PASSWORD_RESETS, SECOND_FACTORS,
    VERIFICATION_CODES, REGISTRATIONS, INVITATIONS, USERS, CUSTOMERS, FIGURES, PREFERENCES, CONSENTS,
)  # fmt: skip
