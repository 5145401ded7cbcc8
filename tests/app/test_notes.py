"""Notes about customers, over either store (product.md B10)."""

import pytest

from rft_app.people import ListOfPerson, WriteNoteOfPerson, notes_of_person, write_note_of_person
from rft_domain.access.actor import ADMIN, Actor, ActorKind
from rft_domain.customers.errors import CustomerNotFound, NoCustomer, NoteNotFound
from rft_domain.customers.note import LONGEST_NOTE, Note, NoteKind
from rft_domain.customers.note_queries import ListNotes, list_notes
from rft_domain.customers.queries import SeeCustomer, see_customer
from rft_domain.customers.use_cases.withdraw_note import WithdrawNote, withdraw_note
from rft_domain.customers.use_cases.write_note import WriteNote, write_note
from rft_domain.identity.use_cases.register_user import RegisterUser, register_user
from rft_domain.identity.user import Role
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Forbidden, Invalid
from rft_domain.shared.ids import CustomerId
from tests.app.office import ANA, BEN, Office

TEXT = "Asthma: keeps an inhaler in the left pocket.\nAsk before the exercise in the yard."


@pytest.fixture
def ana(office: Office) -> Actor:
    customer_id = office.booking().customer_id
    return Actor(kind=ActorKind.CUSTOMER, user_id=office.known(ANA).id, customer_id=customer_id)


def own(actor: Actor) -> CustomerId:
    assert actor.customer_id is not None
    return actor.customer_id


def a_clerk(office: Office) -> Actor:
    command = RegisterUser(
        email=Email.parse("grace@example.org"), first_name="Grace", last_name="Ofori", role=Role.INSTRUCTOR
    )
    return Actor(kind=ActorKind.ADMIN, user_id=office.do(register_user, command).id)


def written(office: Office, about: Actor, by: Actor = ADMIN, text: str = TEXT, **more: object) -> Note:
    command = WriteNote(customer_id=own(about), text=text, **more)  # type: ignore[arg-type]  # its options, by name
    return office.do(write_note, command, by)


def listed(office: Office, actor: Actor, about: Actor | None = None) -> tuple[Note, ...]:
    return office.see(list_notes, ListNotes(customer_id=own(about) if about else None), actor).items


def test_a_note_has_author_time_and_kind_and_is_internal_unless_said_otherwise(office: Office, ana: Actor) -> None:
    clerk = a_clerk(office)
    office.later(minutes=5)
    note = written(office, ana, clerk, kind=NoteKind.MEDICAL)
    assert listed(office, ADMIN, ana) == (note,)
    assert (note.text, note.kind, note.internal) == (TEXT, NoteKind.MEDICAL, True)
    assert (note.author_id, note.at, note.withdrawn_at) == (clerk.user_id, office.clock(), None)


def test_the_customer_is_shown_what_is_not_internal_until_it_is_withdrawn(office: Office, ana: Actor) -> None:
    written(office, ana)
    shown = written(office, ana, text="We have a ramp.", internal=False)
    guest = Actor(kind=ActorKind.PROVEN_GUEST, customer_id=ana.customer_id)
    ben = Actor(kind=ActorKind.CUSTOMER, customer_id=office.booking(BEN).customer_id)
    assert listed(office, ana) == listed(office, guest) == listed(office, ana, ana) == (shown,)
    assert listed(office, ben) == ()
    office.do(withdraw_note, WithdrawNote(customer_id=own(ana), note_id=shown.id))
    assert listed(office, ana) == listed(office, guest) == ()
    assert len(listed(office, ADMIN, ana)) == 2


def test_a_withdrawn_note_says_what_it_said_who_took_it_back_and_when(office: Office, ana: Actor) -> None:
    note, clerk = written(office, ana), a_clerk(office)
    office.later(days=1)
    command = WithdrawNote(customer_id=own(ana), note_id=note.id)
    withdrawn = office.do(withdraw_note, command, clerk)
    assert listed(office, ADMIN, ana) == (withdrawn,)
    assert (withdrawn.text, withdrawn.at) == (note.text, note.at)
    assert (withdrawn.withdrawn_at, withdrawn.withdrawn_by) == (office.clock(), clerk.user_id)
    office.later(days=1)
    assert office.do(withdraw_note, command) == withdrawn


