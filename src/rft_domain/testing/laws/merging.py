"""Laws of merges: nothing is lost on the way there, nor on the way back (product.md B9)."""

from collections.abc import Callable
from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from ...access.actor import ANONYMOUS
from ...bookings.attendee import Attendance
from ...bookings.queries import BookingFilter, ListBookings, list_bookings
from ...bookings.use_cases.create_booking import create_booking
from ...customers.merging.errors import AlreadyMerged, UndoConflicts
from ...customers.merging.merge import Merge
from ...customers.merging.plan import Side
from ...customers.merging.planning import EMAIL, FIELDS, MergeChoices
from ...customers.merging.rules import RULES, Fate
from ...customers.sensitive import Details
from ...customers.use_cases.change_preferences import ChangePreferences, change_preferences
from ...customers.use_cases.change_profile import ChangeProfile, change_profile
from ...customers.use_cases.change_sensitive_details import ChangeSensitiveDetails, change_sensitive_details
from ...customers.use_cases.merge_customers import MergeCustomers, merge_customers, preview_merge
from ...customers.use_cases.undo_merge import UndoMerge, undo_merge
from ...identity.invitation import VALID_FOR, Invitation
from ...identity.member_queries import ListInvitations, ListMembers, list_invitations, list_members
from ...identity.use_cases.look_up import look_up
from ...shared.email import Email
from ...shared.errors import StaleWrite
from ...shared.ids import CustomerId, InvitationId
from ...shared.paging import PageRequest
from ...unit_of_work import UnitOfWork
from ..law import law
from ..merge_scenes import ANA, ANNA, Scene, knock, set_the_scene, snapshot
from ..recount import figures_wrong, seats_wrong
from ..scenes import a_booking, a_user, wanted
from ..world import World, refusal


def merged(world: World, data: st.DataObject, scene: Scene, choices: MergeChoices | None = None) -> Merge:
    """With choices drawn, and one made for each session that both are on."""
    world.clock.pass_by(minutes=1)
    command = MergeCustomers(winner_id=scene.winner, loser_id=scene.loser, choices=choices or _choices(data))
    preview = world.do(preview_merge, command).plan
    decided = data.draw(st.lists(st.booleans(), min_size=len(preview.undecided), max_size=len(preview.undecided)))
    ids = [one.booking_id for one in preview.undecided]
    command = evolve(
        command,
        choices=evolve(
            command.choices,
            keep=tuple(id for id, keep in zip(ids, decided, strict=True) if keep),
            cancel=tuple(id for id, keep in zip(ids, decided, strict=True) if not keep),
        ),
    )
    preview = world.do(preview_merge, command).plan
    assert preview.undecided == ()
    merge = world.do(merge_customers, evolve(command, digest=preview.digest))
    assert merge.plan == preview
    world.clock.pass_by(minutes=1)
    return merge


def _choices(data: st.DataObject) -> MergeChoices:
    return MergeChoices(fields=data.draw(st.dictionaries(st.sampled_from((*FIELDS, EMAIL)), st.sampled_from(Side))))


@law("S61")
def a_merge_can_be_undone(world: World, data: st.DataObject) -> None:
    """A merge that is undone leaves everything as it was: both customers, whatever named either of them, seats and
    figures; only lines that say what was done are there in addition.
    """
    scene = set_the_scene(world, data)
    before = snapshot(world, scene)
    merge = merged(world, data, scene)
    with world.open() as uow:
        assert uow.merges.get(merge.id) == merge
    undone = world.do(undo_merge, UndoMerge(merge_id=merge.id))
    assert undone.left == ()
    after = snapshot(world, scene, frozenset((merge.merged_at, world.clock.now)))
    if merge.plan.cancelled:  # that a booking was cancelled stays a line, and the last activity
        active = after.customers[scene.winner].figures.last_activity_at
        assert active == merge.merged_at
        winner = before.customers[scene.winner]
        before.customers[scene.winner] = evolve(winner, figures=evolve(winner.figures, last_activity_at=active))
    assert after == before
    with world.open() as uow:
        assert (figures_wrong(uow), seats_wrong(uow)) == ([], [])


