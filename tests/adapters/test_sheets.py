"""Tables as files: what spreadsheets make of them."""

import csv
import io
import tracemalloc
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from tempfile import TemporaryFile

import pytest

from rft_adapters.sheets import csv_file, harmless, xlsx_file

FORMULAS = ("=1+1", "+447700900123", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1")
ROW = ("Zoë; Ltd", 'say "hi"', 3, Decimal("75.00"), None, datetime(2026, 3, 2, 9, tzinfo=UTC))


def written_csv(*rows: tuple[object, ...]) -> list[list[str]]:
    file = io.BytesIO()
    with csv_file(file) as write:
        for row in rows:
            write(row)  # type: ignore[arg-type]  # cells of any kind
    text = file.getvalue()
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline="")))


def written_xlsx(*rows: tuple[object, ...]) -> str:
    """The XML of the sheet."""
    file = io.BytesIO()
    with xlsx_file(file) as write:
        for row in rows:
            write(row)  # type: ignore[arg-type]  # cells of any kind
    with zipfile.ZipFile(file) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


def test_a_row_comes_back() -> None:
    assert written_csv(ROW) == [["Zoë; Ltd", 'say "hi"', "3", "75.00", "", "2026-03-02T09:00:00+00:00"]]
    sheet = written_xlsx(ROW)
    assert "Zoë; Ltd" in sheet
    assert "<v>75</v>" in sheet


@pytest.mark.parametrize("text", FORMULAS)
def test_what_would_be_calculated_is_text(text: str) -> None:
    assert harmless(text) == f"'{text}"
    [[cell]] = written_csv((text,))
    assert cell.startswith("'")
    sheet = written_xlsx((text,))
    assert "<f>" not in sheet
    assert f"'{text.strip()[:1]}" in sheet or "'" in sheet


def test_what_would_not_is_left_alone() -> None:
    assert [harmless(text) for text in ("Ana", "a=b", "1-2", "", "'=1")] == ["Ana", "a=b", "1-2", "", "'=1"]


def test_memory_does_not_grow_with_the_rows() -> None:
    def most(rows: int) -> int:
        tracemalloc.start()
        with TemporaryFile() as file, csv_file(file) as write:
            for number in range(rows):
                write((str(number), "Ana", "Silva"))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert most(20_000) < most(500) + 200_000
