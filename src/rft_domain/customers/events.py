"""News of customers."""

from datetime import datetime

from attrs import frozen

from ..shared.ids import BookingId, CustomerId, ExportId, MergeId, NoteId, UserId


@frozen(kw_only=True)
class CustomerOpened:
    """A customer exists from now on."""

    at: datetime
    customer_id: CustomerId


@frozen(kw_only=True)
class MemberJoined:
    """The user acts for this customer from now on."""

    at: datetime
    customer_id: CustomerId
    user_id: UserId


@frozen(kw_only=True)
class ProfileChanged:
    """``fields`` are names, never values."""

    at: datetime
    customer_id: CustomerId
    fields: tuple[str, ...]


@frozen(kw_only=True)
class PreferencesChanged:
    """``fields`` are names; the values are in the history of consents."""

    at: datetime
    customer_id: CustomerId
    fields: tuple[str, ...]


@frozen(kw_only=True)
class SensitiveDetailsChanged:
    """``fields`` are names, never values."""

    at: datetime
    customer_id: CustomerId
    fields: tuple[str, ...]


@frozen(kw_only=True)
class EmailChanged:
    """Letters to the customer go to another address, which was proven."""

    at: datetime
    customer_id: CustomerId


@frozen(kw_only=True)
class NoteWritten:
    """What it says is in the note alone."""

    at: datetime
    customer_id: CustomerId
    note_id: NoteId
    kind: str


@frozen(kw_only=True)
class NoteWithdrawn:
    """It stays, marked."""

    at: datetime
    customer_id: CustomerId
    note_id: NoteId
    kind: str


@frozen(kw_only=True)
class CustomersExported:
    """``rows`` customers went into a file. ``filters`` hold no personal data."""

    at: datetime
    export_id: ExportId
    user_id: UserId | None
    format: str
    rows: int
    filters: tuple[str, ...]


@frozen(kw_only=True)
class CustomersMerged:
    """Two customers are one. ``given_up`` are bookings of the loser to cancel: the winner is on the same session."""

    at: datetime
    merge_id: MergeId
    winner_id: CustomerId
    loser_id: CustomerId
    given_up: tuple[BookingId, ...]


@frozen(kw_only=True)
class TakenUp:
    """A booking that a merge cancelled, and the status that it had before."""

    booking_id: BookingId
    status: str


@frozen(kw_only=True)
class MergeUndone:
    """They are two again. ``taken_up`` are bookings of the loser that stand again."""

    at: datetime
    merge_id: MergeId
    winner_id: CustomerId
    loser_id: CustomerId
    taken_up: tuple[TakenUp, ...]
