"""What can be refused about bookings."""

from ..shared.errors import Conflict, NotFound, RuleBroken


class BookingNotFound(NotFound):
    code = "not-found"


class SessionUnknown(NotFound):
    code = "not-found"


class SessionFull(Conflict):
    code = "session-full"
    message = "There are not enough seats left on this session."


class CapacityBelowSeatsTaken(Conflict):
    code = "capacity-below-seats-taken"
    message = "More seats are taken than the new capacity has."


class SessionHasBookings(Conflict):
    code = "session-has-bookings"
    message = "Seats are taken on this session. Cancel or move its bookings first."


class SessionClosed(RuleBroken):
    code = "session-closed"
    message = "This session is not open for booking."


class SessionPast(RuleBroken):
    code = "session-past"
    message = "This session has already started."


class TransitionNotListed(RuleBroken):
    code = "booking-transition"
    message = "A booking does not go from this status to that one."


class LastAttendee(RuleBroken):
    code = "last-attendee"
    message = "The last attendee cannot be taken off. Cancel the booking instead."


class SameSession(RuleBroken):
    code = "same-session"
    message = "The booking is on this session already."


class DiscountNotValid(RuleBroken):
    code = "discount-not-valid"
    message = "This discount code is not valid for this session."


class DiscountCodeTaken(Conflict):
    code = "discount-code-taken"
    message = "There is a discount with this code already."


class AttendeeNotFound(NotFound):
    code = "not-found"


class SessionNotHeld(RuleBroken):
    code = "session-not-held"
    message = "The session has not been held yet."
