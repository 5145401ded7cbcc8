"""The portal over either store: what opens it, what it shows, and when it closes."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from unittest.mock import patch

import pytest
from attrs import evolve

from rft_adapters.crypto import CHEAP, Argon2Passwords
from rft_adapters.memory import MemoryStore
from rft_adapters.memory.limiter import MemoryLimiter
from rft_adapters.system import SystemEntropy
from rft_app.application import Application, Store
from rft_app.log_in import actor_of
from rft_app.portal import Typed, look_up
from rft_app.worker import Worker
from rft_domain.access.actor import ANONYMOUS, SYSTEM, Actor, ActorKind
from rft_domain.access.decisions import StepUpRequired
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.queries import ListOwnBookings, SeeBooking, list_own_bookings, see_booking
from rft_domain.bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from rft_domain.bookings.use_cases.write_requirements import WriteRequirements, write_requirements
from rft_domain.bookings.views import BookingView
from rft_domain.customers.customer import Customer, CustomerStatus
from rft_domain.customers.errors import CustomerEmailTaken
from rft_domain.customers.queries import SeeCustomer, SeeOwnCustomer, see_customer, see_own_customer
from rft_domain.customers.use_cases.change_profile import ChangeOwnProfile, change_own_profile
from rft_domain.identity import portal_session
from rft_domain.identity.errors import LinkRefused, LookUpRefused
from rft_domain.identity.use_cases.change_email import (
    AskForNewEmail,
    ConfirmNewEmail,
    ask_for_new_email,
    confirm_new_email,
)
from rft_domain.identity.use_cases.end_portal_session import EndPortalSession, end_portal_session
from rft_domain.identity.use_cases.look_up import LookUp, Opened
from rft_domain.identity.use_cases.step_up import AskForStepUp, SteppedUp, StepUp, ask_for_step_up, step_up
from rft_domain.identity.use_cases.way_in import Enter, ask_for_way_in, enter
from rft_domain.shared.audit import Origin
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Forbidden, NotFound, PreconditionFailed, RftError, Unauthenticated
from rft_domain.testing.scenes import a_booking, a_session
from rft_domain.testing.world import Subject, World, new_world, refusal
from tests.app.test_log_in import Letters
from tests.stores import emptying, postgres_store

ANA, BOB, NEW = "ana@example.org", "bob@example.org", "ana.byrne@example.org"


class Portal:
    """Ana's customer has two bookings, Bob's one; Ana's first is ``booking``."""

    def __init__(self, world: World, store: Store) -> None:
        self.world, self.letters = world, Letters()
        hours = count(step=3_600)  # go by between any two tries: the limits have their own tests
        self.application = Application(
            store=store,
            runner=world.runner,
            clock=world.clock,
            entropy=SystemEntropy(),
            passwords=Argon2Passwords(CHEAP),
            limiter=MemoryLimiter(lambda: float(next(hours))),
        )
        self.worker = Worker(application=self.application, mail=self.letters)
        session = a_session(world)
        self.booking, self.other = (a_booking(world, session.id, ANA, 2) for _ in range(2))
        self.bobs = a_booking(world, session.id, BOB)
        self.session_id = session.id
        self.worker.deliver_due()
        self.letters.sent.clear()

    def open(self, booking: Booking | None = None, email: str = ANA, *, shown: str | None = None) -> Opened:
        shown = str((booking or self.booking).reference) if shown is None else shown
        typed = Typed(reference=shown, email=email)
        return look_up(self.application, typed, actor=ANONYMOUS, origin=Origin())

    def refused(self, booking: Booking | None = None, email: str = ANA, *, shown: str | None = None) -> bool:
        return isinstance(refusal(lambda: self.open(booking, email, shown=shown)), LookUpRefused)

    def guest(self, booking: Booking | None = None, email: str = ANA) -> Actor:
        return actor_of(self.application, self.open(booking, email).token)

    def who(self, opened: Opened) -> Actor:
        return actor_of(self.application, opened.token)

    def code(self) -> str:
        self.worker.deliver_due()
        [line] = [line for line in self.letters.sent[-1].body.splitlines() if line.startswith("Code:")]
        return line.split()[1]

    def asked(self, guest: Actor) -> str:
        self.application.run(ask_for_step_up, AskForStepUp(), actor=guest)
        return self.code()

    def step_up(self, guest: Actor, code: str) -> SteppedUp:
        return self.application.run(step_up, StepUp(token=code), actor=guest)

    def bookings(self, actor: Actor) -> dict[object, BookingView]:
        page = self.application.read(list_own_bookings, ListOwnBookings(), actor=actor)
        return {booking.id: booking for booking in page.items}

    def customer(self, booking: Booking) -> Customer:
        assert booking.customer_id is not None
        return self.application.read(see_customer, SeeCustomer(customer_id=booking.customer_id), actor=SYSTEM)

    def deactivate(self, booking: Booking) -> None:
        with self.application.store.unit_of_work() as uow:
            assert booking.customer_id is not None
            present = uow.customers.get(booking.customer_id)
            uow.customers.save(evolve(present, status=CustomerStatus.INACTIVE, version=present.version + 1))
            uow.commit()

    def new_email(self, guest: Actor, email: str = NEW) -> str:
        self.application.run(ask_for_new_email, AskForNewEmail(email=Email.parse(email)), actor=guest)
        return self.code()

    def later(self, **time: int) -> None:
        self.world.clock.pass_by(**time)


