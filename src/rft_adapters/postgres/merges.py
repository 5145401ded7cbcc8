"""Merges on record: table, rows and repository."""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import BindParameter, Column, Index, Table, Uuid, bindparam, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from rft_domain.customers.merging.errors import MergeNotFound
from rft_domain.customers.merging.merge import Merge
from rft_domain.customers.merging.plan import MergePlan
from rft_domain.customers.profile import Profile
from rft_domain.shared.changes import Pair
from rft_domain.shared.ids import CustomerId, MergeId, UserId
from rft_domain.shared.paging import Key, Page, PageRequest
from rft_domain.shared.stored import from_json, to_json

from .flush import Part, Row
from .forms import inserting, updating
from .identity_map import IdentityMap, News
from .link import Link
from .metadata import METADATA, at, check, refers, whole
from .pages import behind, cut_page, instant_place, page_of
from .query import Query, query

MERGES = Table(
    "merges",
    METADATA,
    Column("id", Uuid, primary_key=True),
    refers("winner_id", "customers.customers.id"),
    refers("loser_id", "customers.customers.id"),
    Column("plan", JSONB, nullable=False),
    Column("before", JSONB),
    at("merged_at"),
    refers("merged_by", "identity.users.id", nullable=True),
    at("undone_at", nullable=True),
    refers("undone_by", "identity.users.id", nullable=True),
    Column("left_as_is", JSONB, nullable=False),
    whole("version"),
    check("two", "winner_id <> loser_id"),
    schema="customers",
)
_M = MERGES.c
Index("uq_merges_loser_id", _M.loser_id, unique=True, postgresql_where=_M.undone_at.is_(None))
Index("ix_merges_winner_id", _M.winner_id)
Index("ix_merges_merged_at", _M.merged_at.desc(), _M.id)

_INSERT, _UPDATE = inserting(MERGES), updating(MERGES)
_BY_ID = query(select(*MERGES.columns).where(_M.id == bindparam("id")))
_AFTER = behind(_M.merged_at, _M.id, newest_first=True)


def to_row(merge: Merge) -> Row:
    return (
        merge.id,
        merge.winner_id,
        merge.loser_id,
        Jsonb(json.loads(to_json(merge.plan))),
        Jsonb(json.loads(to_json(merge.before))) if merge.before else None,
        merge.merged_at,
        merge.merged_by,
        merge.undone_at,
        merge.undone_by,
        Jsonb(merge.left),
        merge.version,
    )


def from_row(row: Row) -> Merge:
    return Merge(
        id=MergeId(row[0]),
        plan=from_json(json.dumps(row[3]), MergePlan),
        before=from_json(json.dumps(row[4]), Profile) if row[4] else None,
        merged_at=row[5],
        merged_by=UserId(row[6]) if row[6] else None,
        undone_at=row[7],
        undone_by=UserId(row[8]) if row[8] else None,
        left=tuple(row[9]),
        version=row[10],
    )


class MergeRepository:
    """The customers slice's ``Merges``."""

    __slots__ = ("_known", "_link")

    def __init__(self, link: Link, news: News) -> None:
        self._link = link
        self._known: IdentityMap[Merge] = IdentityMap(news)

    def get(self, merge_id: MergeId) -> Merge:
        if (known := self._known.get(merge_id)) is not None:
            return known
        rows = self._link.rows(_BY_ID, {"id": merge_id})
        if not rows:
            raise MergeNotFound()
        return self._known.read(from_row(rows[0]))

    def add(self, merge: Merge) -> None:
        self._known.add(merge)

    def save(self, merge: Merge) -> None:
        self._known.save(merge)

    def page(self, customer_id: CustomerId | None, page: PageRequest) -> Page[Merge]:
        named: dict[str, object] = {"limit": page.limit + 1}
        if customer_id is not None:
            named["customer_id"] = customer_id
        after = page.after()
        if after is not None:
            named |= instant_place(after)
        statement = _page(customer_id is not None, after is not None, page.count)
        return cut_page(self._link.rows(statement, named), page, from_row, _key)

    def changed(self) -> Iterable[Pair]:
        return self._known.changed()

    def parts(self) -> list[Part]:
        added, saved = self._known.take()
        return [
            (_INSERT, [to_row(merge) for merge in added]),
            (_UPDATE, [(*to_row(each.value), each.expected) for each in saved]),
        ]


@lru_cache(maxsize=8)
def _page(of_one: bool, goes_on: bool, counted: bool) -> Query:
    filtered = select(*MERGES.columns)
    if of_one:
        customer: BindParameter[Any] = bindparam("customer_id")
        filtered = filtered.where(or_(_M.winner_id == customer, _M.loser_id == customer))
    return query(
        page_of(filtered, _AFTER if goes_on else None, _M.merged_at, _M.id, newest_first=True, counted=counted)
    )


def _key(merge: Merge) -> Key:
    return merge.merged_at.isoformat(), merge.id
