"""Short ways to sensitive things, over the real use cases."""

from attrs import evolve

from rft_domain.access.actor import ADMIN, Actor
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.contact import AttendeeDetails
from rft_domain.bookings.queries import SeeBooking, see_booking
from rft_domain.bookings.use_cases.create_booking import create_booking
from rft_domain.customers.note import Note, NoteKind
from rft_domain.customers.note_queries import ListNotes, list_notes
from rft_domain.customers.queries import SeeSensitiveDetails, see_sensitive_details
from rft_domain.customers.sensitive import Details, EmergencyContact
from rft_domain.customers.use_cases.change_sensitive_details import ChangeSensitiveDetails, change_sensitive_details
from rft_domain.customers.use_cases.write_note import WriteNote, write_note
from rft_domain.shared.ids import CustomerId, SessionId
from rft_domain.shared.phone import Phone
from rft_domain.testing.scenes import wanted
from rft_domain.testing.world import World

ANA, BEN = "ana.silva@example.org", "ben.jones@example.org"
RUI = EmergencyContact(name="Rui Contactcanary", phone=Phone("+447700917283"), relationship="Relationcanary")
DETAILS = Details(
    emergency_contact=RUI,
    medical_flag=True,
    medical_notes="Medicalcanary\nand more",
    dietary_requirements="Dietcanary",
)
RAMP = "Requirementcanary"
NOTE = "Notecanary: asked for by phone"
CANARIES = (
    "Contactcanary", "7700917283", "Relationcanary", "Medicalcanary", "Dietcanary", "Requirementcanary", "Notecanary",
)  # fmt: skip


def needing(
    world: World, session_id: SessionId, text: str | None = RAMP, address: str = ANA, **options: bool
) -> Booking:
    """A booking whose one attendee needs something."""
    command = wanted(session_id, address, **options)
    attendee = AttendeeDetails(first_name="Guest", last_name="Silva", special_requirements=text)
    return world.do(create_booking, evolve(command, attendees=(attendee,)))


def of(booking: Booking) -> CustomerId:
    assert booking.customer_id is not None
    return booking.customer_id


def tell(world: World, customer_id: CustomerId, details: Details = DETAILS, actor: Actor = ADMIN) -> None:
    world.do(change_sensitive_details, ChangeSensitiveDetails(customer_id=customer_id, details=details), actor)


def told(world: World, customer_id: CustomerId) -> Details:
    with world.open() as uow:
        query = SeeSensitiveDetails(customer_id=customer_id)
        return see_sensitive_details(query, actor=ADMIN, now=world.clock.now, uow=uow).details


def needs(world: World, booking: Booking) -> list[str | None]:
    """Of the attendees, as the office sees them."""
    with world.open() as uow:
        view = see_booking(SeeBooking(booking_id=booking.id), actor=ADMIN, now=world.clock.now, uow=uow)
    return [attendee.special_requirements for attendee in view.attendees]


def write_down(world: World, customer_id: CustomerId, text: str = NOTE, *, internal: bool = True) -> Note:
    command = WriteNote(customer_id=customer_id, text=text, kind=NoteKind.MEDICAL, internal=internal)
    return world.do(write_note, command)


def written(world: World, customer_id: CustomerId) -> list[str]:
    """What the notes about the customer say, newest first, as the office reads them."""
    with world.open() as uow:
        page = list_notes(ListNotes(customer_id=customer_id), actor=ADMIN, now=world.clock.now, uow=uow)
    return [note.text for note in page.items]