@pytest.fixture(params=["memory", "postgres"])
def portal(request: pytest.FixtureRequest) -> Iterator[Portal]:
    if request.param == "memory":
        memory = MemoryStore(SystemEntropy())
        yield Portal(new_world(Subject(open_unit_of_work=memory.unit_of_work, reset=memory.clear), seed=1), memory)
        return
    url: str = request.getfixturevalue("migrated_url")
    with postgres_store(url) as store, emptying(url) as empty:
        yield Portal(new_world(Subject(open_unit_of_work=store.unit_of_work, reset=empty), seed=1), store)
        empty()


def test_a_reference_and_its_address_open_one_customer(portal: Portal) -> None:
    opened = portal.open()
    assert (opened.scope, opened.session.expires_at) == (
        "bookings profile",
        portal.world.clock.now + timedelta(minutes=30),
    )
    guest = portal.who(opened)
    assert (guest.kind, guest.user_id, guest.customer_id) == (
        ActorKind.PORTAL_GUEST,
        None,
        portal.booking.customer_id,
    )
    assert set(portal.bookings(guest)) == {portal.booking.id, portal.other.id}
    assert isinstance(
        refusal(lambda: portal.application.read(see_booking, SeeBooking(booking_id=portal.bobs.id), actor=guest)),
        NotFound,
    )


def test_what_is_typed_is_forgiven(portal: Portal) -> None:
    shown = str(portal.booking.reference)
    for typed in (shown.lower(), shown.replace("-", " "), f"  {shown.replace('-', '')} ", shown.replace("0", "O")):
        assert portal.open(shown=typed, email=" ANA@Example.ORG ").session.booking_id == portal.booking.id


def test_nothing_else_opens(portal: Portal) -> None:
    shown = str(portal.booking.reference)
    assert portal.refused(email=BOB)
    assert portal.refused(portal.bobs, ANA)
    assert portal.refused(shown=shown[::-1])
    assert portal.refused(shown="")
    assert portal.refused(shown=shown + "A" * 1_000_000)
    assert portal.refused(shown="\0\ud800")
    assert portal.refused(email="no address")
    assert portal.refused(email="")
    assert portal.refused(email="%")
    portal.application.run(cancel_booking, CancelBooking(booking_id=portal.booking.id), actor=SYSTEM)
    assert portal.refused()
    assert not portal.refused(portal.other)
    portal.deactivate(portal.other)
    assert portal.refused(portal.other)


def test_a_booking_of_nobody_does_not_open(portal: Portal) -> None:
    unlinked = a_booking(portal.world, portal.session_id, ANA, linked=False)
    assert portal.refused(unlinked)


def test_of_several_customers_behind_one_address_the_reference_decides(portal: Portal) -> None:
    """Bob changes his address to that of the family, which Ana's bookings were made with."""
    guest = portal.guest(portal.bobs, BOB)
    portal.step_up(guest, portal.asked(guest))
    with portal.application.store.unit_of_work() as uow:
        present = uow.bookings.get(portal.bobs.id)
        family = evolve(present.contact, email=Email.parse(ANA))
        uow.bookings.save(evolve(present, contact=family, version=present.version + 1))
        uow.commit()
    assert portal.open(portal.bobs, ANA).session.customer_id == portal.bobs.customer_id
    assert portal.open(portal.booking, ANA).session.customer_id == portal.booking.customer_id
    assert portal.refused(portal.booking, BOB)


def test_a_session_ends_after_half_an_hour_however_much_it_is_used(portal: Portal) -> None:
    opened = portal.open()
    for _ in range(2):
        portal.later(minutes=14)
        guest = portal.who(opened)
        portal.step_up(guest, portal.asked(guest))
    portal.later(minutes=1, seconds=59)
    assert portal.who(opened).kind is ActorKind.PROVEN_GUEST
    portal.later(seconds=1)
    assert isinstance(refusal(lambda: portal.who(opened)), Unauthenticated)


