"""From the wire to the customer portal."""

from rft_domain.bookings.queries import ListOwnBookings, SeeBooking
from rft_domain.bookings.use_cases.write_requirements import WriteRequirements
from rft_domain.customers.profile import Profile, parse_vat_number
from rft_domain.customers.queries import SeeOwnCustomer
from rft_domain.customers.use_cases.change_profile import ChangeOwnProfile
from rft_domain.identity.use_cases.change_email import AskForNewEmail, ConfirmNewEmail
from rft_domain.identity.use_cases.end_portal_session import EndPortalSession
from rft_domain.identity.use_cases.step_up import AskForStepUp, StepUp
from rft_domain.identity.use_cases.way_in import Enter
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Invalid
from rft_domain.shared.ids import AttendeeId, BookingId
from rft_domain.shared.phone import Phone
from rft_domain.shared.text import tidy, tidy_or_none

from ...portal import Typed
from ..endpoint import Call
from ..findings import Findings
from ..query import page_of
from .wire import CodeBody, LookUpBody, NewEmailBody, ProfileBody, RequirementsBody

# stands in for what was refused, so that the other fields are looked at as well; never leaves this file
_PROFILE = Profile(first_name="-", last_name="-")


def look_up(call: Call) -> Typed:
    body: LookUpBody = call.body
    return Typed(reference=body.reference, email=body.email, place=call.place)


def enter(call: Call) -> Enter:
    body: CodeBody = call.body
    return Enter(token=body.token)


def leave(call: Call) -> EndPortalSession:
    return EndPortalSession()


def list_bookings(call: Call) -> ListOwnBookings:
    return ListOwnBookings(page=page_of(call.query))


def see_booking(call: Call) -> SeeBooking:
    return SeeBooking(booking_id=BookingId(call.ids["booking_id"]))


def requirements(call: Call) -> WriteRequirements:
    body: RequirementsBody = call.body
    typed = body.special_requirements
    return WriteRequirements(
        booking_id=BookingId(call.ids["booking_id"]),
        attendee_id=AttendeeId(call.ids["attendee_id"]),
        special_requirements=(typed.strip() or None) if typed else None,
        version=call.version,
    )


def see_profile(call: Call) -> SeeOwnCustomer:
    return SeeOwnCustomer()


def change_profile(call: Call) -> ChangeOwnProfile:
    return ChangeOwnProfile(profile=profile(call.body), version=call.version)


def profile(body: ProfileBody) -> Profile:
    """Raises :class:`Invalid` with every field found wrong."""
    findings = Findings()
    phone = findings.at("", lambda: _phone("/phone", body.phone), None)
    mobile = findings.at("", lambda: _phone("/mobile", body.mobile), None)
    vat_number = findings.at("", lambda: _vat_number(body.vat_number), None)

    def make() -> Profile:
        return Profile(
            first_name=tidy(body.first_name),
            last_name=tidy(body.last_name),
            phone=phone,
            mobile=mobile,
            date_of_birth=body.date_of_birth,
            address_line_1=tidy_or_none(body.address_line_1),
            address_line_2=tidy_or_none(body.address_line_2),
            city=tidy_or_none(body.city),
            county=tidy_or_none(body.county),
            postcode=tidy_or_none(body.postcode),
            country=body.country,
            company=tidy_or_none(body.company),
            company_role=tidy_or_none(body.company_role),
            department=tidy_or_none(body.department),
            vat_number=vat_number,
            customer_type=body.customer_type,
        )

    made = findings.at("", make, _PROFILE)
    findings.settle()
    return made


def _phone(pointer: str, typed: str | None) -> Phone | None:
    try:
        return Phone.parse(typed) if typed and not typed.isspace() else None
    except Invalid as invalid:
        raise Invalid.at(pointer, invalid.errors[0].detail) from None


def _vat_number(typed: str | None) -> str | None:
    return parse_vat_number(typed) if typed and not typed.isspace() else None


def ask_for_step_up(call: Call) -> AskForStepUp:
    return AskForStepUp()


def step_up(call: Call) -> StepUp:
    body: CodeBody = call.body
    return StepUp(token=body.token)


def ask_for_new_email(call: Call) -> AskForNewEmail:
    body: NewEmailBody = call.body
    return AskForNewEmail(email=Email.parse(body.email))


def confirm_new_email(call: Call) -> ConfirmNewEmail:
    body: CodeBody = call.body
    return ConfirmNewEmail(token=body.token)
