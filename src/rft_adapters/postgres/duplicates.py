"""Who may be one person: candidates joined on keys, all at once; tables, rows and repository."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    ColumnElement,
    Date,
    Index,
    Integer,
    Select,
    Table,
    Text,
    Uuid,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    literal_column,
    select,
    union,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from rft_domain.customers.merging.duplicates import CandidatePair, DistinctPair, Duplicate, Likeness
from rft_domain.customers.merging.resemblance import FOLD_FROM, FOLD_TO, MOST, MOST_TOGETHER, Reason, Traits
from rft_domain.shared.changes import Pair
from rft_domain.shared.errors import Invalid
from rft_domain.shared.ids import CustomerId, DistinctPairId, DuplicateId, UserId
from rft_domain.shared.paging import Key, Page, PageRequest

from .customers import CUSTOMERS, CustomerRepository
from .flush import ONE, Part, Row
from .forms import inserting
from .link import Link
from .metadata import METADATA, at, check, refers, text, whole
from .pages import cut_page, page_of
from .query import Query, query

DUPLICATES = Table(
    "duplicates",
    METADATA,
    Column("id", Uuid, primary_key=True),
    refers("one_id", "customers.customers.id"),
    refers("other_id", "customers.customers.id"),
    whole("score"),
    text("reasons"),
    at("found_at"),
    check("order", "one_id < other_id"),
    check("score", f"score BETWEEN 1 AND {MOST}"),
    schema="customers",
)
_D = DUPLICATES.c
Index("ix_duplicates_score", _D.score.desc(), _D.id)
DISTINCT_PAIRS = Table(
    "distinct_pairs",
    METADATA,
    Column("id", Uuid, primary_key=True),
    refers("one_id", "customers.customers.id"),
    refers("other_id", "customers.customers.id"),
    refers("marked_by", "identity.users.id", nullable=True),
    at("marked_at"),
    check("order", "one_id < other_id"),
    schema="customers",
)
_P, _C = DISTINCT_PAIRS.c, CUSTOMERS.c
Index("uq_distinct_pairs", _P.one_id, _P.other_id, unique=True)


def _fold(value: "ColumnElement[Any]") -> "ColumnElement[str]":
    return func.translate(value, literal(FOLD_FROM, Text), literal(FOLD_TO, Text))


_NAME = _fold(_C.first_name + literal(" ", Text) + _C.last_name)
_PLACE = _fold(func.coalesce(_C.postcode, literal("", Text)))
_LOCAL = func.replace(
    func.split_part(func.split_part(_C.email_identity, literal("@", Text), 1), literal("+", Text), 1),
    literal(".", Text),
    literal("", Text),
)
_DOMAIN = func.split_part(_C.email_identity, literal("@", Text), 2)
_EACH = func.regexp_split_to_table(_LOCAL, literal("", Text)).table_valued("letter").render_derived("letters")
_LETTERS = (
    select(func.string_agg(_EACH.c.letter, aggregate_order_by(literal("", Text), _EACH.c.letter.collate("C"))))
    .select_from(_EACH)
    .correlate(CUSTOMERS)
    .scalar_subquery()
)


def _key(kind: str, value: "ColumnElement[Any]", *where: "ColumnElement[bool]") -> "Select[Any]":
    """As :meth:`Traits.found_by`."""
    return select(_C.id, (literal(f"{kind}:", Text) + value).label("key")).where(_C.merged_into.is_(None), *where)


def _candidates() -> Query:
    named = (func.length(_NAME) > 0,)
    at_domain = literal("@", Text) + _DOMAIN
    born = func.to_char(cast(_C.date_of_birth, Date), literal("YYYY-MM-DD", Text))
    colon = literal(":", Text)
    keys = union(
        _key("phone", _C.phone, _C.phone.is_not(None)),
        _key("phone", _C.mobile, _C.mobile.is_not(None)),
        _key("place", _NAME + colon + _PLACE, *named, func.length(_PLACE) > 0),
        _key("birth", _NAME + colon + born, *named, _C.date_of_birth.is_not(None)),
        _key("local", _LOCAL + literal("@", Text) + func.left(_DOMAIN, 1)),
        _key("letters", func.coalesce(_LETTERS, literal("", Text)) + at_domain),
    ).cte("keys")
    blocks = (
        select(keys.c.key)
        .group_by(keys.c.key)
        .having(func.count().between(2, literal_column(str(MOST_TOGETHER))))
        .cte("blocks")
    )
    mine, theirs = keys.alias("mine"), keys.alias("theirs")
    pairs = (
        select(mine.c.id.label("one_id"), theirs.c.id.label("other_id"))
        .select_from(
            blocks.join(mine, mine.c.key == blocks.c.key).join(
                theirs, (theirs.c.key == blocks.c.key) & (mine.c.id < theirs.c.id)
            )
        )
        .distinct()
        .subquery("pairs")
    )
    one, other = CUSTOMERS.alias("one"), CUSTOMERS.alias("other")
    return query(
        select(*_compared(one), *_compared(other)).select_from(
            pairs.join(one, one.c.id == pairs.c.one_id).join(other, other.c.id == pairs.c.other_id)
        )
    )


def _compared(table: Any) -> "tuple[ColumnElement[Any], ...]":
    c = table.c
    return (c.id, c.email_identity, c.first_name, c.last_name, c.phone, c.mobile, c.postcode, c.date_of_birth)


_WIDTH = 8
_TAKE_TIME = query(
    select(
        func.set_config("statement_timeout", literal("15min", Text), literal_column("true")),
        func.set_config("idle_in_transaction_session_timeout", literal("15min", Text), literal_column("true")),
    )
)
# of two looks at once the later one finds what the other left, and not rows of both
_ONE_AT_A_TIME = query(select(func.pg_advisory_xact_lock(literal(0x72667464, BigInteger))))
_DROP_ALL = query(DUPLICATES.delete().returning(ONE))
_FOUND = (
    func.unnest(
        bindparam("ids", type_=ARRAY(Uuid)),
        bindparam("one_ids", type_=ARRAY(Uuid)),
        bindparam("other_ids", type_=ARRAY(Uuid)),
        bindparam("scores", type_=ARRAY(Integer)),
        bindparam("reasons", type_=ARRAY(Text)),
    )
    .table_valued("id", "one_id", "other_id", "score", "reasons")
    .render_derived("found")
)
_ADD_ALL = query(
    DUPLICATES.insert()
    .from_select([c.name for c in _D], select(*_FOUND.c, bindparam("found_at", type_=_D.found_at.type)))
    .returning(ONE)
)
_MARKED = query(
    select(*DISTINCT_PAIRS.columns).where(_P.one_id == bindparam("one_id"), _P.other_id == bindparam("other_id"))
)
_UNMARK = query(DISTINCT_PAIRS.delete().where(_P.id == bindparam("id")).returning(ONE))
_MARK = inserting(DISTINCT_PAIRS, unless="one_id other_id")
_AFTER = (_D.score <= bindparam("after_score")) & (
    (_D.score < bindparam("after_score")) | (_D.id > bindparam("after_id"))
)


# neither of the two was merged since, and nobody said that they are not one person
STANDS = and_(
    ~exists(select(ONE).where(_C.id.in_((_D.one_id, _D.other_id)), _C.merged_into.is_not(None))),
    ~exists(select(ONE).where(_P.one_id == _D.one_id, _P.other_id == _D.other_id)),
)


@lru_cache(maxsize=1)
def _candidates_query() -> Query:
    return _candidates()


@lru_cache(maxsize=4)
def _page(goes_on: bool, counted: bool) -> Query:
    shown = select(*DUPLICATES.columns).where(STANDS)
    return query(page_of(shown, _AFTER if goes_on else None, _D.score, _D.id, newest_first=True, counted=counted))


class DuplicateRepository:
    """The customers slice's ``Duplicates``."""

    __slots__ = ("_added", "_customers", "_link", "_marked")

    def __init__(self, link: Link, customers: CustomerRepository) -> None:
        self._link, self._customers = link, customers
        self._marked: list[DistinctPair] = []
        self._added: list[DistinctPair] = []

    def candidates(self) -> Iterable[CandidatePair]:
        self._link.held_rows(_TAKE_TIME, {})
        for row in self._link.rows(_candidates_query(), {}):
            yield _traits(row[:_WIDTH]), _traits(row[_WIDTH:])

    def replace(self, found: Sequence[Duplicate]) -> None:
        self._link.held_rows(_ONE_AT_A_TIME, {})
        self._link.held_rows(_DROP_ALL, {})
        if not found:
            return
        columns = {
            "ids": [one.id for one in found],
            "one_ids": [one.one_id for one in found],
            "other_ids": [one.other_id for one in found],
            "scores": [one.score for one in found],
            "reasons": [" ".join(one.reasons) for one in found],
        }
        self._link.held_rows(_ADD_ALL, {**columns, "found_at": found[0].found_at})

    def page(self, page: PageRequest) -> Page[Likeness]:
        named: dict[str, object] = {"limit": page.limit + 1}
        after = page.after()
        if after is not None:
            named |= {"after_score": _score(after[0]), "after_id": after[1]}
        rows = self._link.rows(_page(after is not None, page.count), named)
        ids = [row[place] for row in rows if row[0] is not None for place in (1, 2)]
        customers = {one.id: one for one in self._customers.several(ids)}

        def likeness(row: Row) -> Likeness:
            one = _duplicate(row)
            return Likeness(duplicate=one, one=customers[one.one_id], other=customers[one.other_id])

        return cut_page(rows, page, likeness, _key_of)

    def distinct(self, one_id: CustomerId, other_id: CustomerId) -> DistinctPair | None:
        small, large = sorted((one_id, other_id))
        rows = self._link.rows(_MARKED, {"one_id": small, "other_id": large})
        return _distinct(rows[0]) if rows else None

    def mark(self, pair: DistinctPair) -> None:
        self._marked.append(pair)
        self._added.append(pair)

    def unmark(self, pair: DistinctPair) -> None:
        self._link.held_rows(_UNMARK, {"id": pair.id})

    def changed(self) -> Iterable[Pair]:
        return [(None, pair) for pair in self._marked]

    def parts(self) -> list[Part]:
        added, self._added = self._added, []
        return [(_MARK, [(one.id, one.one_id, one.other_id, one.marked_by, one.marked_at) for one in added])]


def _traits(row: Row) -> Traits:
    return Traits(
        customer_id=CustomerId(row[0]),
        email=row[1],
        first_name=row[2],
        last_name=row[3],
        phones=frozenset(phone for phone in row[4:6] if phone),
        postcode=row[6],
        date_of_birth=row[7],
    )


def _duplicate(row: Row) -> Duplicate:
    return Duplicate(
        id=DuplicateId(row[0]),
        one_id=CustomerId(row[1]),
        other_id=CustomerId(row[2]),
        score=row[3],
        reasons=tuple(map(Reason, row[4].split())),
        found_at=row[5],
    )


def _distinct(row: Row) -> DistinctPair:
    return DistinctPair(
        id=DistinctPairId(row[0]),
        one_id=CustomerId(row[1]),
        other_id=CustomerId(row[2]),
        marked_by=UserId(row[3]) if row[3] else None,
        marked_at=row[4],
    )


def _key_of(one: Likeness) -> Key:
    return f"{one.duplicate.score:03}", one.duplicate.id


def _score(sort_key: str) -> int:
    if not (len(sort_key) == 3 and sort_key.isascii() and sort_key.isdigit()):
        raise Invalid.at("/cursor", "is not a cursor of this list")
    return int(sort_key)
