"""A connection that keeps its cursors: one per statement."""

from typing import Any

import psycopg

_MOST_KEPT = 64


class Connection(psycopg.Connection[tuple[Any, ...]]):
    """psycopg works out how to write parameters and read columns once per cursor, as long as the cursor runs the same
    statement (the same object). With a cursor of its own a statement pays for that once per connection, not each time.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cursors: dict[bytes, psycopg.Cursor[tuple[Any, ...]]] = {}

    def cursor_of(self, statement: bytes) -> "psycopg.Cursor[tuple[Any, ...]]":
        cursor = self._cursors.get(statement)
        if cursor is None:
            if len(self._cursors) >= _MOST_KEPT:
                self._cursors.clear()
            cursor = self._cursors[statement] = self.cursor()
        return cursor

    def close(self) -> None:
        self._cursors.clear()
        super().close()
