"""The frame of all tables: one schema per slice, names of constraints, and the columns that many tables have."""

from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Integer, MetaData, Numeric, Text, Uuid

SCHEMAS = ("identity", "customers", "catalogue", "bookings", "activity", "shared", "legacy")

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def text(name: str, *, nullable: bool = False) -> "Column[Any]":
    return Column(name, Text, nullable=nullable)


def sortable_text(name: str) -> "Column[Any]":
    """Sorted by code point, as Python sorts: a list has the same order in every adapter and every locale."""
    return Column(name, Text(collation="C"), nullable=False)


def found_by(name: str) -> "Column[Any]":
    """What ``rft_domain.shared.searching`` wrote, to look for words in; compared byte by byte, as Python does."""
    return Column(name, Text(collation="C"), nullable=True)


def whole(name: str, *, nullable: bool = False) -> "Column[Any]":
    return Column(name, Integer, nullable=nullable)


def amount(name: str, *, nullable: bool = False) -> "Column[Any]":
    """Pounds, exact to the penny."""
    return Column(name, Numeric(12, 2), nullable=nullable)


def rate(name: str) -> "Column[Any]":
    """A part of one; without a scale, so that 0.20 is not read back as 0.2000."""
    return Column(name, Numeric, nullable=False)


def at(name: str, *, nullable: bool = False) -> "Column[Any]":
    return Column(name, DateTime(timezone=True), nullable=nullable)


def refers(name: str, target: str, *, nullable: bool = False) -> "Column[Any]":
    return Column(name, Uuid, ForeignKey(target), nullable=nullable)


def check(name: str, rule: str) -> CheckConstraint:
    return CheckConstraint(rule, name=name)


def words(column: str, kind: type[StrEnum]) -> CheckConstraint:
    """Text that is one of the words of ``kind``; a PostgreSQL enum could not change without a lock."""
    return check(column, f"{column} IN ({', '.join(repr(word.value) for word in kind)})")


def between_none_and_all(column: str) -> CheckConstraint:
    return check(column, f"{column} BETWEEN 0 AND 1")
