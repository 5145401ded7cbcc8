"""News becomes lines of the activity log by itself; no use case writes one."""

from datetime import datetime
from uuid import UUID

from ..bookings import events as bookings
from ..catalogue import events as catalogue
from ..customers import events as customers
from ..identity import events as identity
from ..privacy import events as privacy
from ..shared.ids import CustomerId, UserId
from .entry import ActivityEntry, ActivityUnitOfWork
from .events import MessageSent

BookingNews = (
    bookings.BookingConfirmed
    | bookings.BookingCompleted
    | bookings.BookingCancelled
    | bookings.BookingMoved
    | bookings.AttendeeSubstituted
    | bookings.RequirementsWritten
    | bookings.AttendeeCancelled
    | bookings.AttendanceMarked
    | bookings.BookingReinstated
)

_BOOKING_LINES: dict[type[BookingNews], tuple[str, str]] = {
    bookings.BookingConfirmed: ("booking_confirmed", "Booking confirmed"),
    bookings.BookingCompleted: ("booking_completed", "Booking completed"),
    bookings.BookingCancelled: ("booking_cancelled", "Booking cancelled"),
    bookings.BookingMoved: ("booking_moved", "Booking moved to another session"),
    bookings.AttendeeSubstituted: ("attendee_substituted", "Attendee substituted"),
    bookings.RequirementsWritten: ("requirements_written", "What an attendee needs written down"),
    bookings.AttendeeCancelled: ("attendee_cancelled", "One attendee cancelled"),
    bookings.AttendanceMarked: ("attendance_marked", "Attendance marked"),
    bookings.BookingReinstated: ("booking_reinstated", "Booking stands again"),
}


def on_booking_requested(event: bookings.BookingRequested, now: datetime, uow: ActivityUnitOfWork) -> None:
    what = "Provisional booking" if event.provisional else "Booking"
    text = f"{what} made for {event.seats} seat{'s' if event.seats != 1 else ''}"
    _write(uow, now, "booking_made", text, "booking", event.booking_id, customer_id=event.customer_id)


def on_booking_news(event: BookingNews, now: datetime, uow: ActivityUnitOfWork) -> None:
    kind, text = _BOOKING_LINES[type(event)]
    _write(uow, now, kind, text, "booking", event.booking_id, customer_id=event.customer_id)


def on_customer_opened(event: customers.CustomerOpened, now: datetime, uow: ActivityUnitOfWork) -> None:
    _write(uow, now, "customer_opened", "Customer opened", "customer", event.customer_id, customer_id=event.customer_id)


def on_profile_changed(event: customers.ProfileChanged, now: datetime, uow: ActivityUnitOfWork) -> None:
    text = f"Profile changed: {', '.join(event.fields)}"
    _write(uow, now, "profile_changed", text, "customer", event.customer_id, customer_id=event.customer_id)


def on_customers_exported(event: customers.CustomersExported, now: datetime, uow: ActivityUnitOfWork) -> None:
    whom = f"{event.rows} customer{'s' if event.rows != 1 else ''}"
    text = f"{whom} exported as {event.format}: {', '.join(event.filters) or 'no filter'}"
    _write(uow, now, "customers_exported", text[:500], "export", event.export_id, user_id=event.user_id)


def on_email_changed(event: customers.EmailChanged, now: datetime, uow: ActivityUnitOfWork) -> None:
    text = "E-mail address changed"
    _write(uow, now, "email_changed", text, "customer", event.customer_id, customer_id=event.customer_id)


def on_customers_merged(event: customers.CustomersMerged, now: datetime, uow: ActivityUnitOfWork) -> None:
    """The loser's own line stays with the loser, who has no history but this until it is undone."""
    merge = ("customer_merged", "merge", event.merge_id)
    _write_of(uow, now, merge, "Another profile of the same person merged into this one", event.winner_id)
    _write_of(uow, now, merge, "Merged into another profile of the same person", event.loser_id)


def on_merge_undone(event: customers.MergeUndone, now: datetime, uow: ActivityUnitOfWork) -> None:
    merge = ("merge_undone", "merge", event.merge_id)
    _write_of(uow, now, merge, "Merge undone: the other profile is on its own again", event.winner_id)
    _write_of(uow, now, merge, "Merge undone: on its own again", event.loser_id)


