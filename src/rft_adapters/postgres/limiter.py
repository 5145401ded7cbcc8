"""Limits counted in the database: one row for each key, with the times of the tries let through."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Column, DateTime, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY

from rft_domain.access.limits import Limit, Limiter, LimiterDown, Standing
from rft_domain.shared.errors import Busy

from .flush import Row
from .link import Link
from .metadata import METADATA, at
from .query import query

# logged: neither a crash nor a failover gives anybody a fresh quota. No index on free_at: there are few rows, and each
# try would have to change it
TRIES = Table(
    "tries",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("let_through", ARRAY(DateTime(timezone=True)), nullable=False),
    at("free_at"),
    schema="shared",
)

_WINDOW = "make_interval(secs => CAST(:seconds AS integer))"
_COUNTED = f"""
    (SELECT count(*) FROM unnest(t.let_through) one WHERE one > clock_timestamp() - {_WINDOW}),
    (SELECT CAST(extract(epoch FROM min(one) + {_WINDOW} - clock_timestamp()) AS double precision)
       FROM unnest(t.let_through) one WHERE one > clock_timestamp() - {_WINDOW})"""

# The server's clock is the one clock of all processes. The conflicting row is locked before the right-hand sides and
# the condition are worked out, and they see its newest version: of rivals, each sees what the one before it left.
_TAKE = query(
    text(f"""
    INSERT INTO shared.tries AS t (key, let_through, free_at)
    VALUES (:key, ARRAY[clock_timestamp()], clock_timestamp() + {_WINDOW})
    ON CONFLICT (key) DO UPDATE SET
        let_through = (t.let_through || clock_timestamp())
            [greatest(cardinality(t.let_through) + 2 - CAST(:most AS integer), 1) :],
        free_at = clock_timestamp() + {_WINDOW}
    WHERE cardinality(t.let_through) < CAST(:most AS integer)
       OR t.let_through[cardinality(t.let_through) + 1 - CAST(:most AS integer)] <= clock_timestamp() - {_WINDOW}
    RETURNING {_COUNTED}""")
)
_LOOK = query(text(f"SELECT {_COUNTED} FROM shared.tries t WHERE t.key = :key"))
_FORGET = query(text("DELETE FROM shared.tries WHERE free_at <= clock_timestamp() RETURNING 1"))


class PostgresLimiter:
    """One statement in one round trip for each try; another for one that is refused, to say how long it waits."""

    def __init__(self, borrow: Callable[[], Link]) -> None:
        self._borrow = borrow

    def take(self, limit: Limit, who: str) -> Standing:
        given = {"key": limit.key(who), "most": limit.most, "seconds": limit.seconds}
        with self._link() as link:
            taken = link.rows(_TAKE, given)
            counted = taken or link.rows(_LOOK, given)
        return _standing(limit, counted, allowed=bool(taken))

    def look(self, limit: Limit, who: str) -> Standing:
        with self._link() as link:
            counted = link.rows(_LOOK, {"key": limit.key(who), "seconds": limit.seconds})
        return _standing(limit, counted, allowed=not counted or counted[0][0] < limit.most)

    def forget(self) -> int:
        with self._link() as link:
            return len(link.rows(_FORGET, {}))

    @contextmanager
    def _link(self) -> Iterator[Link]:
        try:
            with self._borrow() as link:
                yield link
        except Busy as error:
            raise LimiterDown(cause=error.code) from None


def _standing(limit: Limit, counted: Sequence[Row], *, allowed: bool) -> Standing:
    used, seconds = counted[0] if counted else (0, 0)
    return Standing(allowed=allowed, left=max(0, limit.most - used), seconds=max(0.0, seconds or 0.0))


def _conforms(limiter: PostgresLimiter) -> Limiter:
    return limiter
