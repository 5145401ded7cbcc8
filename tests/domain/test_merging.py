"""Merges: what a plan says, and who looks like one person (product.md B8, B9)."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from attrs import evolve

from rft_domain.customers.customer import Customer
from rft_domain.customers.merging.details import combined_details, detail_effects, parted_details
from rft_domain.customers.merging.plan import Booked, Both, MergePlan, Side
from rft_domain.customers.merging.planning import MergeChoices, Party, combined, plan_merge
from rft_domain.customers.merging.resemblance import Reason, Traits, is_slip, reasons, score
from rft_domain.customers.preferences import Choices, Preferences, PreferredContact
from rft_domain.customers.profile import Profile
from rft_domain.customers.sensitive import Details, EmergencyContact
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Invalid
from rft_domain.shared.ids import BookingId, CustomerId, SessionId
from rft_domain.shared.money import Money
from rft_domain.shared.phone import Phone

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SESSION, OTHER_SESSION = SessionId(UUID(int=8)), SessionId(UUID(int=9))


def customer(number: int, changed: int = 0, **profile: object) -> Customer:
    opened = Customer.open(
        id=CustomerId(UUID(int=number)),
        email=Email.parse(f"c{number}@example.org"),
        profile=Profile(first_name="Ana", last_name="Silva"),
        now=NOW,
    )
    changed_profile = evolve(opened.profile, **profile)  # type: ignore[arg-type]  # any field
    return evolve(opened, profile=changed_profile, updated_at=NOW + timedelta(days=changed))


def booked(number: int, of: Customer, session: SessionId = SESSION, status: str = "confirmed") -> Booked:
    return Booked(
        id=BookingId(UUID(int=number)),
        customer_id=of.id,
        session_id=session,
        status=status,
        people=2,
        final=Money.of("75.00"),
        created_at=NOW,
        scheduled=True,
        seats_left=3,
    )


def planned(winner: Party, loser: Party, choices: MergeChoices = MergeChoices()) -> MergePlan:
    return plan_merge(winner, loser, (), choices)


def party(one: Customer, *bookings: Booked, details: Details | None = None) -> Party:
    return Party(
        customer=one, preferences=Preferences(customer_id=one.id), details=details or Details(), booked=bookings
    )


def test_the_profile_changed_last_has_the_say_unless_it_is_blank_there() -> None:
    winner, loser = customer(1, changed=1, city="Leeds", county="Kent"), customer(2, changed=2, city="York")
    sources = {one.name: (one.source, one.changes) for one in planned(party(winner), party(loser)).fields}
    assert sources["city"] == (Side.LOSER, True)
    assert sources["county"] == (Side.WINNER, False)
    assert sources["last_name"] == (Side.LOSER, False)


def test_whoever_chooses_has_the_last_word() -> None:
    winner, loser = customer(1, changed=1, city="Leeds", county="Kent"), customer(2, changed=2, city="York")
    choices = MergeChoices(fields={"city": Side.WINNER, "county": Side.LOSER, "email": Side.LOSER})
    plan = planned(party(winner), party(loser), choices)
    assert plan.changed_fields == ("county",)
    assert plan.email is Side.LOSER


def test_a_field_that_no_profile_has_cannot_be_chosen() -> None:
    with pytest.raises(Invalid, match="/fields/colour"):
        MergeChoices(fields={"colour": Side.WINNER})


def test_two_bookings_on_one_session_are_to_be_chosen_with_their_effect_shown() -> None:
    winner, loser = customer(1), customer(2)
    sides = (
        party(winner, booked(11, winner)),
        party(loser, booked(12, loser), booked(13, loser, OTHER_SESSION), booked(14, loser, status="cancelled")),
    )
    plan = planned(*sides)
    [double] = plan.bookings
    assert (double.booking_id, double.seats, double.final, double.choice) == (UUID(int=12), 2, Money.of("75.00"), None)
    assert (plan.undecided, plan.figures.after.total_bookings) == ((double,), 3)
    kept = planned(*sides, MergeChoices(keep=(double.booking_id,)))
    assert (kept.undecided, kept.bookings[0].choice) == ((), Both.KEEP)
    cancelled = planned(*sides, MergeChoices(cancel=(double.booking_id,)))
    assert cancelled.figures.after.total_spent == Money.of("150.00")
    assert cancelled.figures.merged.total_spent == Money.of("225.00")


@pytest.mark.parametrize(("keep", "cancel"), [((13,), ()), ((), (14,)), ((12,), (12,)), ((11,), ())])
def test_nothing_else_can_be_kept_or_cancelled(keep: tuple[int, ...], cancel: tuple[int, ...]) -> None:
    winner, loser = customer(1), customer(2)
    theirs = (booked(12, loser), booked(13, loser, OTHER_SESSION), booked(14, loser, status="completed"))
    choices = MergeChoices(
        keep=tuple(BookingId(UUID(int=n)) for n in keep), cancel=tuple(BookingId(UUID(int=n)) for n in cancel)
    )
    with pytest.raises(Invalid):
        planned(party(winner, booked(11, winner)), party(loser, *theirs), choices)


def test_an_objection_holds_whichever_profile_it_was_made_under() -> None:
    winner = Choices(marketing=True, sms=False, newsletter=True, preferred_contact=PreferredContact.PHONE)
    loser = Choices(marketing=False, sms=True, newsletter=True)
    assert combined(winner, loser) == evolve(winner, marketing=False)


def test_the_same_plan_has_the_same_digest_and_another_has_not() -> None:
    winner, loser = customer(1), customer(2, city="York")
    plan = planned(party(winner), party(loser))
    assert plan.digest == planned(party(winner), party(loser)).digest
    assert plan.digest != planned(party(winner, booked(11, winner)), party(loser)).digest


def test_a_plan_quotes_nobody() -> None:
    plan = planned(party(customer(1, city="Leeds")), party(customer(2, city="York")))
    assert not any(word in repr(plan) for word in ("York", "Leeds", "Silva", "example.org"))


RUI = EmergencyContact(name="Rui Silva", phone=Phone("+447700900123"))
EVA = EmergencyContact(name="Eva Silva", phone=Phone("+447700900124"))
TOLD = Details(
    emergency_contact=RUI, medical_flag=True, medical_notes="asthma", dietary_requirements="no nuts"
)  # fmt: skip


@pytest.mark.parametrize(
    ("winner", "loser", "after"),
    [
        (Details(), Details(), Details()),
        (Details(), TOLD, TOLD),
        (TOLD, Details(), TOLD),
        (TOLD, TOLD, TOLD),
        (Details(medical_flag=True), TOLD, TOLD),
        (TOLD, Details(emergency_contact=EVA, medical_flag=True, medical_notes="no penicillin"),
         evolve(TOLD, medical_notes="asthma\n\nno penicillin")),
        (Details(dietary_requirements="vegan"), TOLD, evolve(TOLD, dietary_requirements="vegan\n\nno nuts")),
    ],
)  # fmt: skip
def test_what_must_be_minded_of_either_is_minded_of_the_winner(winner: Details, loser: Details, after: Details) -> None:
    effects = detail_effects(winner, loser)
    assert combined_details(winner, loser, effects) == after
    assert parted_details(after, loser, effects) == (winner, [])


def test_a_contact_that_differs_and_texts_too_long_together_are_named_and_left_with_the_loser() -> None:
    winner = evolve(TOLD, dietary_requirements="x" * 1000)
    loser = evolve(TOLD, emergency_contact=EVA, medical_notes="y" * (4000 - len("asthma") - 1))
    effects = {one.name: (one.sources, one.left) for one in detail_effects(winner, loser)}
    assert effects == {
        "emergency_contact": ((Side.WINNER,), True), "medical_flag": ((Side.WINNER,), False),
        "medical_notes": ((Side.WINNER,), True), "dietary_requirements": ((Side.WINNER,), True),
    }  # fmt: skip
    one_less = evolve(loser, medical_notes="y" * (4000 - len("asthma") - 2))
    joined = combined_details(winner, one_less, detail_effects(winner, one_less)).medical_notes
    assert joined is not None
    assert len(joined) == 4000


def test_details_told_since_stay_and_are_named() -> None:
    winner, loser = Details(dietary_requirements="vegan"), TOLD
    effects = detail_effects(winner, loser)
    later = Details(
        emergency_contact=EVA,
        medical_flag=True,
        medical_notes="asthma",
        dietary_requirements="vegan\n\nno nuts, figs",
    )
    parted, named = parted_details(later, loser, effects)
    assert parted == Details(emergency_contact=EVA, dietary_requirements="vegan\n\nno nuts, figs")
    assert named == ["emergency_contact", "dietary_requirements"]


def test_notes_written_since_keep_the_flag_that_came_with_the_merge() -> None:
    loser = Details(medical_flag=True)
    effects = detail_effects(Details(), loser)
    later = Details(medical_flag=True, medical_notes="asthma")
    assert parted_details(later, loser, effects) == (later, ["medical_flag"])


def test_a_plan_quotes_nobodys_details() -> None:
    plan = planned(party(customer(1), details=TOLD), party(customer(2), details=evolve(TOLD, medical_notes="epilepsy")))
    assert not any(word in repr(plan) for word in ("asthma", "epilepsy", "nuts", "Rui", "900123"))
    assert plan.details[2].sources == (Side.WINNER, Side.LOSER)


def traits(email: str, **more: object) -> Traits:
    known: dict[str, object] = {"first_name": "", "last_name": "", "phones": frozenset()}
    known |= {"postcode": None, "date_of_birth": None, "customer_id": CustomerId(UUID(int=1)), "email": email}
    return Traits(**(known | more))  # type: ignore[arg-type]  # any field


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("ana.silva@gmail.com", "anasilva+x@gmail.com", True),
        ("ana.silva@gmail.com", "anasilva@googlemail.com", True),
        ("ana@gmail.com", "ana@gmial.com", True),
        ("ana@gmail.com", "ana@gmail.co", True),
        ("ansa.ilva@gmail.com", "anas.ilva@gmail.com", True),
        ("ana@gmail.com", "ana@yahoo.com", False),
        ("ana@gmail.com", "naa@gmail.co", False),
        ("maria@gmail.com", "amira@gmail.com", False),
        ("ana@gmail.com", "anb@gmail.com", False),
    ],
)
def test_addresses_that_look_alike(one: str, other: str, alike: bool) -> None:
    first, second = traits(one), traits(other)
    assert reasons(first, second) == reasons(second, first) == ((Reason.LOOK_ALIKE_EMAIL,) if alike else ())
    assert not alike or set(first.found_by()) & set(second.found_by())


def test_each_reason_counts_and_names_are_compared_without_accents_and_signs() -> None:
    one = traits("a@example.org", first_name="José", last_name="O'Neil-Byrne", postcode="LS1 4AP")
    other = traits("b@example.net", first_name="JOSE", last_name="ONeil Byrne", postcode="ls14ap")
    assert reasons(one, other) == (Reason.SAME_NAME_AND_POSTCODE,)
    born = {"date_of_birth": date(1990, 2, 3), "phones": frozenset({"+447700900123"})}
    every = reasons(evolve(one, **born), evolve(other, **born))  # type: ignore[arg-type]  # of these fields
    assert (len(every), score(every)) == (3, 100)
    assert reasons(evolve(one, first_name="", last_name=""), evolve(other, first_name="", last_name="")) == ()


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [("abc", "abc", False), ("abc", "abd", True), ("abc", "ab", True), ("abc", "acb", True), ("abc", "bca", False),
     ("abcd", "ab", False), ("abc", "xabc", True)],
)  # fmt: skip
def test_a_slip_is_one_letter_or_two_neighbours(one: str, other: str, slip: bool) -> None:
    assert is_slip(one, other) is is_slip(other, one) is slip
