"""Second factors: their table, their rows and their repository."""

from collections.abc import Iterable

from sqlalchemy import Column, ForeignKey, Table, Text, Uuid, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from rft_domain.identity.second_factor import SecondFactor
from rft_domain.shared.changes import Pair
from rft_domain.shared.ids import UserId

from .flush import Part, Row
from .forms import inserting, updating
from .identity_map import IdentityMap, News
from .link import Link
from .metadata import METADATA, at, check, text, whole
from .query import query

SECOND_FACTORS = Table(
    "second_factors",
    METADATA,
    Column("id", Uuid, ForeignKey("identity.users.id"), primary_key=True),
    text("sealed_secret", nullable=True),
    at("turned_on_at", nullable=True),
    whole("last_step", nullable=True),
    Column("recovery_hashes", ARRAY(Text), nullable=False),
    at("created_at"),
    at("updated_at"),
    whole("version"),
    check("sealed_secret", "turned_on_at IS NULL OR sealed_secret IS NOT NULL"),
    schema="identity",
)

_INSERT_UNLESS_KNOWN, _UPDATE = inserting(SECOND_FACTORS, unless="id"), updating(SECOND_FACTORS)
_BY_ID = query(select(*SECOND_FACTORS.columns).where(SECOND_FACTORS.c.id == bindparam("id")))


def to_row(factor: SecondFactor) -> Row:
    return (
        factor.id,
        factor.sealed_secret,
        factor.turned_on_at,
        factor.last_step,
        sorted(factor.recovery_hashes),
        factor.created_at,
        factor.updated_at,
        factor.version,
    )


def from_row(row: Row) -> SecondFactor:
    return SecondFactor(
        id=UserId(row[0]),
        sealed_secret=row[1],
        turned_on_at=row[2],
        last_step=row[3],
        recovery_hashes=frozenset(row[4]),
        created_at=row[5],
        updated_at=row[6],
        version=row[7],
    )


class SecondFactorRepository:
    """The identity slice's ``SecondFactors``."""

    __slots__ = ("_known", "_link")

    def __init__(self, link: Link, news: News) -> None:
        self._link = link
        self._known: IdentityMap[SecondFactor] = IdentityMap(news)

    def of_user(self, user_id: UserId) -> SecondFactor | None:
        if (known := self._known.get(user_id)) is not None:
            return known
        rows = self._link.rows(_BY_ID, {"id": user_id})
        return self._known.read(from_row(rows[0])) if rows else None

    def add(self, factor: SecondFactor) -> None:
        self._known.add(factor)

    def save(self, factor: SecondFactor) -> None:
        self._known.save(factor)

    def changed(self) -> Iterable[Pair]:
        return self._known.changed()

    def parts(self) -> list[Part]:
        added, saved = self._known.take()
        return [
            (_INSERT_UNLESS_KNOWN, [to_row(factor) for factor in added]),
            (_UPDATE, [(*to_row(each.value), each.expected) for each in saved]),
        ]
