"""The usual ways of writing the rows of a table."""

from typing import Any

from sqlalchemy import Column, Integer, Table
from sqlalchemy.dialects.postgresql import insert

from .flush import ONE, Binds, Dml, Form, table_of


def inserting(table: Table, *, unless: str | None = None) -> Form:
    """New rows. Where a row with the same ``unless`` (columns) is there already, none, and so the guard fails."""
    columns = tuple(table.columns)

    def build(binds: Binds) -> Dml:
        statement = insert(table).values([dict(zip(columns, row, strict=True)) for row in binds])
        if unless is not None:
            statement = statement.on_conflict_do_nothing(index_elements=unless.split())
        return statement.returning(ONE)

    return Form(table.name, columns, build)


def replacing(table: Table) -> Form:
    """Rows that are there or not: after this they are."""
    columns = tuple(table.columns)
    keys = [c.name for c in table.primary_key]

    def build(binds: Binds) -> Dml:
        statement = insert(table).values([dict(zip(columns, row, strict=True)) for row in binds])
        changes = {c.name: statement.excluded[c.name] for c in columns if c.name not in keys}
        return statement.on_conflict_do_update(index_elements=keys, set_=changes).returning(ONE)

    return Form(table.name, columns, build)


EXPECTED: "Column[Any]" = Column("expected", Integer)


def updating(table: Table) -> Form:
    """Rows by ``id``, each at the version that was read: given as one more value, the last."""
    columns = (*table.columns, EXPECTED)

    def build(binds: Binds) -> Dml:
        given = table_of(form, binds)
        changes = {c.name: given.c[c.name] for c in table.columns if c.name != "id"}
        mine = (table.c.id == given.c.id) & (table.c.version == given.c.expected)
        return table.update().values(changes).where(mine).returning(ONE)

    form = Form(table.name, columns, build)
    return form
