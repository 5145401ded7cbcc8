"""Reads, compiled once: SQLAlchemy builds the text, the driver runs it as it is."""

from collections.abc import Mapping

from attrs import frozen
from sqlalchemy.dialects.postgresql import psycopg as driver
from sqlalchemy.sql import ClauseElement

# psycopg's raw cursor passes $1, $2, … on to the server and parses nothing
DIALECT = driver.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]  # SQLAlchemy types no dialect


@frozen(eq=False)
class Query:
    """``names`` of the parameters, in the order in which the text numbers them; ``fixed`` are those known by now."""

    sql: bytes
    names: tuple[str, ...]
    fixed: Mapping[str, object]

    def values(self, named: Mapping[str, object]) -> list[object]:
        known = {**self.fixed, **named} if self.fixed else named
        return [known[name] for name in self.names]


def query(statement: ClauseElement) -> Query:
    """What stands in the statement as a value is fixed; what stands there as a name is given at each run."""
    done = statement.compile(dialect=DIALECT)
    names = tuple(getattr(done, "positiontup", None) or ())
    return Query(str(done).encode(), names, {name: value for name, value in done.params.items() if value is not None})
