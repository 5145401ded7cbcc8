"""What is in the tables, byte for byte."""

import hashlib

import psycopg

from rft_adapters.postgres.tables import METADATA

GROWS = {"activity.audit", "activity.seals"}
"""The audit trail: a batch and its revert are both on record."""


def digests(url: str) -> dict[str, str]:
    with psycopg.connect(url) as connection:
        return {name: _digest(connection, name) for name in _names() if name not in GROWS}


def _names() -> list[str]:
    return [f"{table.schema}.{table.name}" for table in METADATA.sorted_tables]


def _digest(connection: "psycopg.Connection[tuple[str]]", table: str) -> str:
    rows = connection.execute(f"SELECT t::text FROM {table} t ORDER BY 1".encode()).fetchall()
    hashed = hashlib.sha256("\n".join(row for (row,) in rows).encode())
    return f"{len(rows)} rows, {hashed.hexdigest()}"
