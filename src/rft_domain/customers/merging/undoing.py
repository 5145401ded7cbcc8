"""From a recorded merge and what is there now to the way back: what goes back, and what stands against it."""

from collections.abc import Iterator, Mapping, Sequence, Set
from uuid import UUID

from attrs import evolve, frozen

from ...shared.email import Email
from ...shared.ids import BookingId, SessionId
from ..customer import Customer
from ..events import TakenUp
from ..figures import Figures
from ..preferences import Preferences
from ..profile import Profile
from ..sensitive import Details
from .details import parted_details
from .errors import Obstacle, UndoConflict
from .merge import Merge
from .plan import Affected, Booked, Side
from .planning import recounted

BOOKINGS = "bookings.bookings.customer_id"


@frozen(kw_only=True)
class Present:
    """What undoing reads. ``preferences`` and ``details`` are the winner's, and ``still`` are those of the moved rows
    that name the winner.
    """

    winner: Customer
    loser: Customer
    preferences: Preferences
    details: Details
    loser_details: Details
    still: Sequence[Affected]
    booked: Sequence[Booked]


@frozen(kw_only=True)
class UndoPlan:
    profile: Profile
    emails: tuple[Email, Email]
    """The winner's and the loser's."""
    moves: tuple[Affected, ...]
    taken_up: tuple[TakenUp, ...]
    winner_figures: Figures
    loser_figures: Figures
    restores_preferences: bool
    details: Details
    """The winner's."""
    conflicts: tuple[UndoConflict, ...]

    @property
    def is_impossible(self) -> bool:
        return any(conflict.is_final for conflict in self.conflicts)


def plan_undo(merge: Merge, present: Present) -> UndoPlan:
    """Bookings made since for the winner stay; those that came from the loser go back as they are now."""
    plan, booked = merge.plan, {one.id: one for one in present.booked}
    back, conflicts = _moves(merge, present.still)
    taken_up, full = _taken_up(merge, booked)
    changed, profile = _profile(merge, present)
    details, told = parted_details(present.details, present.loser_details, plan.details)
    touched = () if present.preferences.version == plan.preferences.version else ("customers.preferences",)
    conflicts = [
        *_final(merge, present),
        *conflicts,
        *full,
        *changed,
        *(UndoConflict(obstacle=Obstacle.FIELD_CHANGED, place=name) for name in told),
        *(UndoConflict(obstacle=Obstacle.PREFERENCES_CHANGED, place=place) for place in touched),
    ]
    going = {id for one in back if one.place == BOOKINGS for id in one.ids}
    own = {one.booking_id for one in taken_up}
    theirs = [one for one in present.booked if one.id in going]
    return UndoPlan(
        profile=profile,
        emails=_emails(merge, present),
        moves=tuple(evolve(one, ids=tuple(id for id in one.ids if id not in own)) for one in back),
        taken_up=taken_up,
        winner_figures=_winner_figures(merge, present, going),
        loser_figures=recounted(theirs, plan.figures.loser),
        restores_preferences=not touched and plan.preferences.before != plan.preferences.after,
        details=details,
        conflicts=tuple(conflicts),
    )


def _final(merge: Merge, present: Present) -> Iterator[UndoConflict]:
    if present.winner.merged_into is not None or present.loser.merged_into != merge.winner_id:
        yield UndoConflict(obstacle=Obstacle.MERGED_AGAIN, place="customers.customers.merged_into", id=merge.winner_id)
    if merge.before is None:
        yield UndoConflict(obstacle=Obstacle.ERASED, place="customers.merges.before", id=merge.id)


def _moves(merge: Merge, still: Sequence[Affected]) -> tuple[list[Affected], list[UndoConflict]]:
    here = {one.place: set(one.ids) for one in still}
    back, conflicts = [], []
    for one in merge.plan.moved:
        left = [id for id in one.ids if id not in here.get(one.place, ())]
        conflicts += [UndoConflict(obstacle=Obstacle.MOVED_ON, place=one.place, id=id) for id in left]
        back.append(evolve(one, ids=tuple(id for id in one.ids if id not in left)))
    return back, conflicts


def _taken_up(merge: Merge, booked: Mapping[BookingId, Booked]) -> tuple[tuple[TakenUp, ...], list[UndoConflict]]:
    """The bookings that were cancelled stand again, where there still are seats."""
    taken_up, conflicts, wanted = [], [], dict[SessionId, int]()
    for one in merge.plan.cancelled:
        present = booked.get(one.booking_id)
        if present is None:
            continue
        seats = wanted.get(one.session_id, 0) + present.people
        if present.stands or not present.scheduled or present.seats_left < seats:
            conflicts.append(
                UndoConflict(obstacle=Obstacle.NO_SEAT, place="bookings.bookings.status", id=one.booking_id)
            )
            continue
        wanted[one.session_id] = seats
        taken_up.append(TakenUp(booking_id=one.booking_id, status=one.status))
    return tuple(taken_up), conflicts


def _profile(merge: Merge, present: Present) -> tuple[list[UndoConflict], Profile]:
    """The fields that the merge changed are as before, unless they were changed again."""
    now, loser, before = present.winner.profile, present.loser.profile, merge.before or present.winner.profile
    names = merge.plan.changed_fields
    later = [name for name in names if getattr(now, name) != getattr(loser, name)]
    profile = evolve(now, **{name: getattr(before, name) for name in names if name not in later})
    return [UndoConflict(obstacle=Obstacle.FIELD_CHANGED, place=name) for name in later], profile


def _emails(merge: Merge, present: Present) -> tuple[Email, Email]:
    """As they are, or exchanged once more. An address that was changed since stays with who has it now."""
    emails = (present.winner.email, present.loser.email)
    return emails if merge.plan.email is Side.WINNER else (emails[1], emails[0])


def _winner_figures(merge: Merge, present: Present, going: Set[UUID]) -> Figures:
    """The last activity is that of before, unless there was some since; a booking that the merge cancelled is some."""
    figures, now = merge.plan.figures, present.winner.figures
    later = now.last_activity_at > figures.merged.last_activity_at
    staying = [one for one in present.booked if one.id not in going]
    last = now.last_activity_at if later else figures.winner.last_activity_at
    return recounted(staying, evolve(figures.winner, last_activity_at=last))
