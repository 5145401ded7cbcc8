"""What an attendee needs, as it is stored."""

from uuid import UUID

from attrs import field, frozen

from rft_domain.shared.ids import AttendeeId

from ..sealing import Place
from .key_ring import KeyRing

REQUIREMENTS = Place("bookings.attendees", "sealed_requirements")


@frozen
class Needs:
    """Sealed for a subject, or in the clear where that was before there was sealing."""

    plain: str | None = field(default=None, repr=False)
    sealed: bytes | None = None
    sealed_for: UUID | None = None

    @classmethod
    def of(cls, text: str, attendee_id: AttendeeId, subject_id: UUID, key_ring: KeyRing) -> "Needs":
        sealed = key_ring.seal(text, REQUIREMENTS, attendee_id, subject_id)
        return cls(sealed=sealed, sealed_for=subject_id)

    @classmethod
    def told(cls, plain: str | None, sealed: str | None, sealed_for: str | None) -> "Needs":
        """From JSON: bytes as hex, an id as text."""
        if sealed is None or sealed_for is None:
            return cls(plain=plain)
        return cls(sealed=bytes.fromhex(sealed), sealed_for=UUID(sealed_for))

    def opened(self, attendee_id: AttendeeId, key_ring: KeyRing) -> str | None:
        if self.sealed is None or self.sealed_for is None:
            return self.plain
        return key_ring.open(self.sealed, REQUIREMENTS, attendee_id, self.sealed_for)


NOTHING = Needs()
