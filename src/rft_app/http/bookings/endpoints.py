"""The calls of the bookings slice (http.md, "Booking")."""

from rft_domain.access.decisions import CustomerAuthorizationError
from rft_domain.access.policy import Action
from rft_domain.bookings import errors as e
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.queries import list_bookings, see_booking
from rft_domain.bookings.use_cases.cancel_attendee import cancel_attendee
from rft_domain.bookings.use_cases.cancel_booking import cancel_booking
from rft_domain.bookings.use_cases.confirm_booking import confirm_booking
from rft_domain.bookings.use_cases.create_booking import create_booking
from rft_domain.bookings.use_cases.move_booking import move_booking
from rft_domain.bookings.use_cases.substitute_attendee import substitute_attendee
from rft_domain.bookings.views import as_made, seen_by

from ..endpoint import Endpoint, IfMatch
from ..wire import ListAnswer
from . import examples, reading
from .old_flow import OldBookingAnswer, OldBookingBody, create_old, old_answer
from .showing import booking_answer, booking_list
from .wire import AttendeeBody, BookingAnswer, BookingBody, BookingsQuery, MoveBody

_GROUP = "Bookings"
_NOT_BOOKED = (e.SessionUnknown, e.SessionFull, e.SessionClosed, e.SessionPast, e.DiscountNotValid)
_NOT_CHANGED = (CustomerAuthorizationError, e.BookingNotFound, e.TransitionNotListed, e.SessionPast)

BOOKINGS: tuple[Endpoint, ...] = (
    Endpoint(
        name="create_booking",
        method="POST",
        path="/api/sessions/{session_id}/bookings",
        group=_GROUP,
        summary="Book seats on a session",
        description="Finds or creates the customer, takes the seats and prices them: all of it or none. "
        "The attendee whose e-mail is the contact's is the primary one, else the first.",
        action=Action.CREATE_BOOKING,
        body=BookingBody,
        answer=BookingAnswer,
        status=201,
        use_case=create_booking,
        ask=reading.create,
        view=as_made,
        show=booking_answer,
        returns=Booking,
        location="/api/bookings/{id}",
        versioned=True,
        makes_booking=True,
        errors=(*_NOT_BOOKED, CustomerAuthorizationError),
        body_example=examples.BODY,
        answer_example=examples.ANSWER,
    ),
    Endpoint(
        name="create_booking_old_flow",
        method="POST",
        path="/api/bookings",
        group=_GROUP,
        summary="Book seats, in the old shape",
        description="For clients of the old system: camelCase in and out, here and nowhere else. A phone number that "
        "is none is not refused, as it never was: the booking is made, and `contactDetails.phone` of the answer is "
        "null. `userId` is null while `user_centric_bookings` is off.",
        action=Action.CREATE_BOOKING,
        body=OldBookingBody,
        answer=OldBookingAnswer,
        status=201,
        use_case=create_booking,
        ask=create_old,
        show=old_answer,
        returns=Booking,
        location="/api/bookings/{id}",
        versioned=True,
        makes_booking=True,
        errors=_NOT_BOOKED,
        body_example=examples.OLD_BODY,
        answer_example=examples.OLD_ANSWER,
    ),
    Endpoint(
        name="list_bookings",
        method="GET",
        path="/api/bookings",
        group=_GROUP,
        summary="List bookings",
        description="Newest first: all of them for staff, their own for others. Instructors get those of their "
        "sessions, without customer, contact and price.",
        action=Action.SEE_BOOKING,
        query=BookingsQuery,
        answer=ListAnswer[BookingAnswer],
        read=list_bookings,
        ask=reading.list_,
        show=booking_list,
        answer_example=examples.LIST,
    ),
    Endpoint(
        name="get_booking",
        method="GET",
        path="/api/bookings/{booking_id}",
        group=_GROUP,
        summary="Read one booking",
        description="An instructor of its session sees who comes and what they need, not the customer and the price.",
        action=Action.SEE_BOOKING,
        answer=BookingAnswer,
        read=see_booking,
        ask=reading.see,
        show=booking_answer,
        versioned=True,
        errors=(e.BookingNotFound,),
        answer_example=examples.ANSWER,
    ),
    Endpoint(
        name="confirm_booking",
        method="POST",
        path="/api/bookings/{booking_id}/confirm",
        group=_GROUP,
        summary="Confirm a provisional booking",
        action=Action.CONFIRM_BOOKING,
        answer=BookingAnswer,
        use_case=confirm_booking,
        ask=reading.confirm,
        view=seen_by,
        show=booking_answer,
        versioned=True,
        if_match=IfMatch.OPTIONAL,
        errors=(CustomerAuthorizationError, e.BookingNotFound, e.TransitionNotListed),
        answer_example=examples.ANSWER,
    ),
    Endpoint(
        name="cancel_booking",
        method="POST",
        path="/api/bookings/{booking_id}/cancel",
        group=_GROUP,
        summary="Cancel a booking",
        description="Its seats go back, once.",
        action=Action.CANCEL_BOOKING,
        answer=BookingAnswer,
        use_case=cancel_booking,
        ask=reading.cancel,
        view=seen_by,
        show=booking_answer,
        versioned=True,
        if_match=IfMatch.OPTIONAL,
        errors=_NOT_CHANGED,
        answer_example=examples.ANSWER,
    ),
    Endpoint(
        name="move_booking",
        method="POST",
        path="/api/bookings/{booking_id}/move",
        group=_GROUP,
        summary="Move a booking to another session",
        description="At the price of that session; a discount code keeps its rate.",
        action=Action.MOVE_BOOKING,
        body=MoveBody,
        answer=BookingAnswer,
        use_case=move_booking,
        ask=reading.move,
        view=seen_by,
        show=booking_answer,
        returns=Booking,
        versioned=True,
        if_match=IfMatch.OPTIONAL,
        errors=(*_NOT_CHANGED, e.SessionUnknown, e.SameSession, e.SessionFull, e.SessionClosed),
        body_example=examples.MOVE,
        answer_example=examples.ANSWER,
    ),
    Endpoint(
        name="substitute_attendee",
        method="PUT",
        path="/api/bookings/{booking_id}/attendees/{attendee_id}",
        group=_GROUP,
        summary="Give an attendee's seat to somebody else",
        description="The seat keeps its id and its price.",
        action=Action.CHANGE_ATTENDEES,
        body=AttendeeBody,
        answer=BookingAnswer,
        use_case=substitute_attendee,
        ask=reading.substitute,
        view=seen_by,
        show=booking_answer,
        versioned=True,
        if_match=IfMatch.REQUIRED,
        errors=(*_NOT_CHANGED, e.AttendeeNotFound),
        body_example=examples.ATTENDEE,
        answer_example=examples.ANSWER,
    ),
    Endpoint(
        name="cancel_attendee",
        method="DELETE",
        path="/api/bookings/{booking_id}/attendees/{attendee_id}",
        group=_GROUP,
        summary="Take an attendee off a booking",
        description="Answers the smaller booking, priced as if it had been booked so.",
        action=Action.CHANGE_ATTENDEES,
        answer=BookingAnswer,
        use_case=cancel_attendee,
        ask=reading.cancel_attendee,
        view=seen_by,
        show=booking_answer,
        versioned=True,
        if_match=IfMatch.REQUIRED,
        errors=(*_NOT_CHANGED, e.AttendeeNotFound, e.LastAttendee),
        answer_example=examples.ANSWER,
    ),
)
