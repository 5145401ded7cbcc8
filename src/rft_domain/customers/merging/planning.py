"""From two customers and what names them to the plan: one pure function, for the preview and for the merge."""

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, field, fields, frozen

from ...shared.errors import Invalid
from ...shared.ids import BookingId, SessionId
from ...shared.money import ZERO
from ..customer import Customer
from ..figures import Figures, earliest, latest
from ..preferences import Choices, Preferences
from ..profile import Profile
from ..sensitive import Details
from .details import detail_effects
from .plan import (
    Affected,
    Booked,
    Both,
    DoubleBooking,
    FieldEffect,
    FiguresEffect,
    MergePlan,
    PreferencesEffect,
    Side,
)
from .rules import RULES, Fate

EMAIL = "email"
FIELDS = tuple(attribute.name for attribute in fields(Profile))


def _known_fields(instance: object, attribute: object, value: Mapping[str, Side]) -> None:
    for name in value:
        if name not in (*FIELDS, EMAIL):
            raise Invalid.at(f"/fields/{name}", "is not a field of a profile")


@frozen(kw_only=True)
class MergeChoices:
    """``fields`` says for a field of the profile, or for ``email``, whose value stays. Where nothing is said it is the
    more recently changed profile's, or the other's where that is blank; of the addresses, the winner's.

    ``keep`` and ``cancel`` are bookings of the loser on a session that the winner booked, too.
    """

    fields: Mapping[str, Side] = field(factory=dict, validator=_known_fields)
    keep: tuple[BookingId, ...] = ()
    cancel: tuple[BookingId, ...] = ()


@frozen(kw_only=True)
class Party:
    """One of the two, with what is read for the plan."""

    customer: Customer
    preferences: Preferences
    details: Details
    booked: Sequence[Booked]


def plan_merge(winner: Party, loser: Party, affected: Sequence[Affected], choices: MergeChoices) -> MergePlan:
    """Raises :class:`Invalid` where a choice is about a booking that needs none."""
    bookings = _double_bookings(winner.booked, loser.booked, choices)
    return MergePlan(
        winner_id=winner.customer.id,
        loser_id=loser.customer.id,
        winner_version=winner.customer.version,
        loser_version=loser.customer.version,
        email=choices.fields.get(EMAIL, Side.WINNER),
        fields=tuple(_field_effects(winner.customer, loser.customer, choices.fields)),
        affected=_sorted(affected, loser.customer),
        figures=_figures(winner, loser, bookings),
        preferences=_preferences(winner.preferences, loser.preferences),
        details=detail_effects(winner.details, loser.details),
        bookings=bookings,
    )


def merged_profile(winner: Profile, loser: Profile, names: Sequence[str]) -> Profile:
    """The winner's, with these fields of the loser's."""
    return evolve(winner, **{name: getattr(loser, name) for name in names})


def recounted(booked: Sequence[Booked], like: Figures) -> Figures:
    """What the bookings say (see ``figures.py``); since when and the last activity are as they were."""
    standing = [one for one in booked if one.stands]
    return evolve(
        like,
        total_bookings=len(standing),
        total_spent=sum((one.final for one in standing), ZERO),
        first_booking_at=earliest(*(one.created_at for one in booked)),
        last_booking_at=latest(*(one.created_at for one in booked)),
    )


def combined(winner: Choices, loser: Choices) -> Choices:
    """An objection holds for the person, whichever of their profiles it was made under (UK GDPR, article 21(3))."""
    return evolve(
        winner,
        marketing=winner.marketing and loser.marketing,
        sms=winner.sms and loser.sms,
        newsletter=winner.newsletter and loser.newsletter,
    )


def _field_effects(winner: Customer, loser: Customer, chosen: Mapping[str, Side]) -> Iterator[FieldEffect]:
    recent = Side.LOSER if loser.updated_at > winner.updated_at else Side.WINNER
    for name in FIELDS:
        values = {side: getattr(one.profile, name) for side, one in ((Side.WINNER, winner), (Side.LOSER, loser))}
        source = chosen.get(name) or next((side for side in (recent, *Side) if values[side]), Side.WINNER)
        yield FieldEffect(name=name, source=source, changes=values[source] != values[Side.WINNER])


def _sorted(affected: Sequence[Affected], loser: Customer) -> tuple[Affected, ...]:
    combined = [Affected(place=place, fate=rule.fate, ids=(loser.id,)) for place, rule in RULES.items()
                if rule.fate is Fate.COMBINED]  # fmt: skip
    rows = [evolve(one, ids=tuple(sorted(one.ids))) for one in (*affected, *combined) if one.ids]
    return tuple(sorted(rows, key=lambda one: (one.place, one.fate)))


def _figures(winner: Party, loser: Party, bookings: Sequence[DoubleBooking]) -> FiguresEffect:
    one, other = winner.customer.figures, loser.customer.figures
    both = evolve(
        one,
        customer_since=min(one.customer_since, other.customer_since),
        last_activity_at=max(one.last_activity_at, other.last_activity_at),
    )
    gone = {booking.booking_id for booking in bookings if booking.choice is Both.CANCEL}
    history = [*winner.booked, *loser.booked]
    without = [evolve(booked, status="cancelled") if booked.id in gone else booked for booked in history]
    return FiguresEffect(winner=one, loser=other, merged=recounted(history, both), after=recounted(without, both))


def _preferences(winner: Preferences, loser: Preferences) -> PreferencesEffect:
    after = combined(winner.choices, loser.choices)
    version = winner.version if after == winner.choices else winner.version + 1
    return PreferencesEffect(before=winner.choices, after=after, version=version)


def _double_bookings(
    winner: Sequence[Booked], loser: Sequence[Booked], choices: MergeChoices
) -> tuple[DoubleBooking, ...]:
    theirs: dict[SessionId, list[BookingId]] = {}
    for one in winner:
        if one.stands:
            theirs.setdefault(one.session_id, []).append(one.id)
    both = [one for one in loser if one.stands and one.session_id in theirs]
    _must_be_open(choices, both)
    found = (
        DoubleBooking(
            booking_id=one.id,
            session_id=one.session_id,
            with_bookings=tuple(sorted(theirs[one.session_id])),
            status=one.status,
            seats=one.people,
            final=one.final,
            choice=_choice(one, choices),
        )
        for one in both
    )
    return tuple(sorted(found, key=lambda one: one.booking_id))


def _must_be_open(choices: MergeChoices, both: Sequence[Booked]) -> None:
    open_ones = {one.id for one in both if one.may_be_cancelled}
    for pointer, ids in (("/keep", choices.keep), ("/cancel", choices.cancel)):
        if not open_ones.issuperset(ids):
            raise Invalid.at(pointer, "names a booking that is not one of both people on one session")
    if set(choices.keep) & set(choices.cancel):
        raise Invalid.at("/cancel", "names a booking that is to be kept, too")


def _choice(booked: Booked, choices: MergeChoices) -> Both | None:
    """What is over cannot be cancelled any more."""
    if booked.id in choices.cancel:
        return Both.CANCEL
    return Both.KEEP if booked.id in choices.keep or not booked.may_be_cancelled else None