@law("S62")
def a_merge_loses_nothing(world: World, data: st.DataObject) -> None:
    """After a merge nothing names the loser but what the rules keep there; all of it names the winner, whose figures
    are those of the preview and of a recount, and whose sensitive details tell all that was told of either, but what
    the plan says is left; the old id, the old address and old references lead to the winner, in lists too; and
    whoever was about to write the loser's name looks again.
    """
    scene = set_the_scene(world, data)
    before = snapshot(world, scene)
    with world.open() as late:
        write = data.draw(st.sampled_from(_LATE))
        write(world, scene, late)
        merge = merged(world, data, scene)
        assert isinstance(refusal(late.commit), StaleWrite)
    after = snapshot(world, scene, frozenset((merge.merged_at,)))
    for place, rule in RULES.items():
        mine, theirs = (before.named.get((one, place), frozenset()) for one in (scene.winner, scene.loser))
        kept = frozenset(
            id for one in merge.plan.affected if (one.place, one.fate) == (place, Fate.KEPT) for id in one.ids
        )
        if rule.fate is not Fate.COMBINED:
            assert after.named.get((scene.loser, place), frozenset()) == theirs & kept
            merged_now = {scene.loser} if place == "customers.customers.merged_into" else frozenset()
            assert after.named.get((scene.winner, place), frozenset()) == mine | (theirs - kept) | merged_now
    with world.open() as uow:
        assert (figures_wrong(uow), seats_wrong(uow)) == ([], [])
    _is_told(merge, before.details, after.details)
    _leads_to_the_winner(world, scene, merge)


def _is_told(merge: Merge, before: dict[CustomerId, Details], after: dict[CustomerId, Details]) -> None:
    mine, theirs, now = before[merge.winner_id], before[merge.loser_id], after[merge.winner_id]
    assert after[merge.loser_id] == theirs
    assert now.medical_flag is (mine.medical_flag or theirs.medical_flag)
    left = {one.name for one in merge.plan.details if one.left}
    for name in ("emergency_contact", "medical_notes", "dietary_requirements"):
        told, known = getattr(now, name), [one for one in (getattr(mine, name), getattr(theirs, name)) if one]
        missing = [one for one in known if one != told and not (isinstance(told, str) and one in told)]
        assert not missing or (name in left and missing == [getattr(theirs, name)])


def _leads_to_the_winner(world: World, scene: Scene, merge: Merge) -> None:
    with world.open() as uow:
        winner = uow.customers.get(scene.winner)
        found = [uow.customers.get(scene.loser), *(uow.customers.by_email(Email.parse(one)) for one in (ANA, ANNA))]
        assert found == [winner] * 3
        counted = merge.plan.figures.after
        assert evolve(winner.figures, last_activity_at=counted.last_activity_at) == counted
        for address in (ANA, ANNA):
            opening = uow.desk.open(scene.first[address].session_id, Email.parse(address))
            assert opening.customer_id == scene.winner
            booking = uow.bookings.get(scene.first[address].id)
            for one in (ANA, ANNA):
                opened = uow.doorstep.find(booking.reference.symbols, one)
                assert (opened.customer_id if opened else None) == (scene.winner if booking.seats else None)
    for ask in _LISTS:
        assert ask(world, scene.loser) == ask(world, scene.winner)
    again = MergeCustomers(winner_id=scene.other, loser_id=scene.loser)
    assert isinstance(refusal(lambda: world.do(merge_customers, again)), AlreadyMerged)


def _bookings(world: World, customer_id: CustomerId) -> object:
    wanted = BookingFilter(customer_id=customer_id)
    return world.ask(list_bookings, ListBookings(wanted=wanted, page=PageRequest(count=True)))


def _members(world: World, customer_id: CustomerId) -> object:
    return world.ask(list_members, ListMembers(customer_id=customer_id))


def _invitations(world: World, customer_id: CustomerId) -> object:
    return world.ask(list_invitations, ListInvitations(customer_id=customer_id))


_LISTS = (_bookings, _members, _invitations)
Late = Callable[[World, Scene, UnitOfWork], None]


def _books(world: World, scene: Scene, uow: UnitOfWork) -> None:
    world.carry_out(create_booking, wanted(scene.first[ANNA].session_id, ANNA), uow, ANONYMOUS)


def _joins(world: World, scene: Scene, uow: UnitOfWork) -> None:
    user = a_user(world, "eva@example.org")
    uow.users.save(uow.users.get(user.id).linked_to(scene.loser, world.clock.now))


def _invites(world: World, scene: Scene, uow: UnitOfWork) -> None:
    email = Email.parse("dan@example.org")
    uow.customers.get(scene.loser)
    uow.invitations.add(
        Invitation(
            id=InvitationId(uow.entropy.uuid()),
            customer_id=scene.loser,
            email=email,
            first_name="Dan",
            last_name="Silva",
            created_at=world.clock.now,
            expires_at=world.clock.now + VALID_FOR,
        )
    )


def _knocks(world: World, scene: Scene, uow: UnitOfWork) -> None:
    world.carry_out(look_up, knock(scene.first[ANNA]), uow, ANONYMOUS)