def test_a_planted_session_that_lasts_longer_is_noticed(portal: Portal) -> None:
    with patch.object(portal_session, "VALID_FOR", timedelta(minutes=31)):
        opened = portal.open()
    portal.later(minutes=30)
    assert refusal(lambda: portal.who(opened)) is None


def test_who_leaves_is_out(portal: Portal) -> None:
    opened, stays = portal.open(), portal.open()
    portal.application.run(end_portal_session, EndPortalSession(), actor=portal.who(opened))
    assert isinstance(refusal(lambda: portal.who(opened)), Unauthenticated)
    assert portal.who(stays).customer_id == portal.booking.customer_id


def test_an_erased_customer_is_closed_at_once(portal: Portal) -> None:
    opened = portal.open()
    portal.deactivate(portal.booking)
    assert isinstance(refusal(lambda: portal.who(opened)), Unauthenticated)


def test_a_guest_sees_who_goes_on_their_own_booking_only(portal: Portal) -> None:
    seen = portal.bookings(portal.guest())
    own, other = seen[portal.booking.id], seen[portal.other.id]
    assert [one.first_name for one in own.attendees] == ["Guest 1", "Guest 2"]
    assert (own.reference, own.contact) == (portal.booking.reference, portal.booking.contact)
    assert (other.attendees, other.reference, other.contact) == ((), None, None)
    assert other.seats == 2


def test_needs_can_be_written_and_not_read_back(portal: Portal) -> None:
    guest, [attendee, _] = portal.guest(), portal.booking.attendees
    command = WriteRequirements(
        booking_id=portal.booking.id, attendee_id=attendee.id, special_requirements="a nut allergy"
    )
    portal.application.run(write_requirements, command, actor=guest)
    assert "allergy" not in repr(portal.bookings(guest))
    proven = portal.step_up(guest, portal.asked(guest)).session.guest(portal.world.clock.now)
    assert "a nut allergy" in repr(portal.bookings(proven)[portal.booking.id])
    elsewhere = evolve(command, booking_id=portal.other.id, attendee_id=portal.other.attendees[0].id)
    assert isinstance(refusal(lambda: portal.application.run(write_requirements, elsewhere, actor=guest)), Forbidden)
    portal.application.run(write_requirements, elsewhere, actor=proven)


def test_a_profile_is_corrected_at_the_version_that_was_read(portal: Portal) -> None:
    guest = portal.guest()
    customer = portal.application.read(see_own_customer, SeeOwnCustomer(), actor=guest)
    profile = evolve(customer.profile, city="Leeds")
    change = ChangeOwnProfile(profile=profile, version=customer.version)
    assert portal.application.run(change_own_profile, change, actor=guest).profile.city == "Leeds"
    assert isinstance(
        refusal(lambda: portal.application.run(change_own_profile, change, actor=guest)), PreconditionFailed
    )
    assert portal.customer(portal.bobs).profile.city is None


def test_a_mailed_code_opens_more_for_a_quarter_of_an_hour_once(portal: Portal) -> None:
    opened = portal.open()
    guest = portal.who(opened)
    code = portal.asked(guest)
    assert portal.letters.sent[-1].to == Email.parse(ANA)
    done = portal.step_up(guest, code)
    assert done.scope == "bookings profile sensitive"
    assert portal.who(opened).kind is ActorKind.PROVEN_GUEST
    assert isinstance(refusal(lambda: portal.step_up(guest, code)), LinkRefused)
    portal.later(minutes=15)
    assert portal.who(opened).kind is ActorKind.PORTAL_GUEST


def test_a_code_works_where_it_was_asked_for_and_in_time(portal: Portal) -> None:
    mine, stranger = portal.guest(), portal.guest()
    code = portal.asked(mine)
    assert isinstance(refusal(lambda: portal.step_up(stranger, code)), LinkRefused)
    assert isinstance(refusal(lambda: portal.step_up(mine, code + "x")), LinkRefused)
    portal.later(minutes=15)
    assert isinstance(refusal(lambda: portal.step_up(mine, code)), LinkRefused)


def test_a_planted_code_for_everybody_is_noticed(portal: Portal) -> None:
    mine, stranger = portal.guest(), portal.guest()
    code = portal.asked(mine)
    as_if = evolve(stranger, portal_session_id=mine.portal_session_id)
    assert refusal(lambda: portal.step_up(as_if, code)) is None


