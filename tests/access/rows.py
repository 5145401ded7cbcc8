"""Rows as row-level security alone lets them through: a bare connection, an introduction, no filter in the query."""

from typing import Any
from uuid import UUID

import psycopg

from rft_adapters.postgres.introduction import INTRODUCE, introduction
from rft_domain.access.actor import Actor

Bare = psycopg.Connection[tuple[Any, ...]]


def connect(url: str) -> Bare:
    return psycopg.connect(url, autocommit=True, cursor_factory=psycopg.RawCursor)


def introduce(connection: Bare, actor: Actor) -> None:
    """For the transaction at hand."""
    connection.execute(INTRODUCE, introduction(actor))


def seen(connection: Bare, actor: Actor, table: str, column: str = "id") -> set[UUID]:
    """In a transaction of its own, or in the one at hand, which then stays that actor's."""
    with connection.transaction():
        introduce(connection, actor)
        return {row[0] for row in connection.execute(f"SELECT {column} FROM {table}".encode())}
