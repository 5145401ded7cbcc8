"""The rules of what was imported: lines of old files, and what an import keeps to be taken back or told again."""

from .columns import Found, How, Step, Table, With, columns
from .scope import Ids

_KNOWN = "the name and place of a line, and a hash of it: what is imported again is known by it, and brings nobody back"

STAGED = Table(
    name="legacy.staged",
    columns=columns(
        "batch line raw outcome reason fields warnings session_reason session_fields digest booking_id old_id "
        "old_reference reference session_id course_id course_name starts_at ends_at venue email identity addressed "
        "first_name last_name phone company status attendance payment_status unit total discount final code_rate "
        "created_at seats attendees searched",
        {},
    ),
    steps=(
        Step(
            found=(
                Found("booking_id", Ids.BOOKINGS),
                Found("booking_id", Ids.TOUCHED),
                Found("identity", Ids.ADDRESSES),
            )
        ),
    ),
    untold_because="lines of an import that is under way; what comes of them is told",
)
PEOPLE_OF_BATCH = Table(
    name="legacy.people",
    columns=columns(
        "batch identity email first_name last_name phone company first_at last_at customer_id user_id customer_made "
        "user_made",
        {},
    ),
    steps=(Step(found=(Found("identity", Ids.ADDRESSES), Found("customer_id", Ids.CUSTOMERS))),),
    untold_because="people of an import that is under way; what comes of them is told",
)
LINES = Table(
    name="legacy.lines",
    columns=columns("booking_id batch line digest old_id old_reference raw", {}),
    steps=(
        Step(found=(Found("booking_id", Ids.BOOKINGS), Found("booking_id", Ids.TOUCHED)), changes={"raw": With.BYTES}),
    ),
    because=_KNOWN,
    section="imported_lines",
    told_found=(Found("booking_id", Ids.BOOKINGS),),
    told=("booking_id", "batch", "line", "old_id", "old_reference"),
)
QUARANTINE = Table(
    name="legacy.quarantine",
    columns=columns("batch line reason fields raw raw_digest addresses mended_by", {}),
    steps=(
        Step(
            found=(Found("addresses", Ids.ADDRESSES, How.OVERLAPS),),
            changes={"raw": With.BYTES, "addresses": With.LIST},
        ),
    ),
    because=_KNOWN,
    section="lines_not_imported",
    told_found=(Found("addresses", Ids.ADDRESSES, How.OVERLAPS),),
    told=("batch", "line", "reason", "raw"),
    own=frozenset({"raw"}),
)
TOUCHED = Table(
    name="legacy.touched",
    columns=columns("batch entity id before version", {}),
    steps=(Step(found=(Found("id", Ids.CUSTOMERS), Found("id", Ids.USERS))),),
    untold_because="what an import overwrote, for as long as it can be taken back",
)
BATCHES = Table(
    name="legacy.batches",
    columns=columns(
        "name asked state started_at linking capacity secret position digest lines blank written counts", {}
    ),
    because="names of files, numbers and hashes",
    untold_because="numbers about nobody",
)
MADE = Table(
    name="legacy.made",
    columns=columns("batch entity id", {}),
    because="ids alone",
    untold_because="ids alone",
)

HISTORY = (STAGED, PEOPLE_OF_BATCH, LINES, QUARANTINE, TOUCHED, BATCHES, MADE)
