"""The policy, cell by cell: what is written here by hand is all that anybody may do (product.md H1)."""

from uuid import UUID

import pytest

from rft_domain.access.actor import ADMIN, ANONYMOUS, SYSTEM, Actor, ActorKind
from rft_domain.access.decisions import (
    CustomerAuthorizationError,
    StepUpRequired,
    Subject,
    permits,
    require,
    require_over,
)
from rft_domain.access.policy import POLICY, Action, Relation
from rft_domain.access.visibility import Visibility, visibility
from rft_domain.shared.errors import Forbidden, NotFound, Unauthenticated
from rft_domain.shared.ids import BookingId, CustomerId, UserId

OWN_THINGS = {
    "see_booking", "cancel_booking", "move_booking", "change_attendees", "see_customer", "change_profile",
    "change_preferences", "write_requirements", "see_sensitive", "change_sensitive",
    "see_insights", "see_notes", "export_person",
}  # fmt: skip
ANYBODY = {"create_booking", "log_in", "look_up", "prove_address"}
GUEST_THINGS = {"see_booking", "see_customer", "change_profile", "use_portal"}
ADMINISTRATION = OWN_THINGS | ANYBODY | {
    "manage_catalogue", "see_whole_catalogue", "create_provisional_booking", "book_past_session",
    "confirm_booking", "complete_booking", "mark_attendance", "manage_discounts", "register_user", "see_user",
    "assign_customer_or_instructor", "open_customer", "see_audit", "change_user", "see_activity",
    "manage_members", "see_consent_history", "change_customer_status", "manage_segments", "export_customers",
    "merge_customers", "erase_person",
    "see_overall_insights", "recount_figures", "see_monitor", "write_notes",
}  # fmt: skip
OVER_ADMINS = {"assign_admin_or_superuser", "change_admin_or_superuser", "remove_second_factor"}

PAPER: dict[tuple[str, str], set[str]] = {
    ("anonymous", "any"): ANYBODY,
    ("portal_guest", "any"): ANYBODY,
    ("portal_guest", "own_customer"): GUEST_THINGS,
    ("portal_guest", "own_booking"): {"write_requirements"},
    ("proven_guest", "any"): ANYBODY,
    ("proven_guest", "own_customer"): GUEST_THINGS
    | {"write_requirements", "change_email", "see_sensitive", "change_sensitive", "see_notes", "export_person"},
    ("customer", "any"): ANYBODY,
    ("customer", "own_customer"): OWN_THINGS,
    ("customer", "self"): {"see_user", "open_customer", "manage_own_log_in"},
    ("organiser", "any"): ANYBODY,
    ("organiser", "own_customer"): OWN_THINGS | {"manage_members"},
    ("organiser", "self"): {"see_user", "open_customer", "manage_own_log_in"},
    ("instructor", "any"): ANYBODY,
    ("instructor", "own_session"): {"see_booking", "mark_attendance"},
    ("instructor", "self"): {"see_user", "open_customer", "manage_own_log_in"},
    ("admin", "any"): ADMINISTRATION,
    ("admin", "self"): {"manage_own_log_in"},
    ("superuser", "any"): ADMINISTRATION | OVER_ADMINS,
    ("superuser", "self"): {"manage_own_log_in"},
    ("system", "any"): ADMINISTRATION
    | OVER_ADMINS
    | {"issue_reset", "issue_proof", "issue_link", "log_sent", "apply_retention"},
}


@pytest.mark.parametrize("kind", ActorKind)
@pytest.mark.parametrize("relation", Relation)
def test_the_policy_is_what_is_on_paper(kind: ActorKind, relation: Relation) -> None:
    allowed = {action.value for action in Action if (kind, action, relation) in POLICY}
    assert allowed == PAPER.get((kind.value, relation.value), set())


MINE, THEIRS = CustomerId(UUID(int=1)), CustomerId(UUID(int=2))
ANA = UserId(UUID(int=3))
MEMBER = Actor(kind=ActorKind.CUSTOMER, user_id=ANA, customer_id=MINE)
TEACHER = Actor(kind=ActorKind.INSTRUCTOR, user_id=ANA)
BOOKED = BookingId(UUID(int=4))
GUEST = Actor(kind=ActorKind.PORTAL_GUEST, customer_id=MINE, booking_id=BOOKED)


def test_a_member_may_act_for_their_own_customer_only() -> None:
    assert permits(MEMBER, Action.CANCEL_BOOKING, Subject(customer_id=MINE))
    assert not permits(MEMBER, Action.CANCEL_BOOKING, Subject(customer_id=THEIRS))


def test_nobodys_thing_is_not_the_thing_of_somebody_without_customer() -> None:
    nobody = Actor(kind=ActorKind.CUSTOMER)
    assert not permits(nobody, Action.SEE_BOOKING, Subject())
    assert visibility(nobody, Action.SEE_BOOKING) == Visibility()
    assert not Visibility().shows(Subject())


def test_what_one_may_not_know_of_is_not_there() -> None:
    with pytest.raises(NotFound):
        require_over(MEMBER, Action.CANCEL_BOOKING, Subject(customer_id=THEIRS), sees=Action.SEE_BOOKING)


def test_what_one_sees_but_may_not_touch_is_refused_by_name() -> None:
    own_session = Subject(customer_id=THEIRS, instructor_ids=frozenset({ANA}))
    with pytest.raises(CustomerAuthorizationError) as refused:
        require_over(TEACHER, Action.CANCEL_BOOKING, own_session, sees=Action.SEE_BOOKING)
    assert refused.value.facts == {"action": "cancel_booking"}
    assert refused.value.detail.endswith("belongs to a customer you may not do this for: cancel booking.")


def test_somebody_unknown_is_asked_who_they_are_and_somebody_known_is_refused() -> None:
    with pytest.raises(Unauthenticated):
        require(ANONYMOUS, Action.SEE_BOOKING)
    with pytest.raises(Forbidden):
        require(MEMBER, Action.CONFIRM_BOOKING)
    with pytest.raises(StepUpRequired):
        require(GUEST, Action.CHANGE_EMAIL)
    require(ADMIN, Action.CONFIRM_BOOKING)


@pytest.mark.parametrize("actor", [MEMBER, TEACHER, ADMIN, SYSTEM, ANONYMOUS, GUEST])
@pytest.mark.parametrize("action", Action)
def test_lists_and_single_things_agree(actor: Actor, action: Action) -> None:
    subjects = [
        Subject(customer_id=customer, user_id=user, instructor_ids=instructors, booking_id=booking)
        for booking in (None, BOOKED)
        for customer in (None, MINE, THEIRS)
        for user in (None, ANA)
        for instructors in (frozenset[UserId](), frozenset({ANA}))
    ]
    seen = visibility(actor, action)
    assert [seen.shows(subject) for subject in subjects] == [permits(actor, action, subject) for subject in subjects]