def _write_of(
    uow: ActivityUnitOfWork, now: datetime, what: tuple[str, str, UUID], text: str, customer_id: CustomerId
) -> None:
    kind, entity, entity_id = what
    _write(uow, now, kind, text, entity, entity_id, customer_id=customer_id)


def on_portal_opened(event: identity.PortalOpened, now: datetime, uow: ActivityUnitOfWork) -> None:
    text = "Portal opened with a reference"
    _write(uow, now, "portal_opened", text, "booking", event.booking_id, customer_id=event.customer_id)


def on_portal_proven(event: identity.PortalProven, now: datetime, uow: ActivityUnitOfWork) -> None:
    text = "Mailed code used in the portal"
    _write(uow, now, "portal_proven", text, "customer", event.customer_id, customer_id=event.customer_id)


def on_user_registered(event: identity.UserRegistered, now: datetime, uow: ActivityUnitOfWork) -> None:
    _write(uow, now, "user_registered", "User registered", "user", event.user_id, user_id=event.user_id)


def on_user_linked(event: identity.UserLinked, now: datetime, uow: ActivityUnitOfWork) -> None:
    text = "User became a member of the customer"
    _write(uow, now, "user_linked", text, "user", event.user_id, user_id=event.user_id, customer_id=event.customer_id)


def on_role_assigned(event: identity.RoleAssigned, now: datetime, uow: ActivityUnitOfWork) -> None:
    text = f"Role assigned: {event.role}"
    _write(uow, now, "role_assigned", text, "user", event.user_id, user_id=event.user_id)


def on_user_changed(event: identity.UserChanged, now: datetime, uow: ActivityUnitOfWork) -> None:
    text = f"User changed: {', '.join(event.fields)}"
    _write(uow, now, "user_changed", text, "user", event.user_id, user_id=event.user_id)


def on_user_status_changed(
    event: identity.UserDeactivated | identity.UserReactivated, now: datetime, uow: ActivityUnitOfWork
) -> None:
    word = "deactivated" if isinstance(event, identity.UserDeactivated) else "reactivated"
    _write(uow, now, f"user_{word}", f"User {word}", "user", event.user_id, user_id=event.user_id)


def on_log_in_news(event: identity.LoggedIn | identity.PasswordChanged, now: datetime, uow: ActivityUnitOfWork) -> None:
    kind, text = ("logged_in", "Logged in") if isinstance(event, identity.LoggedIn) else _PASSWORD_CHANGED
    _write(uow, now, kind, text, "user", event.user_id, user_id=event.user_id)


_PASSWORD_CHANGED = ("password_changed", "Password changed")


def on_proof(event: identity.EmailProven | identity.PhoneProven, now: datetime, uow: ActivityUnitOfWork) -> None:
    kind, what = ("email", "E-mail address") if isinstance(event, identity.EmailProven) else ("phone", "Phone number")
    _write(uow, now, f"{kind}_proven", f"{what} proven", "user", event.user_id, user_id=event.user_id)


def on_invitation_news(
    event: identity.MemberInvited | identity.InvitationRevoked, now: datetime, uow: ActivityUnitOfWork
) -> None:
    kind, text = _INVITED if isinstance(event, identity.MemberInvited) else _INVITATION_REVOKED
    _write(uow, now, kind, text, "invitation", event.invitation_id, customer_id=event.customer_id)


_INVITED = ("member_invited", "Somebody was invited to become a member")
_INVITATION_REVOKED = ("invitation_revoked", "An invitation was revoked")


def on_member_left(event: identity.MemberLeft, now: datetime, uow: ActivityUnitOfWork) -> None:
    text = "User is no longer a member of the customer"
    _write(uow, now, "member_left", text, "user", event.user_id, user_id=event.user_id, customer_id=event.customer_id)


def on_preferences_changed(event: customers.PreferencesChanged, now: datetime, uow: ActivityUnitOfWork) -> None:
    text = f"Preferences changed: {', '.join(event.fields)}"
    _write(uow, now, "preferences_changed", text, "customer", event.customer_id, customer_id=event.customer_id)