def test_a_note_is_found_at_its_own_customer_only(office: Office, ana: Actor) -> None:
    note, theirs = written(office, ana), office.booking(BEN).customer_id
    assert theirs is not None
    with pytest.raises(NoteNotFound):
        office.do(withdraw_note, WithdrawNote(customer_id=theirs, note_id=note.id))
    assert listed(office, ADMIN, ana) == (note,)


@pytest.mark.parametrize("text", ["", " \n\t ", "a\0b", "x" * (LONGEST_NOTE + 1), "\u202etxet"])
def test_a_text_that_is_none_is_refused_and_named(office: Office, ana: Actor, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        written(office, ana, text=text)
    assert [error.pointer for error in refused.value.errors] == ["/text"]
    assert listed(office, ADMIN, ana) == ()


def test_the_longest_text_comes_back_whole(office: Office, ana: Actor) -> None:
    text = ("\U0001f9d1\u200d\u2695\ufe0f" * LONGEST_NOTE)[: LONGEST_NOTE - 1] + "."
    assert written(office, ana, text=text).text == text == listed(office, ADMIN, ana)[0].text


def test_notes_are_of_the_office(office: Office, ana: Actor) -> None:
    for kind in set(ActorKind) - {ActorKind.ADMIN, ActorKind.SUPERUSER, ActorKind.SYSTEM, ActorKind.ANONYMOUS}:
        with pytest.raises(Forbidden):
            written(office, ana, Actor(kind=kind, user_id=ana.user_id, customer_id=ana.customer_id))
    with pytest.raises(Forbidden):
        listed(office, Actor(kind=ActorKind.INSTRUCTOR, user_id=ana.user_id), ana)


def test_notes_are_written_about_customers_who_are_there(office: Office) -> None:
    nobody = CustomerId(office.application.entropy.uuid())
    with pytest.raises(CustomerNotFound):
        office.do(write_note, WriteNote(customer_id=nobody, text=TEXT))
    with pytest.raises(CustomerNotFound):
        office.see(list_notes, ListNotes(customer_id=nobody))


def test_by_way_of_a_user_it_is_the_customer_that_is_meant(office: Office, ana: Actor) -> None:
    assert ana.user_id is not None
    note = office.do(write_note_of_person, WriteNoteOfPerson(user_id=ana.user_id, text=TEXT))
    assert note.customer_id == ana.customer_id
    assert office.see(notes_of_person, ListOfPerson(user_id=ana.user_id)).items == (note,)
    clerk = a_clerk(office).user_id
    assert clerk is not None
    with pytest.raises(NoCustomer):
        office.do(write_note_of_person, WriteNoteOfPerson(user_id=clerk, text=TEXT))
    with pytest.raises(NoCustomer):
        office.see(notes_of_person, ListOfPerson(user_id=clerk))


def test_what_the_office_writes_is_no_activity_of_the_customer(office: Office, ana: Actor) -> None:
    before = office.see(see_customer, SeeCustomer(customer_id=own(ana)))
    office.later(days=1)
    written(office, ana)
    assert office.see(see_customer, SeeCustomer(customer_id=own(ana))) == before


def test_the_text_of_a_note_is_in_the_note_alone(office: Office, ana: Actor) -> None:
    note = written(office, ana, text="canary-of-a-note")
    office.do(withdraw_note, WithdrawNote(customer_id=own(ana), note_id=note.id))
    # memory is shown without what a value hides; in PostgreSQL it is sealed
    assert "canary-of-a-note" not in office.everything()
    assert "canary-of-a-note" not in repr(note)
    changes = [row.changes for row in office.audited() if row.action in ("write_note", "withdraw_note")]
    assert [[(one["entity"], one.get("field")) for one in each] for each in sorted(changes, key=len)] == [
        [("note", None)],
        [("note", "withdrawn_at"), ("note", "version")],
    ]
