"""The table of limits."""

import re
from collections import Counter

import pytest
from attrs import evolve

from rft_domain.access.limits import LIMITS, Limit, Per
from tests.architecture.source import ROOT


def test_the_numbers_of_a_look_up_are_those_of_the_requirement() -> None:
    numbers = {limit.name: (limit.per, limit.most, limit.seconds) for limit in LIMITS}
    assert numbers["lookup-address"] == (Per.ADDRESS, 10, 15 * 60)
    assert numbers["lookup-reference"] == (Per.REFERENCE, 5, 60 * 60)
    assert numbers["lookup-email"] == (Per.EMAIL, 5, 60 * 60)


def test_each_has_a_name_of_its_own_and_a_source() -> None:
    assert Counter(limit.name for limit in LIMITS).most_common(1)[0][1] == 1
    assert all(limit.source for limit in LIMITS)


def test_keys_differ_by_limit_and_by_person_and_show_neither() -> None:
    keys = {limit.key(who) for limit in LIMITS for who in ("ana@example.org", "192.0.2.1")}
    assert len(keys) == 2 * len(LIMITS)
    assert all(len(key) == 64 and set(key) <= set("0123456789abcdef") for key in keys)


@pytest.mark.parametrize(("most", "seconds"), [(0, 60), (5, 0)])
def test_a_limit_of_nothing_is_none(most: int, seconds: int) -> None:
    with pytest.raises(ValueError):
        Limit(name="none", per=Per.ADDRESS, most=most, seconds=seconds, source="a test")


def told(limit: Limit) -> str:
    span = f"{limit.seconds // 60} min" if limit.seconds < 3600 else f"{limit.seconds // 3600} h"
    return f"| `{limit.name}` | {limit.most} | {span} | {limit.per} | {limit.source} |"


def test_the_page_of_limits_is_the_table() -> None:
    page = (ROOT / "docs" / "how-to" / "limit-requests.md").read_text()
    assert [line for line in page.splitlines() if re.match(r"\| `.*` \| \d", line)] == [told(limit) for limit in LIMITS]


def test_another_number_is_another_line() -> None:
    assert told(evolve(LIMITS[0], most=11)) != told(LIMITS[0])
