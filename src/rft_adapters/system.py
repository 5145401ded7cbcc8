"""The clock, ids and chance of the machine itself."""

import secrets
from datetime import UTC, datetime
from uuid import UUID

from attrs import frozen
from uuid_utils.compat import uuid7


def system_clock() -> datetime:
    """Now, aware and in UTC."""
    return datetime.now(UTC)


@frozen
class SystemEntropy:
    """UUIDv7 (RFC 9562), so that rows made together lie together; chance from the operating system."""

    def uuid(self) -> UUID:
        return uuid7()

    def bits(self, count: int) -> int:
        return secrets.randbits(count)
