"""One table: which news moves whom, in this order. Whoever reacts may cause news of their own."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from .activity import events as a
from .activity import reactions as activity
from .bookings import events as b
from .bookings import reactions as bookings
from .catalogue import events as c
from .customers import events as p
from .customers import reactions as customers
from .identity import events as i
from .identity import reactions as identity
from .privacy import events as e
from .shared.events import Event
from .unit_of_work import UnitOfWork

# each reaction takes its own event type, which a table of many cannot say
Reaction = Callable[[Any, datetime, UnitOfWork], None]

REACTIONS: dict[type[Any], tuple[Reaction, ...]] = {
    b.BookingRequested: (
        customers.on_booking_requested,
        identity.on_booking_requested,
        bookings.on_booking_requested,
        activity.on_booking_requested,
    ),
    b.BookingConfirmed: (bookings.on_booking_confirmed, activity.on_booking_news),
    b.BookingCompleted: (activity.on_booking_news,),
    b.BookingCancelled: (
        customers.on_booking_cancelled,
        bookings.on_booking_cancelled,
        activity.on_booking_news,
    ),
    b.BookingMoved: (customers.on_booking_moved, bookings.on_booking_moved, activity.on_booking_news),
    b.AttendeeSubstituted: (activity.on_booking_news,),
    b.RequirementsWritten: (activity.on_booking_news,),
    b.AttendeeCancelled: (customers.on_attendee_cancelled, activity.on_booking_news),
    b.AttendanceMarked: (activity.on_booking_news,),
    b.BookingReinstated: (
        customers.on_booking_reinstated,
        bookings.on_booking_reinstated,
        activity.on_booking_news,
    ),
    c.SessionScheduled: (bookings.on_session_scheduled, activity.on_session_scheduled),
    c.CapacityChanged: (bookings.on_capacity_changed, activity.on_capacity_changed),
    c.SessionTermsChanged: (bookings.on_session_terms_changed, activity.on_session_terms_changed),
    c.SessionStatusChanged: (bookings.on_session_status_changed, activity.on_session_status_changed),
    p.CustomerOpened: (activity.on_customer_opened,),
    p.MemberJoined: (identity.on_member_joined,),
    p.ProfileChanged: (activity.on_profile_changed,),
    p.CustomersMerged: (bookings.on_customers_merged, activity.on_customers_merged),
    p.MergeUndone: (bookings.on_merge_undone, activity.on_merge_undone),
    p.EmailChanged: (activity.on_email_changed,),
    p.CustomersExported: (activity.on_customers_exported,),
    i.UserRegistered: (activity.on_user_registered,),
    i.UserLinked: (activity.on_user_linked,),
    i.RoleAssigned: (activity.on_role_assigned,),
    i.UserChanged: (activity.on_user_changed,),
    i.UserDeactivated: (activity.on_user_status_changed,),
    i.UserReactivated: (activity.on_user_status_changed,),
    i.LoggedIn: (activity.on_log_in_news,),
    i.PasswordChanged: (activity.on_log_in_news,),
    i.SecondFactorTurnedOn: (activity.on_second_factor_news,),
    i.SecondFactorTurnedOff: (activity.on_second_factor_news,),
    i.RecoveryCodesRenewed: (activity.on_second_factor_news,),
    i.RecoveryCodeUsed: (activity.on_second_factor_news,),
    i.ResetAsked: (identity.on_reset_asked,),
    i.RegistrationAsked: (identity.on_registration_asked,),
    i.CodeAsked: (identity.on_code_asked,),
    i.EmailProven: (customers.on_email_proven, activity.on_proof),
    i.PhoneProven: (activity.on_proof,),
    i.MemberInvited: (identity.on_member_invited, activity.on_invitation_news),
    i.InvitationRevoked: (activity.on_invitation_news,),
    i.MemberLeft: (activity.on_member_left,),
    p.PreferencesChanged: (activity.on_preferences_changed,),
    p.SensitiveDetailsChanged: (activity.on_sensitive_details_changed,),
    i.PortalOpened: (activity.on_portal_opened,),
    i.PortalLinkAsked: (identity.on_portal_link_asked,),
    i.WayInAsked: (identity.on_way_in_asked,),
    i.PortalProven: (activity.on_portal_proven,),
    p.NoteWritten: (activity.on_note_news,),
    p.NoteWithdrawn: (activity.on_note_news,),
    a.MessageSent: (activity.on_message_sent,),
    i.EmailReplaced: (identity.on_email_replaced,),
    i.NewEmailProven: (customers.on_new_email_proven,),
    e.CustomerErased: (activity.on_customer_erased,),
    e.UserErased: (activity.on_user_erased,),
}


def react(event: Event, now: datetime, uow: UnitOfWork) -> None:
    """Tell ``event`` to everybody it concerns. An event that the table does not know is a mistake: ``KeyError``."""
    for reaction in REACTIONS[type(event)]:
        reaction(event, now, uow)