def on_note_news(
    event: customers.NoteWritten | customers.NoteWithdrawn, now: datetime, uow: ActivityUnitOfWork
) -> None:
    word = "written" if isinstance(event, customers.NoteWritten) else "withdrawn"
    text = f"Note {word}: {event.kind.replace('_', ' ')}"
    _write(uow, now, f"note_{word}", text, "note", event.note_id, customer_id=event.customer_id)


def on_message_sent(event: MessageSent, now: datetime, uow: ActivityUnitOfWork) -> None:
    kind, what = ("text_message_sent", "Text message") if event.by_text else ("letter_sent", "Letter")
    text = f"{what} sent: {event.topic.replace('-', ' ')}"
    _write(uow, now, kind, text, event.entity, event.entity_id, customer_id=event.customer_id, user_id=event.user_id)


def on_sensitive_details_changed(
    event: customers.SensitiveDetailsChanged, now: datetime, uow: ActivityUnitOfWork
) -> None:
    text = f"Sensitive details changed: {', '.join(event.fields)}"
    _write(uow, now, "sensitive_changed", text, "customer", event.customer_id, customer_id=event.customer_id)


SecondFactorNews = (
    identity.SecondFactorTurnedOn
    | identity.SecondFactorTurnedOff
    | identity.RecoveryCodesRenewed
    | identity.RecoveryCodeUsed
)

_SECOND_FACTOR_LINES: dict[type[SecondFactorNews], tuple[str, str]] = {
    identity.SecondFactorTurnedOn: ("second_factor_turned_on", "Second factor turned on"),
    identity.SecondFactorTurnedOff: ("second_factor_turned_off", "Second factor turned off"),
    identity.RecoveryCodesRenewed: ("recovery_codes_renewed", "New recovery codes made"),
    identity.RecoveryCodeUsed: ("recovery_code_used", "Recovery code used"),
}


def on_second_factor_news(event: SecondFactorNews, now: datetime, uow: ActivityUnitOfWork) -> None:
    kind, text = _SECOND_FACTOR_LINES[type(event)]
    _write(uow, now, kind, text, "user", event.user_id, user_id=event.user_id)


def on_customer_erased(event: privacy.CustomerErased, now: datetime, uow: ActivityUnitOfWork) -> None:
    text = "Personal data erased"
    _write(uow, now, "customer_erased", text, "customer", event.customer_id, customer_id=event.customer_id)


def on_user_erased(event: privacy.UserErased, now: datetime, uow: ActivityUnitOfWork) -> None:
    _write(uow, now, "user_erased", "Personal data erased", "user", event.user_id, user_id=event.user_id)


def on_session_scheduled(event: catalogue.SessionScheduled, now: datetime, uow: ActivityUnitOfWork) -> None:
    text = f"Session scheduled with {event.capacity} seats"
    _write(uow, now, "session_scheduled", text, "session", event.session_id)


def on_capacity_changed(event: catalogue.CapacityChanged, now: datetime, uow: ActivityUnitOfWork) -> None:
    text = f"Session changed to {event.capacity} seats"
    _write(uow, now, "session_capacity_changed", text, "session", event.session_id)


def on_session_terms_changed(event: catalogue.SessionTermsChanged, now: datetime, uow: ActivityUnitOfWork) -> None:
    _write(uow, now, "session_changed", "Session changed", "session", event.session_id)


def on_session_status_changed(event: catalogue.SessionStatusChanged, now: datetime, uow: ActivityUnitOfWork) -> None:
    _write(uow, now, f"session_{event.status}", f"Session {event.status}", "session", event.session_id)


def _write(
    uow: ActivityUnitOfWork,
    at: datetime,
    kind: str,
    text: str,
    entity: str,
    entity_id: UUID,
    *,
    customer_id: CustomerId | None = None,
    user_id: UserId | None = None,
) -> None:
    uow.activity.add(
        ActivityEntry(
            id=uow.entropy.uuid(),
            at=at,
            type=kind,
            text=text,
            customer_id=customer_id,
            user_id=user_id,
            entity=entity,
            entity_id=entity_id,
        )
    )
