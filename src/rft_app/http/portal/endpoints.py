"""The calls of the customer portal (http.md, "Staff and customers")."""

from rft_domain.access.decisions import CustomerAuthorizationError
from rft_domain.access.limits import LimiterDown
from rft_domain.access.policy import Action
from rft_domain.bookings import errors as b
from rft_domain.bookings.queries import list_own_bookings, see_booking
from rft_domain.bookings.use_cases.write_requirements import write_requirements
from rft_domain.bookings.views import seen_by
from rft_domain.customers import errors as c
from rft_domain.customers.queries import see_own_customer
from rft_domain.customers.use_cases.change_profile import change_own_profile
from rft_domain.identity import errors as i
from rft_domain.identity.use_cases.change_email import ask_for_new_email, confirm_new_email
from rft_domain.identity.use_cases.end_portal_session import end_portal_session
from rft_domain.identity.use_cases.step_up import ask_for_step_up, step_up
from rft_domain.identity.use_cases.way_in import enter

from ... import portal
from ..bookings.showing import booking_answer, booking_list
from ..bookings.wire import BookingAnswer
from ..endpoint import Endpoint, IfMatch
from ..log_in.showing import done_answer
from ..log_in.wire import DoneAnswer
from ..wire import ListAnswer
from . import examples, reading
from .showing import portal_answer, profile_answer, scope_answer
from .wire import (
    CodeBody,
    LookUpBody,
    NewEmailBody,
    OwnQuery,
    PortalAnswer,
    ProfileAnswer,
    ProfileBody,
    RequirementsBody,
    ScopeAnswer,
)

_GROUP = "Customer portal"

