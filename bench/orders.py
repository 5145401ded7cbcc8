"""What is booked: the same mix for everybody who is measured."""

import random
from collections.abc import Iterator
from uuid import UUID, uuid4

from attrs import frozen

SESSIONS = 1_000
KNOWN_SHARE = 0.7


@frozen(kw_only=True)
class Order:
    """A booking for two, as a person types it. ``key`` is its idempotency key, if it has one."""

    session_id: UUID
    email: str
    first_name: str
    last_name: str
    phone: str
    companion_email: str
    key: str | None = None


@frozen(kw_only=True)
class Mix:
    """``hot``: everybody wants session 0; else one of sessions 1 to 1,000. ``people`` customers are known."""

    hot: bool
    people: int
    known_share: float = KNOWN_SHARE
    keyed: bool = False

    def orders(self) -> Iterator[Order]:
        """Without end. New addresses are new everywhere and always."""
        chance, stem, count = random.Random(), uuid4().hex, 0
        while True:
            count += 1
            known = chance.random() < self.known_share
            person = f"known{chance.randint(1, self.people)}" if known else f"new{count}.{stem}"
            yield Order(
                session_id=session_id(0 if self.hot else chance.randint(1, SESSIONS)),
                email=f"{person}@example.org",
                first_name="Ana",
                last_name="Silva",
                phone=f"07700 {chance.randint(900_000, 900_999)}",
                companion_email=f"friend.of.{person}@example.org",
                key=f"{stem}-{count}" if self.keyed else None,
            )


def session_id(number: int) -> UUID:
    """Ids of seeded sessions can be told from their number, in Python and in SQL."""
    return UUID(f"00000000-0000-7000-8000-{number:012x}")
