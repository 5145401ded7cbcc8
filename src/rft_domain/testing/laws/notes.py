"""Laws of notes about customers (product.md B10)."""

from collections.abc import Iterable
from functools import partial
from typing import TypeVar

from attrs import evolve
from hypothesis import strategies as st

from ...access.actor import ADMIN, Actor, ActorKind
from ...activity.entry import ActivityEntry
from ...customers.note import Note, NoteKind
from ...customers.note_queries import ListNotes, list_notes
from ...customers.use_cases.withdraw_note import WithdrawNote, withdraw_note
from ...customers.use_cases.write_note import WriteNote, write_note
from ...shared.errors import NotFound
from ...shared.ids import CustomerId
from ...shared.paging import PageRequest
from ..law import law
from ..scenes import a_booking, a_session, a_user, member
from ..strategies import texts
from ..world import World, refusal

Item = TypeVar("Item", bound=ActivityEntry | Note)


def two_customers(world: World) -> tuple[CustomerId, CustomerId]:
    session = a_session(world)
    mine, theirs = (a_booking(world, session.id, address).customer_id for address in ("ana@b.org", "ben@b.org"))
    assert mine is not None
    assert theirs is not None
    return mine, theirs


def some_notes(world: World, data: st.DataObject, about: tuple[CustomerId, ...]) -> list[Note]:
    """As they were written and withdrawn; some at the same instant."""
    clerk = Actor(kind=ActorKind.ADMIN, user_id=a_user(world, "grace@example.org").id)
    notes: list[Note] = []
    kept = st.tuples(
        st.sampled_from(about), st.sampled_from(NoteKind), texts(4_000, 1), st.booleans(), st.booleans(), st.booleans()
    )
    for customer_id, kind, text, internal, later, by_clerk in data.draw(st.lists(kept, max_size=6)):
        world.clock.pass_by(microseconds=later)
        command = WriteNote(customer_id=customer_id, kind=kind, text=text, internal=internal)
        actor = clerk if by_clerk else ADMIN
        written = world.do(write_note, command, actor)
        expected = (customer_id, kind, text, internal, actor.user_id, world.clock.now)
        found = (written.customer_id, written.kind, written.text, written.internal, written.author_id, written.at)
        assert found == expected
        notes.append(evolve(written, events=()))
    for place in sorted(data.draw(st.sets(st.integers(0, 5)))):
        if place < len(notes):
            world.clock.pass_by(seconds=1)
            wrong = notes[place]
            world.do(withdraw_note, WithdrawNote(customer_id=wrong.customer_id, note_id=wrong.id), clerk)
            at, by = world.clock.now, clerk.user_id
            notes[place] = evolve(wrong, withdrawn_at=at, withdrawn_by=by, version=2, events=())
    return notes


def newest_first(items: Iterable[Item]) -> list[Item]:
    return sorted(sorted(items, key=lambda one: one.id), key=lambda one: one.at, reverse=True)


def _listed(world: World, about: CustomerId, actor: Actor, limit: int) -> list[Note]:
    """Page by page."""
    found: list[Note] = []
    request: PageRequest | None = PageRequest(limit=limit)
    while request is not None:
        page = world.ask(list_notes, ListNotes(customer_id=about, page=request), actor)
        found += page.items
        request = PageRequest(limit=limit, cursor=page.next_cursor) if page.next_cursor else None
    return found


@law("S68")
def notes_stay_as_they_were_written(world: World, data: st.DataObject) -> None:
    """What the office wrote about a customer comes back to the letter, with author and instant, newest first, each
    once, page by page; a note that was withdrawn is there, marked. The customer is shown what is about them and
    neither internal nor withdrawn, and nothing else.
    """
    mine, theirs = two_customers(world)
    notes = some_notes(world, data, (mine, theirs))
    limit = data.draw(st.integers(1, 3))
    for about, other in ((mine, theirs), (theirs, mine)):
        expected = newest_first([note for note in notes if note.customer_id == about])
        shown = [note for note in expected if not note.internal and note.withdrawn_at is None]
        assert _listed(world, about, ADMIN, limit) == expected
        assert _listed(world, about, member(None, about), limit) == shown
        assert _listed(world, about, Actor(kind=ActorKind.PROVEN_GUEST, customer_id=about), limit) == shown
        assert isinstance(refusal(partial(_listed, world, about, member(None, other), limit)), NotFound)
