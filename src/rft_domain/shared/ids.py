"""One type of id per aggregate (product.md B7), and the port that makes them.

A ``UserId`` where a ``CustomerId`` is meant does not type-check.
"""

from typing import NewType, Protocol
from uuid import UUID

from .errors import Invalid

UserId = NewType("UserId", UUID)
CustomerId = NewType("CustomerId", UUID)
CourseId = NewType("CourseId", UUID)
SessionId = NewType("SessionId", UUID)
BookingId = NewType("BookingId", UUID)
AttendeeId = NewType("AttendeeId", UUID)
AuthSessionId = NewType("AuthSessionId", UUID)
DeviceId = NewType("DeviceId", UUID)
ResetId = NewType("ResetId", UUID)
RegistrationId = NewType("RegistrationId", UUID)
InvitationId = NewType("InvitationId", UUID)
CodeId = NewType("CodeId", UUID)
ConsentChangeId = NewType("ConsentChangeId", UUID)
NoteId = NewType("NoteId", UUID)
PortalSessionId = NewType("PortalSessionId", UUID)
PortalLinkId = NewType("PortalLinkId", UUID)
SegmentId = NewType("SegmentId", UUID)
ExportId = NewType("ExportId", UUID)
MergeId = NewType("MergeId", UUID)
DuplicateId = NewType("DuplicateId", UUID)
DistinctPairId = NewType("DistinctPairId", UUID)
ErasureId = NewType("ErasureId", UUID)


class Chance(Protocol):
    def bits(self, count: int) -> int:
        """An unguessable integer below ``2 ** count``."""
        ...


class Entropy(Chance, Protocol):
    """Ids and chance, from the edge: tests replay them, production draws them from the system."""

    def uuid(self) -> UUID:
        """A new id; time-ordered (UUIDv7, RFC 9562) in production."""
        ...


def parse_uuid(text: str, pointer: str) -> UUID:
    """The UUID in ``text``. Raises :class:`Invalid` naming ``pointer``."""
    try:
        return UUID(text)
    except ValueError:
        raise Invalid.at(pointer, "must be a UUID") from None