def test_a_way_in_by_mail_opens_what_the_pair_would(portal: Portal) -> None:
    for booking, email in ((portal.booking, BOB), (portal.booking, ANA)):
        command = LookUp(reference=booking.reference.symbols, email=email)
        portal.application.run(ask_for_way_in, command, actor=ANONYMOUS)
        portal.worker.deliver_due()
    code = portal.code()
    assert [letter.to for letter in portal.letters.sent] == [Email.parse(ANA)]
    assert isinstance(refusal(lambda: portal.step_up(portal.guest(), code)), LinkRefused)
    opened = portal.application.run(enter, Enter(token=code), actor=ANONYMOUS)
    assert set(portal.bookings(portal.who(opened))) == {portal.booking.id, portal.other.id}
    again = refusal(lambda: portal.application.run(enter, Enter(token=code), actor=ANONYMOUS))
    assert isinstance(again, LinkRefused)


def test_the_code_of_a_step_up_is_no_way_in(portal: Portal) -> None:
    code = portal.asked(portal.guest())
    told = refusal(lambda: portal.application.run(enter, Enter(token=code), actor=ANONYMOUS))
    assert isinstance(told, LinkRefused)


def test_a_newer_code_voids_the_older_one(portal: Portal) -> None:
    guest = portal.guest()
    older = portal.asked(guest)
    portal.later(seconds=1)
    newer = portal.asked(guest)
    with pytest.raises(LinkRefused):
        portal.step_up(guest, older)
    proven = portal.step_up(guest, newer).session.guest(portal.world.clock.now)
    first = portal.new_email(proven)
    portal.later(seconds=1)
    portal.new_email(proven, BOB)
    with pytest.raises(LinkRefused):
        portal.application.run(confirm_new_email, ConfirmNewEmail(token=first), actor=proven)


def test_a_code_that_is_void_before_its_letter_is_written_is_mailed_to_nobody(portal: Portal) -> None:
    for _ in range(2):
        portal.application.run(ask_for_step_up, AskForStepUp(), actor=portal.guest())
        portal.later(seconds=1)
    portal.worker.deliver_due()
    assert len(portal.letters.sent) == 1


def test_letters_to_one_address_are_few(portal: Portal) -> None:
    for _ in range(8):
        portal.application.run(ask_for_step_up, AskForStepUp(), actor=portal.guest())
        portal.worker.deliver_due()
    assert len(portal.letters.sent) == 5


def test_the_code_is_stored_nowhere_but_as_a_hash(portal: Portal) -> None:
    opened = portal.open()
    code = portal.asked(portal.who(opened))
    with portal.application.store.unit_of_work() as uow:
        assert opened.session.token_hash != opened.token
        link = uow.portal_links.by_token(code)
    assert link is None
    assert opened.token not in repr(opened)


def test_a_new_address_is_the_customers_once_it_is_proven(portal: Portal) -> None:
    opened, other = portal.open(), portal.open()
    asks = portal.who(opened)
    assert isinstance(refusal(lambda: portal.new_email(asks)), StepUpRequired)
    portal.step_up(asks, portal.asked(asks))
    code = portal.new_email(portal.who(opened))
    assert portal.letters.sent[-1].to == Email.parse(NEW)
    assert portal.customer(portal.booking).email == Email.parse(ANA)
    assert isinstance(refusal(lambda: portal.step_up(asks, code)), LinkRefused)
    portal.application.run(confirm_new_email, ConfirmNewEmail(token=code), actor=portal.who(opened))
    assert portal.customer(portal.booking).email == Email.parse(NEW)
    assert portal.who(opened).customer_id == portal.booking.customer_id
    assert isinstance(refusal(lambda: portal.who(other)), Unauthenticated)
    assert portal.open(email=NEW).session.customer_id == portal.booking.customer_id
    again = ConfirmNewEmail(token=code)
    told = refusal(lambda: portal.application.run(confirm_new_email, again, actor=portal.who(opened)))
    assert isinstance(told, LinkRefused)
    portal.letters.sent.clear()
    portal.worker.deliver_due()
    [letter] = portal.letters.sent
    assert (letter.to, letter.subject) == (Email.parse(ANA), "Your address was changed")
    assert NEW not in letter.body
    assert ANA not in letter.body


def test_the_address_of_another_customer_is_not_taken_over(portal: Portal) -> None:
    guest = portal.guest()
    proven = portal.step_up(guest, portal.asked(guest)).session.guest(portal.world.clock.now)
    confirm = ConfirmNewEmail(token=portal.new_email(proven, BOB))

    def take() -> RftError | None:
        return refusal(lambda: portal.application.run(confirm_new_email, confirm, actor=proven))

    assert isinstance(take(), CustomerEmailTaken)
    assert portal.customer(portal.bobs).email == Email.parse(BOB)
    assert portal.customer(portal.booking).email == Email.parse(ANA)
