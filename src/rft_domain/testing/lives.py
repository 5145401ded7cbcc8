"""A person of whom something is known in every place where something can be, each time with their mark in it."""

from datetime import date, timedelta
from uuid import UUID

from attrs import evolve, frozen

from ..access.actor import ANONYMOUS
from ..activity.queries import AuditFilter
from ..bookings.booking import Booking
from ..bookings.contact import AttendeeDetails, Contact
from ..bookings.use_cases.create_booking import CreateBooking, create_booking
from ..bookings.use_cases.write_requirements import WriteRequirements, write_requirements
from ..customers.preferences import Choices
from ..customers.profile import Profile
from ..customers.sensitive import Details, EmergencyContact
from ..customers.use_cases.change_preferences import ChangePreferences, change_preferences
from ..customers.use_cases.change_profile import ChangeProfile, change_profile
from ..customers.use_cases.change_sensitive_details import ChangeSensitiveDetails, change_sensitive_details
from ..customers.use_cases.write_note import WriteNote, write_note
from ..identity.attempts import Purpose, attempts_key
from ..identity.auth_session import AuthSession, Device
from ..identity.invitation import VALID_FOR, Invitation
from ..identity.password_reset import PasswordReset
from ..identity.portal_link import PortalLink
from ..identity.portal_session import PortalSession
from ..identity.registration import Registration
from ..identity.second_factor import SecondFactor
from ..identity.user import User
from ..identity.verification import VerificationCode
from ..shared.audit import Origin
from ..shared.email import Email
from ..shared.ids import (
    AuthSessionId,
    CodeId,
    CustomerId,
    DeviceId,
    InvitationId,
    PortalLinkId,
    PortalSessionId,
    RegistrationId,
    ResetId,
    SessionId,
    UserId,
)
from ..shared.paging import PageRequest
from ..shared.phone import Phone
from .world import World


@frozen(kw_only=True)
class Life:
    """``mark`` is in all that is personal and not made by us; ``traces`` are other texts that are theirs alone."""

    mark: str
    email: Email
    customer_id: CustomerId
    user_id: UserId
    booking: Booking
    traces: tuple[str, ...]
    more: tuple[Booking, ...] = ()

    @property
    def ids(self) -> tuple[UUID, ...]:
        return (self.customer_id, self.user_id, *(booking.id for booking in self.bookings))

    @property
    def bookings(self) -> tuple[Booking, ...]:
        return (self.booking, *self.more)

    def found_in(self, row: str) -> list[str]:
        """Every one that is in ``row``."""
        low, references = row.lower(), [booking.reference.symbols for booking in self.bookings]
        return [trace for trace in (self.mark, *self.traces, *references) if trace.lower() in low]

    def is_named_in(self, row: str) -> bool:
        return bool(self.found_in(row)) or any(str(one) in row for one in self.ids)


def a_life(world: World, mark: str, session_id: SessionId, number: int) -> Life:
    """Of somebody who booked, was changed by the office, logged in, registered again, and used the portal."""
    email = Email.parse(f"{mark}@example.org")
    phone = Phone.parse(f"07400 {900_000 + number:06d}")
    booking = _books(world, mark, email, phone, session_id, number)
    assert booking.customer_id is not None
    assert booking.booked_by is not None
    _is_known(world, mark, booking.customer_id, phone, number)
    _logs_in(world, mark, booking.booked_by, email, phone, number)
    _proves(world, mark, booking, email)
    traces = (phone.e164, f"203.0.113.{number}", _born(number).isoformat())
    keys = (attempts_key(Purpose.LOG_IN, email), *_salts(world, booking))
    return Life(
        mark=mark,
        email=email,
        customer_id=booking.customer_id,
        user_id=booking.booked_by,
        booking=booking,
        traces=(*traces, *keys),
    )


def _born(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=number)


def _books(world: World, mark: str, email: Email, phone: Phone, session_id: SessionId, number: int) -> Booking:
    contact = Contact(email=email, first_name=f"{mark}first", last_name=f"{mark}last", phone=phone, company=f"{mark}co")
    own = AttendeeDetails(first_name=f"{mark}first", last_name=f"{mark}last", email=email)
    other = AttendeeDetails(first_name=f"{mark}guest", last_name=f"{mark}guests", special_requirements=f"{mark}needs")
    command = CreateBooking(session_id=session_id, contact=contact, attendees=(own, other))
    origin = Origin(request_id=f"{mark}request", ip=f"203.0.113.{number}", user_agent=f"{mark}agent")
    key = f"{mark}-0123456789abcdef"
    return world.runner.run_once(
        create_booking, command, actor=ANONYMOUS, key=key, returns=Booking, origin=origin
    ).value


