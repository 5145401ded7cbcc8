"""Tables as files that spreadsheets open: CSV and XLSX, a row at a time, in memory that does not grow.

A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, "CSV Injection"), in XLSX too:
who saves it as CSV and opens that again must not be caught either.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import IO

Cell = str | int | Decimal | datetime | None
WriteRow = Callable[[Sequence[Cell]], None]

MOST_XLSX_ROWS = 1_048_576
"""Of the format (ECMA-376, 18.3.1.73), the head among them."""
# the full-width forms are read as the others in some places
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """``text``, with an apostrophe before it where a spreadsheet would calculate it."""
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


@contextmanager
def csv_file(file: IO[bytes]) -> Iterator[WriteRow]:
    """RFC 4180 in UTF-8, with the mark by which spreadsheets know that it is."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text, lineterminator="\r\n")
    yield lambda cells: writer.writerow([_told(cell) for cell in cells])
    text.flush()
    text.detach()


def _told(cell: Cell) -> str | int | Decimal | None:
    if isinstance(cell, datetime):
        return cell.isoformat()
    return harmless(cell) if isinstance(cell, str) else cell


@contextmanager
def xlsx_file(file: IO[bytes]) -> Iterator[WriteRow]:
    """One sheet; the rows wait in a temporary file. Raises ``ModuleNotFoundError`` without the extra ``documents``."""
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra; it brings no types

    book = xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False})
    sheet, number = book.add_worksheet(), 0

    def write(cells: Sequence[Cell]) -> None:
        nonlocal number
        for place, cell in enumerate(cells):
            if isinstance(cell, int | Decimal):
                sheet.write_number(number, place, float(cell))
            elif cell is not None:
                sheet.write_string(number, place, str(_told(cell)))
        number += 1

    try:
        yield write
    finally:
        book.close()  # else its temporary files stay
