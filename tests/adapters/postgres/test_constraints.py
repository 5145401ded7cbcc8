"""What the domain refuses, the database refuses too, whoever writes (product.md J2)."""

import psycopg
import pytest

from rft_domain.access.actor import Actor, ActorKind
from rft_domain.customers.preferences import Choices
from rft_domain.customers.use_cases.change_preferences import ChangePreferences, change_preferences
from rft_domain.customers.use_cases.write_note import WriteNote, write_note
from rft_domain.shared.ids import CustomerId, UserId
from rft_domain.testing.proofs import a_code, a_registration, an_invitation
from rft_domain.testing.scenes import a_booking, a_session, a_user
from rft_domain.testing.world import World

from .conftest import Sql

REFUSED = {
    "a role that is none": ("UPDATE identity.users SET role = 'participant'", "ck_users_role"),
    "a status that is none": ("UPDATE identity.users SET status = 'gone'", "ck_users_status"),
    "a customer's status that is none": ("UPDATE customers.customers SET status = 'x'", "ck_customers_status"),
    "a type that is none": ("UPDATE customers.customers SET customer_type = 'x'", "ck_customers_customer_type"),
    "a session's status that is none": ("UPDATE catalogue.sessions SET status = 'x'", "ck_sessions_status"),
    "a booking's status that is none": ("UPDATE bookings.bookings SET status = 'x'", "ck_bookings_status"),
    "an attendance that is none": ("UPDATE bookings.attendees SET attendance = 'x'", "ck_attendees_attendance"),
    "one address for two users": ("UPDATE identity.users SET email_identity = 'x@y'", "uq_users_email_identity"),
    "one phone for two users": ("UPDATE identity.users SET phone = '+44'", "uq_users_phone"),
    "one address for two customers": (
        "UPDATE customers.customers SET email_identity = 'x@y'",
        "uq_customers_email_identity",
    ),
    "one code for two courses": ("UPDATE catalogue.courses SET code = 'X'", "uq_courses_code"),
    "one reference for two bookings": ("UPDATE bookings.bookings SET reference = 'X'", "uq_bookings_reference"),
    "more seats taken than there are": (
        "UPDATE bookings.rosters SET seats_taken = capacity + 1",
        "ck_rosters_seats_taken",
    ),
    "fewer seats taken than none": ("UPDATE bookings.rosters SET seats_taken = -1", "ck_rosters_seats_taken"),
    "a capacity below the seats taken": ("UPDATE bookings.rosters SET capacity = 1", "ck_rosters_seats_taken"),
    "an amount that does not add up": ("UPDATE bookings.bookings SET discount_amount = 1", "ck_bookings_final_amount"),
    "an amount below nothing": ("UPDATE bookings.bookings SET vat_amount = -1", "ck_bookings_amounts"),
    "a session that ends before it starts": (
        "UPDATE catalogue.sessions SET ends_at = starts_at - interval '1 hour'",
        "ck_sessions_period",
    ),
    "a booking for nobody": (
        "UPDATE bookings.bookings SET customer_id = gen_random_uuid()",
        "fk_bookings_customer_id",
    ),
    "a user as a customer": ("UPDATE bookings.bookings SET customer_id = booked_by", "fk_bookings_customer_id"),
    "a customer as a user": ("UPDATE bookings.bookings SET booked_by = customer_id", "fk_bookings_booked_by"),
    "a booking of no session": (
        "UPDATE bookings.bookings SET session_id = gen_random_uuid()",
        "fk_bookings_session_id",
    ),
    "a member of no customer": ("UPDATE identity.users SET customer_id = id", "fk_users_customer_id"),
    "a line about no customer": (
        "UPDATE activity.entries SET customer_id = entity_id WHERE entity = 'booking'",
        "fk_entries_customer_id",
    ),
    "a note of no kind": ("UPDATE customers.notes SET kind = 'x'", "ck_notes_kind"),
    "a note that somebody withdrew at no time": (
        "UPDATE customers.notes SET withdrawn_by = author_id",
        "ck_notes_withdrawn_by",
    ),
    "a note about nobody": ("UPDATE customers.notes SET customer_id = id", "fk_notes_customer_id"),
    "a sixth try": ("UPDATE identity.verification_codes SET tries = 6", "ck_verification_codes_tries"),
    "a channel that is none": ("UPDATE identity.verification_codes SET channel = 'x'", "ck_verification_codes_channel"),
    "one token for two registrations": ("UPDATE identity.registrations SET token_hash = 'x'", "uq_registrations_token"),
    "one token for two invitations": ("UPDATE identity.invitations SET token_hash = 'x'", "uq_invitations_token_hash"),
    "two invitations of one address": ("UPDATE identity.invitations SET email_identity = 'x'", "uq_invitations_stand"),
    "accepted and revoked": (
        "UPDATE identity.invitations SET accepted_at = now(), revoked_at = now()",
        "ck_invitations_one_end",
    ),
    "an invitation to no customer": ("UPDATE identity.invitations SET customer_id = id", "fk_invitations_customer_id"),
    "a contact that is none": ("UPDATE customers.preferences SET preferred_contact = 'x'", "ck_preferences_preferred"),
    "a source that is none": ("UPDATE customers.consents SET source = 'x'", "ck_consents_source"),
    "a basis that is none": ("UPDATE customers.consents SET basis = 'x'", "ck_consents_basis"),
    "two changes of one choice at once": ("UPDATE customers.consents SET field = 'x'", "uq_consents_version"),
    "a customer that leaves its bookings behind": (
        "DELETE FROM customers.figures; DELETE FROM customers.customers",
        "",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_refuses(world: World, sql: Sql, what: str) -> None:
    session = a_session(world, capacity=5)
    a_booking(world, a_session(world).id, "other@example.org")
    customer_id = a_booking(world, session.id, seats=2).customer_id
    assert customer_id is not None
    user = a_user(world, "third@example.org")
    _of_people(world, user.id, customer_id)
    statement, constraint = REFUSED[what]
    with pytest.raises(psycopg.IntegrityError) as caught:
        sql(statement)
    assert (caught.value.diag.constraint_name or "").startswith(constraint)


def _of_people(world: World, user_id: UserId, customer_id: CustomerId) -> None:
    """Two of all that there is about people."""
    for address in ("eva@example.org", "ivo@example.org"):
        a_registration(world, address)
        an_invitation(world, customer_id, address)
        a_code(world, user_id)
    clerk = Actor(kind=ActorKind.ADMIN, user_id=user_id)
    world.do(write_note, WriteNote(customer_id=customer_id, text="Pays late."), clerk)
    quiet = Choices(sms=False, marketing=False)
    world.do(change_preferences, ChangePreferences(customer_id=customer_id, choices=quiet))