def _is_known(world: World, mark: str, customer_id: CustomerId, phone: Phone, number: int) -> None:
    profile = Profile(
        first_name=f"{mark}first",
        last_name=f"{mark}last",
        phone=phone,
        mobile=phone,
        date_of_birth=_born(number),
        address_line_1=f"{mark}line1",
        address_line_2=f"{mark}line2",
        city=f"{mark}city",
        county=f"{mark}county",
        postcode=f"{mark}post",
        company=f"{mark}company",
        company_role=f"{mark}role",
        department=f"{mark}department",
        vat_number=f"{mark}vat",
    )
    world.do(change_profile, ChangeProfile(customer_id=customer_id, profile=profile))
    choices = ChangePreferences(customer_id=customer_id, choices=Choices(sms=False))
    world.do(change_preferences, choices)
    contact = EmergencyContact(name=f"{mark}mother", phone=phone, relationship=f"{mark}relation")
    details = Details(
        emergency_contact=contact, medical_flag=True, medical_notes=f"{mark}ill", dietary_requirements=f"{mark}eats"
    )
    world.do(change_sensitive_details, ChangeSensitiveDetails(customer_id=customer_id, details=details))
    world.do(write_note, WriteNote(customer_id=customer_id, text=f"{mark}noted"))


def _logs_in(world: World, mark: str, user_id: UserId, email: Email, phone: Phone, number: int) -> None:
    now, new = world.clock.now, world.entropy.uuid
    with world.open() as uow:
        user = uow.users.get(user_id)
        known: User = evolve(
            user, phone=phone, password_hash=f"{mark}hash", last_login_at=now, version=user.version + 1, events=()
        )
        uow.users.save(known)
        session = AuthSession.open(
            id=AuthSessionId(new()), user_id=user_id, token_hash=f"{mark}token", now=now, ip=f"203.0.113.{number}",
            user_agent=f"{mark}agent",
        )  # fmt: skip
        uow.auth_sessions.add(session)
        uow.devices.add(Device(id=DeviceId(new()), user_id=user_id, token_hash=f"{mark}device", created_at=now))
        uow.resets.add(PasswordReset.open(id=ResetId(new()), user_id=user_id, token_hash=f"{mark}reset", now=now))
        uow.second_factors.add(SecondFactor.first(user_id, f"{mark}sealed", now))
        uow.codes.add(VerificationCode.open(id=CodeId(new()), user_id=user_id, target=phone, now=now))
        uow.log_ins.save(uow.log_ins.hold(attempts_key(Purpose.LOG_IN, email), now).one_more(now))
        uow.commit()


def _proves(world: World, mark: str, booking: Booking, email: Email) -> None:
    now, new = world.clock.now, world.entropy.uuid
    assert booking.customer_id is not None
    requirements = f"{mark}requirements"
    command = WriteRequirements(
        booking_id=booking.id, attendee_id=booking.attendees[0].id, special_requirements=requirements
    )
    world.do(write_requirements, command)
    portal = PortalSession.open(
        id=PortalSessionId(new()), customer_id=booking.customer_id, booking_id=booking.id, now=now,
        token_hash=f"{mark}portal",
    )  # fmt: skip
    wish = Registration.open(
        id=RegistrationId(new()),
        email=email,
        password_hash=f"{mark}wish",
        now=now,
        first_name=f"{mark}first",
        last_name=f"{mark}last",
    )
    other = Email.parse(f"{mark}.new@example.org")
    link = PortalLink.ask(
        id=PortalLinkId(new()), customer_id=booking.customer_id, session_id=portal.id, new_email=other, now=now
    )
    invitation = Invitation(
        id=InvitationId(new()), customer_id=booking.customer_id, email=Email.parse(f"{mark}.friend@example.org"),
        created_at=now, expires_at=now + VALID_FOR, first_name=f"{mark}first", last_name=f"{mark}last",
    )  # fmt: skip
    with world.open() as uow:
        uow.portal_sessions.add(portal)
        uow.portal_links.add(link)
        uow.registrations.add(wish)
        uow.invitations.add(invitation)
        uow.commit()


def _salts(world: World, booking: Booking) -> tuple[str, ...]:
    """Of commitments to what was changed for this person."""
    with world.open() as uow:
        rows = uow.audit_reader.page(AuditFilter(), PageRequest(limit=200)).items
    ours = {str(booking.id), str(booking.customer_id), str(booking.booked_by)}
    return tuple(row.salt for row in rows if row.salt and ours & {change["id"] for change in row.changes})