PORTAL: tuple[Endpoint, ...] = (
    Endpoint(
        name="look_up",
        method="POST",
        path="/api/customer/lookup",
        group=_GROUP,
        summary="Open the portal with a reference and an e-mail address",
        description="The session is for that booking's customer alone, and ends after 30 minutes. A pair that is "
        "unknown, wrong, cancelled, erased or malformed, and one that was tried too often, get the same answer. While "
        "too many fail, everywhere together, all are answered that a code was mailed.",
        action=Action.LOOK_UP,
        body=LookUpBody,
        answer=PortalAnswer,
        carry_out=portal.look_up,
        ask=reading.look_up,
        show=portal_answer,
        errors=(i.LookUpRefused, i.LookUpMailed, LimiterDown),
        body_example=examples.LOOK_UP,
        answer_example=examples.OPENED,
    ),
    Endpoint(
        name="enter_portal",
        method="POST",
        path="/api/customer/lookup/confirm",
        group=_GROUP,
        summary="Open the portal with a mailed code",
        description="For look-ups that were answered by mail.",
        action=Action.LOOK_UP,
        body=CodeBody,
        answer=PortalAnswer,
        use_case=enter,
        ask=reading.enter,
        show=portal_answer,
        errors=(i.LinkRefused,),
        body_example=examples.WAY_IN_CODE,
        answer_example=examples.OPENED,
    ),
    Endpoint(
        name="leave_portal",
        method="POST",
        path="/api/customer/logout",
        group=_GROUP,
        summary="End the portal session that is used",
        action=Action.USE_PORTAL,
        answer=DoneAnswer,
        use_case=end_portal_session,
        ask=reading.leave,
        show=done_answer,
        answer_example=examples.DONE,
    ),
    Endpoint(
        name="list_own_bookings",
        method="GET",
        path="/api/customer/bookings",
        group=_GROUP,
        summary="List the bookings of one's own customer",
        description="Newest first. A guest sees reference, contact and attendees of the booking whose reference they "
        "gave, and of all after a step-up.",
        action=Action.SEE_BOOKING,
        query=OwnQuery,
        answer=ListAnswer[BookingAnswer],
        read=list_own_bookings,
        ask=reading.list_bookings,
        show=booking_list,
        answer_example=examples.BOOKINGS,
    ),
    Endpoint(
        name="get_own_booking",
        method="GET",
        path="/api/customer/bookings/{booking_id}",
        group=_GROUP,
        summary="Read one booking",
        action=Action.SEE_BOOKING,
        answer=BookingAnswer,
        read=see_booking,
        ask=reading.see_booking,
        show=booking_answer,
        versioned=True,
        errors=(b.BookingNotFound,),
        answer_example=examples.BOOKING,
    ),
    Endpoint(
        name="write_requirements",
        method="PUT",
        path="/api/customer/bookings/{booking_id}/attendees/{attendee_id}/requirements",
        group=_GROUP,
        summary="Write down what an attendee needs",
        description="It can be written by whoever has the reference, and is read back only after a step-up.",
        action=Action.WRITE_REQUIREMENTS,
        body=RequirementsBody,
        answer=BookingAnswer,
        use_case=write_requirements,
        ask=reading.requirements,
        view=seen_by,
        show=booking_answer,
        versioned=True,
        if_match=IfMatch.REQUIRED,
        errors=(
            CustomerAuthorizationError,
            b.BookingNotFound,
            b.AttendeeNotFound,
            b.TransitionNotListed,
            b.SessionPast,
        ),
        body_example=examples.REQUIREMENTS,
        answer_example=examples.BOOKING,
    ),
    Endpoint(
        name="get_profile",
        method="GET",
        path="/api/customer/profile",
        group=_GROUP,
        summary="Read the profile of one's own customer",
        action=Action.SEE_CUSTOMER,
        answer=ProfileAnswer,
        read=see_own_customer,
        ask=reading.see_profile,
        show=profile_answer,
        versioned=True,
        errors=(c.CustomerNotFound,),
        answer_example=examples.PROFILE,
    ),
    Endpoint(
        name="change_profile",
        method="PUT",
        path="/api/customer/profile",
        group=_GROUP,
        summary="Replace the profile of one's own customer",
        action=Action.CHANGE_PROFILE,
        body=ProfileBody,
        answer=ProfileAnswer,
        use_case=change_own_profile,
        ask=reading.change_profile,
        show=profile_answer,
        versioned=True,
        if_match=IfMatch.REQUIRED,
        errors=(c.CustomerNotFound,),
        body_example=examples.PROFILE_BODY,
        answer_example=examples.PROFILE,
    ),
    Endpoint(
        name="ask_for_step_up",
        method="POST",
        path="/api/customer/step-up",
        group=_GROUP,
        summary="Ask for a code by mail, for sensitive things",
        description="It goes to the address that the customer has, works once, for 15 minutes, in this session.",
        action=Action.USE_PORTAL,
        answer=DoneAnswer,
        use_case=ask_for_step_up,
        ask=reading.ask_for_step_up,
        show=done_answer,
        errors=(i.PortalSessionNotFound,),
        answer_example=examples.DONE,
    ),
    Endpoint(
        name="step_up",
        method="POST",
        path="/api/customer/step-up/confirm",
        group=_GROUP,
        summary="Open sensitive things with the code of the letter",
        description="For 15 minutes: what attendees need, references and contacts of all bookings, and a change of "
        "address.",
        action=Action.USE_PORTAL,
        body=CodeBody,
        answer=ScopeAnswer,
        use_case=step_up,
        ask=reading.step_up,
        show=scope_answer,
        errors=(i.LinkRefused,),
        body_example=examples.CODE,
        answer_example=examples.STEPPED_UP,
    ),
    Endpoint(
        name="ask_for_new_email",
        method="POST",
        path="/api/customer/email",
        group=_GROUP,
        summary="Ask for another e-mail address",
        description="Needs a step-up. A code goes to the new address; until it is used, nothing changes. The answer is "
        "the same for every address.",
        action=Action.CHANGE_EMAIL,
        body=NewEmailBody,
        answer=DoneAnswer,
        use_case=ask_for_new_email,
        ask=reading.ask_for_new_email,
        show=done_answer,
        body_example=examples.NEW_EMAIL,
        answer_example=examples.DONE,
    ),
    Endpoint(
        name="confirm_new_email",
        method="POST",
        path="/api/customer/email/confirm",
        group=_GROUP,
        summary="Change the e-mail address with the code that went to the new one",
        description="All other portal sessions of the customer end.",
        action=Action.USE_PORTAL,
        body=CodeBody,
        answer=DoneAnswer,
        use_case=confirm_new_email,
        ask=reading.confirm_new_email,
        show=done_answer,
        errors=(i.LinkRefused, c.CustomerEmailTaken),
        body_example=examples.NEW_EMAIL_CODE,
        answer_example=examples.DONE,
    ),
)
