"""A client that is killed: says each acknowledged order on a line of its own."""

import os
import sys
from threading import Event
from uuid import UUID

from rft_domain.shared.ids import SessionId
from tests.kill.load import drive, orders
from tests.stores import postgres_store


def main(url: str, first: int, *sessions: str) -> None:
    todo = orders([SessionId(UUID(session)) for session in sessions], first + 5_000)[first:]
    with postgres_store(url) as store:
        drive(store, todo, Event(), tell)


def tell(key: str, booking_id: UUID) -> None:
    os.write(sys.stdout.fileno(), f"{key} {booking_id}\n".encode())  # one write: a line is said whole or not at all


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
