"""Looking for words, and the text they are looked for in.

The text is written by Python (``rft_domain.shared.searching``), so a row that SQL wrote has none, and is not found,
until :func:`fill` has been there: after a migration, or after loading rows past the program.
"""

from typing import Any

from attrs import frozen
from sqlalchemy import Column, ColumnElement, Connection, bindparam, func
from sqlalchemy import text as sql

from rft_domain.shared.phone import Phone
from rft_domain.shared.searching import grams, searched

_AT_ONCE = 2_000


def found(column: "Column[Any] | ColumnElement[Any]", words: int) -> "list[ColumnElement[bool]]":
    """Every one of ``word_0``, ``word_1``, … is part of ``column``."""
    return [func.strpos(column, bindparam(f"word_{place}")) > 0 for place in range(words)]


@frozen
class _Blank:
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
_BLANKS = (
    _Blank("customers.customers", f"{_NAME}, email, email_identity, company", "phone, mobile", has_grams=True),
    _Blank("identity.users", f"{_NAME}, email, email_identity", "phone, NULL"),
    _Blank(
        "bookings.bookings",
        f"{_REFERENCE}, contact_first_name || ' ' || contact_last_name, contact_email, contact_company, ({_ATTENDEES})",
        "contact_phone, NULL",
    ),
)


def fill(connection: Connection) -> int:
    """How many customers, users and bookings had no text, and have it now. Commits nothing."""
    return sum(_fill(connection, one) for one in _BLANKS)


def _fill(connection: Connection, one: _Blank) -> int:
    blank = sql(
        f"SELECT id, ARRAY[{one.texts}]::text[], ARRAY[{one.phones}]::text[] FROM {one.table} t"
        f" WHERE searched IS NULL LIMIT {_AT_ONCE}"
    )
    more = ", grams = :grams" if one.has_grams else ""
    update = sql(f"UPDATE {one.table} SET searched = :searched{more} WHERE id = :id")
    filled = 0
    while rows := connection.execute(blank).all():
        connection.execute(update, [_values(*row, has_grams=one.has_grams) for row in rows])
        filled += len(rows)
    return filled


def _values(id: object, texts: list[str | None], phones: list[str | None], *, has_grams: bool) -> dict[str, object]:
    parts = [line for text in texts if text for line in text.split("\n")]
    found_in = searched(*parts, *(Phone(number) for number in phones if number))
    return {"id": id, "searched": found_in} | ({"grams": grams(found_in)} if has_grams else {})
