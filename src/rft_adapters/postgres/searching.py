"""Looking for words, and the text they are looked for in.

The text is written by Python (``rft_domain.shared.searching``), so a row that SQL wrote has none, and is not found,
until :func:`fill` has been there: in a migration, and by the worker, for rows that were loaded past the program.
"""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import frozen
from psycopg.types.json import Jsonb
from sqlalchemy import Column, ColumnElement, bindparam, func

from rft_domain.shared.phone import Phone
from rft_domain.shared.searching import grams, searched

from .flush import Row


def found(column: "Column[Any] | ColumnElement[Any]", words: int) -> "list[ColumnElement[bool]]":
    """Every one of ``word_0``, ``word_1``, … is part of ``column``."""
    return [func.strpos(column, bindparam(f"word_{place}")) > 0 for place in range(words)]


@frozen
class Blank:
    """Rows without their text: ``texts`` go into it in this order, ``phones`` are read as such."""

    table: str
    texts: str
    phones: str
    has_grams: bool = False


_ATTENDEES = """
    SELECT string_agg(first_name || ' ' || last_name, E'\\n' ORDER BY position) || E'\\n' ||
        coalesce(string_agg(email, E'\\n' ORDER BY position), '')
    FROM bookings.attendees WHERE booking_id = t.id AND cancelled_at IS NULL"""
_REFERENCE = "concat_ws('-', left(reference, 4), substr(reference, 5, 4), right(reference, 4)), reference"
_NAME = "first_name || ' ' || last_name"
BLANKS = (
    Blank("customers.customers", f"{_NAME}, email, email_identity, company", "phone, mobile", has_grams=True),
    Blank("identity.users", f"{_NAME}, email, email_identity", "phone, NULL"),
    Blank(
        "bookings.bookings",
        f"{_REFERENCE}, contact_first_name || ' ' || contact_last_name, contact_email, contact_company, ({_ATTENDEES})",
        "contact_phone, NULL",
    ),
)


_READ = """
    SELECT id, ARRAY[{texts}]::text[], ARRAY[{phones}]::text[] FROM {table} t WHERE searched IS NULL
    ORDER BY id LIMIT $1"""
# who was changed by the program in the meantime has a text by now
_WRITE = """
    UPDATE {table} t SET searched = given.searched{grams}
    FROM jsonb_to_recordset($1) AS given (id uuid, searched text, grams integer[])
    WHERE t.id = given.id AND t.searched IS NULL RETURNING 1"""
Run = Callable[[bytes, Sequence[object]], list[Row]]


def fill(run: Run, most: int) -> int:
    """How many customers, users and bookings had no text and have it now: of each kind ``most`` at a time."""
    return sum(_fill(run, one, most) for one in BLANKS)


def read_blank(one: Blank) -> str:
    return _READ.format(table=one.table, texts=one.texts, phones=one.phones)


def _fill(run: Run, one: Blank, most: int) -> int:
    rows = run(read_blank(one).encode(), [most])
    if not rows:
        return 0
    grams_too = ", grams = given.grams" if one.has_grams else ""
    values = Jsonb([_values(*row, has_grams=one.has_grams) for row in rows])
    return len(run(_WRITE.format(table=one.table, grams=grams_too).encode(), [values]))


def _values(id: object, texts: list[str | None], phones: list[str | None], *, has_grams: bool) -> dict[str, object]:
    parts = [line for text in texts if text for line in text.split("\n")]
    found_in = searched(*parts, *(Phone(number) for number in phones if number))
    return {"id": str(id), "searched": found_in} | ({"grams": grams(found_in)} if has_grams else {})