def _chooses(world: World, scene: Scene, uow: UnitOfWork) -> None:
    present = uow.consents.get(scene.loser)
    choices = evolve(present.choices, newsletter=not present.choices.newsletter)
    world.carry_out(change_preferences, ChangePreferences(customer_id=scene.loser, choices=choices), uow)


def _tells(world: World, scene: Scene, uow: UnitOfWork) -> None:
    present = uow.sensitive.get(scene.loser).details
    told = evolve(present, dietary_requirements=f"{present.dietary_requirements} too")
    world.carry_out(change_sensitive_details, ChangeSensitiveDetails(customer_id=scene.loser, details=told), uow)


def _confirms(world: World, scene: Scene, uow: UnitOfWork) -> None:
    booking = uow.bookings.get(scene.first[ANNA].id)
    uow.bookings.save(booking.marked(booking.attendees[0].id, Attendance.ATTENDED, world.clock.now))


_LATE: tuple[Late, ...] = (_books, _joins, _invites, _knocks, _chooses, _tells, _confirms)


@law("S63")
def undoing_keeps_what_came_later(world: World, data: st.DataObject) -> None:
    """What happened after a merge stays when it is undone, and nothing else differs; what then stands against undoing
    is named, and nothing is undone, unless everything else is asked for.
    """
    scene = set_the_scene(world, data)
    before = snapshot(world, scene)
    merge = merged(world, data, scene)
    booked = a_booking(world, scene.first[ANNA].session_id, data.draw(st.sampled_from((ANA, ANNA))))
    assert booked.customer_id == scene.winner
    later = _change_a_field(world, data, scene, merge)
    told = [] if later else _change_a_detail(world, data, scene, merge)
    world.clock.pass_by(minutes=1)
    if later or told:
        present = snapshot(world, scene)
        refused = refusal(lambda: world.do(undo_merge, UndoMerge(merge_id=merge.id)))
        assert isinstance(refused, UndoConflicts)
        assert [(one.obstacle.value, one.place) for one in refused.conflicts] == [
            ("field-changed", name) for name in (*later, *told)
        ]
        assert snapshot(world, scene) == present
    world.do(undo_merge, UndoMerge(merge_id=merge.id, leave_conflicts=bool(later or told)))
    since = frozenset((merge.merged_at, world.clock.now))
    after = snapshot(world, scene, since)
    assert after.bookings.pop(booked.id).customer_id == scene.winner
    assert after.bookings == before.bookings
    assert after.preferences == before.preferences
    kept: dict[str, Any] = dict.fromkeys(told, "Another")
    before.details[scene.winner] = evolve(before.details[scene.winner], **kept)
    assert after.details == before.details
    for key in before.named.keys() | after.named.keys():
        gained = after.named.get(key, frozenset()) - before.named.get(key, frozenset())
        assert after.named.get(key, frozenset()) - gained == before.named.get(key, frozenset())
        assert not gained or (key[0] == scene.winner and key[1] in _GAINS)
    for one in scene.everybody:
        own: dict[str, Any] = {"figures": before.customers[one].figures} if one == scene.winner else {}
        fields = later if one == scene.winner else ()
        as_before: dict[str, Any] = {name: getattr(before.customers[one].profile, name) for name in fields}
        restored = evolve(after.customers[one].profile, **as_before)
        assert evolve(after.customers[one], profile=restored, **own) == before.customers[one]
    with world.open() as uow:
        assert (figures_wrong(uow), seats_wrong(uow)) == ([], [])


_GAINS = ("bookings.bookings.customer_id", "activity.entries.customer_id")


def _change_a_field(world: World, data: st.DataObject, scene: Scene, merge: Merge) -> list[str]:
    """Perhaps one that the merge changed, too."""
    names = [name for name in merge.plan.changed_fields if name in ("first_name", "last_name", "city")]
    if not names or not data.draw(st.booleans()):
        return []
    name = data.draw(st.sampled_from(names))
    with world.open() as uow:
        profile = uow.customers.get(scene.winner).profile
    another: dict[str, Any] = {name: "Another"}
    changed = evolve(profile, **another)
    world.do(change_profile, ChangeProfile(customer_id=scene.winner, profile=changed))
    return [name]


def _change_a_detail(world: World, data: st.DataObject, scene: Scene, merge: Merge) -> list[str]:
    """Perhaps the one that the merge changed, too."""
    names = [one.name for one in merge.plan.details if one.changes and one.name == "dietary_requirements"]
    if not names or not data.draw(st.booleans()):
        return []
    with world.open() as uow:
        present = uow.sensitive.get(scene.winner).details
    told = evolve(present, dietary_requirements="Another")
    world.do(change_sensitive_details, ChangeSensitiveDetails(customer_id=scene.winner, details=told))
    return names
