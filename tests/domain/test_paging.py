"""Cursors name the last row seen; whatever else comes back as one is refused."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rft_domain.shared.errors import Invalid
from rft_domain.shared.paging import PageRequest, cursor_of, cut

ROWS = [UUID(int=n) for n in range(5)]


@given(st.text(), st.uuids())
def test_a_cursor_comes_back_as_the_row_it_names(key: str, row: UUID) -> None:
    assert PageRequest(cursor=cursor_of((key, row))).after() == (key, row)


@given(st.text())
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="/cursor"):
        PageRequest(cursor=f"-{text}").after()


@pytest.mark.parametrize("limit", [0, -1, 201])
def test_pages_have_1_to_200_rows(limit: int) -> None:
    with pytest.raises(Invalid, match="/limit"):
        PageRequest(limit=limit)


def test_one_row_more_than_fits_only_says_that_there_is_more() -> None:
    page = cut(ROWS, PageRequest(limit=4), lambda row: ("", row), 5)
    assert (page.items, page.next_cursor, page.total) == (tuple(ROWS[:4]), cursor_of(("", ROWS[3])), 5)


def test_the_last_page_has_no_cursor() -> None:
    assert cut(ROWS, PageRequest(limit=5), lambda row: ("", row), None).next_cursor is None
