"""Every call of the API answers every actor about every thing as the policy written by hand says."""

from itertools import product
from unittest.mock import patch

import pytest
from attrs import evolve, frozen
from falcon.testing import Result

from rft_app.http.customers.endpoints import CUSTOMERS
from rft_app.http.documented_errors import errors_of
from rft_app.http.endpoint import Endpoint, IfMatch
from rft_app.http.insights.endpoints import INSIGHTS
from rft_app.http.joining.endpoints import MEMBERS
from rft_app.http.notes.endpoints import NOTES
from rft_app.http.portal.endpoints import PORTAL
from rft_app.http.preferences.endpoints import PREFERENCES
from rft_app.http.privacy.endpoints import PRIVACY
from rft_app.http.sensitive.endpoints import SENSITIVE
from rft_app.http.table import ENDPOINTS
from rft_app.http.timeline.endpoints import TIMELINE
from rft_domain.access import decisions, visibility
from rft_domain.access.actor import Actor, ActorKind
from rft_domain.access.decisions import Subject
from rft_domain.access.policy import Action, Relation
from tests.access.cells import actors, every_actor
from tests.access.mutants import idle, mutant
from tests.access.oracle import ever, subset
from tests.access.stage import NO_SUCH_ID, Stage

# a version that nothing has: whoever may do it hears so, and nothing changes
STALE = 99
OF_A_BOOKING = [endpoint for endpoint in ENDPOINTS if "booking_id" in endpoint.path_names]
OF_A_USER = [endpoint for endpoint in ENDPOINTS if "user_id" in endpoint.path_names and endpoint not in PRIVACY]
OF_A_LOG_IN = [endpoint for endpoint in ENDPOINTS if endpoint.action is Action.MANAGE_OWN_LOG_IN]
OF_A_CUSTOMER = [
    endpoint
    for endpoint in (*MEMBERS, *PREFERENCES, *NOTES, *TIMELINE, *SENSITIVE, *CUSTOMERS, *INSIGHTS)
    if endpoint.action not in (Action.PROVE_ADDRESS, Action.SEE_OVERALL_INSIGHTS)
    and endpoint.name not in ("list_customers", "export_customers")
    and endpoint not in OF_A_USER
]
OF_A_SEGMENT = [one for one in ENDPOINTS if "segment_id" in one.path_names or one.name == "get_merge"]
OF_THE_PORTAL = [
    endpoint for endpoint in PORTAL if endpoint not in OF_A_BOOKING and endpoint.action is not Action.LOOK_UP
]
_OF_SOMETHING = [
    *PRIVACY,
    *OF_A_BOOKING,
    *OF_A_USER,
    *OF_A_LOG_IN,
    *OF_A_CUSTOMER,
    *OF_A_SEGMENT,
    *OF_THE_PORTAL,
]
OF_THE_REST = [endpoint for endpoint in ENDPOINTS if endpoint.action and endpoint not in _OF_SOMETHING]
# how a row of bookings can be somebody's
ON_ROWS = [Relation.ANY, Relation.OWN_CUSTOMER, Relation.OWN_SESSION, Relation.OWN_BOOKING]


@frozen
class Told:
    status: int
    code: str | None

    @classmethod
    def by(cls, answer: Result) -> "Told":
        return cls(answer.status_code, answer.json.get("code") if answer.status_code >= 400 else None)


NEVER = {True: Told(401, "unauthenticated"), False: Told(403, "forbidden")}
STEP_UP = Told(403, "step-up-required")
NOT_YOURS, NOT_THERE = Told(403, "customer-authorization"), Told(404, "not-found")


def answer(stage: Stage, endpoint: Endpoint, actor: Actor, **ids: object) -> Result:
    path = endpoint.path.format(**dict.fromkeys(endpoint.path_names, NO_SUCH_ID) | ids)
    is_change = endpoint.if_match is not IfMatch.IGNORED
    body = (endpoint.body_example if is_change else {}) if endpoint.body else None
    return stage.api.ask(actor, endpoint.method, path, body, STALE if is_change else None)


def permitted(endpoint: Endpoint) -> Told:
    """What :func:`answer` is where nothing but the policy could refuse."""
    if endpoint.if_match is not IfMatch.IGNORED:
        return Told(412, "precondition-failed")
    if endpoint.action is Action.REMOVE_SECOND_FACTOR:  # nobody on the stage has one
        return Told(422, "second-factor-is-off")
    if endpoint.name == "list_notes_of_user":  # nor a customer
        return Told(422, "no-customer")
    return Told(422, "invalid") if endpoint.body else Told(200, None)


def for_all(kind: ActorKind, action: Action) -> bool:
    """May somebody of this kind do this to what is nobody's they know?"""
    return subset(Actor(kind=kind), action, [Subject()]) == [True]


def is_for(endpoint: Endpoint, kind: ActorKind) -> bool:
    """Is anybody of this kind let in? What shows anybody's is for those alone who see everybody's."""
    assert endpoint.action is not None
    in_office = endpoint.method == "GET" and endpoint.path.startswith("/api/admin/")
    return for_all(kind, endpoint.action) if in_office else ever(kind, endpoint.action)


def turned_away(endpoint: Endpoint, kind: ActorKind) -> Told:
    in_office = endpoint.method == "GET" and endpoint.path.startswith("/api/admin/")
    asks_for_more = kind is ActorKind.PORTAL_GUEST and ever(ActorKind.PROVEN_GUEST, endpoint.action or Action.LOG_IN)
    return Told(403, "step-up-required") if asks_for_more and not in_office else NEVER[kind is ActorKind.ANONYMOUS]


def told(stage: Stage, endpoint: Endpoint, kind: ActorKind) -> list[Told]:
    return [
        Told.by(answer(stage, endpoint, actor, booking_id=booking.id, attendee_id=booking.attendees[0].id))
        for actor, (booking, _) in product(actors(kind, stage.names), stage.bookings)
    ]


def expected(stage: Stage, endpoint: Endpoint, kind: ActorKind) -> list[Told]:
    assert endpoint.action is not None
    subjects, allowed = [subject for _, subject in stage.bookings], permitted(endpoint)
    if not ever(kind, endpoint.action):
        return [NEVER[kind is ActorKind.ANONYMOUS]] * len(subjects) * len(actors(kind))
    answers = []
    for actor in actors(kind, stage.names):
        may, sees = (subset(actor, action, subjects) for action in (endpoint.action, Action.SEE_BOOKING))
        answers += [allowed if one else NOT_YOURS if seen else NOT_THERE for one, seen in zip(may, sees, strict=True)]
    return answers


@pytest.mark.parametrize("endpoint", OF_A_BOOKING, ids=lambda endpoint: endpoint.name)
def test_a_call_about_a_booking_answers_as_the_policy_says(stage: Stage, endpoint: Endpoint) -> None:
    for kind in ActorKind:
        assert told(stage, endpoint, kind) == expected(stage, endpoint, kind), kind


@pytest.mark.parametrize("endpoint", OF_THE_REST, ids=lambda endpoint: endpoint.name)
def test_a_call_about_no_booking_is_for_those_whom_the_policy_names(stage: Stage, endpoint: Endpoint) -> None:
    assert endpoint.action is not None
    session_id = stage.bookings[0][0].session_id
    for actor in every_actor(stage.names):
        found = Told.by(answer(stage, endpoint, actor, session_id=session_id, course_id=stage.course_id))
        allowed = is_for(endpoint, actor.kind)
        assert found == (permitted(endpoint) if allowed else turned_away(endpoint, actor.kind)), actor


@pytest.mark.parametrize("endpoint", [one for one in ENDPOINTS if one.action], ids=lambda endpoint: endpoint.name)
def test_a_call_names_each_way_in_which_it_turns_somebody_away(endpoint: Endpoint) -> None:
    told = {turned_away(endpoint, kind).code for kind in ActorKind if not is_for(endpoint, kind)}
    assert told - {error.code for error in errors_of(endpoint)} == set()


@pytest.mark.parametrize("endpoint", PRIVACY, ids=lambda endpoint: endpoint.name)
def test_a_call_about_privacy_is_for_those_whom_the_policy_names(stage: Stage, endpoint: Endpoint) -> None:
    """Nobody is erased here: no ledger would remember it."""
    assert endpoint.action is not None
    for actor in every_actor(stage.names):
        found = Told.by(answer(stage, endpoint, actor, customer_id=stage.names.mine, user_id=stage.names.me))
        if is_for(endpoint, actor.kind):
            assert found not in (*NEVER.values(), STEP_UP), actor
        else:
            assert found == turned_away(endpoint, actor.kind), actor


@pytest.mark.parametrize("endpoint", OF_A_USER, ids=lambda endpoint: endpoint.name)
def test_a_call_about_a_user_answers_as_the_policy_says(stage: Stage, endpoint: Endpoint) -> None:
    assert endpoint.action is not None
    for actor, user_id in product(every_actor(stage.names), (stage.names.me, stage.names.somebody)):
        found = Told.by(answer(stage, endpoint, actor, user_id=user_id))
        may, sees = (subset(actor, action, [Subject(user_id=user_id)]) for action in (endpoint.action, Action.SEE_USER))
        one = permitted(endpoint) if may == [True] else NOT_YOURS if sees == [True] else NOT_THERE
        assert found == (one if is_for(endpoint, actor.kind) else turned_away(endpoint, actor.kind)), actor


@pytest.mark.parametrize("endpoint", OF_A_LOG_IN, ids=lambda endpoint: endpoint.name)
def test_a_call_about_log_ins_reaches_ones_own_only(stage: Stage, endpoint: Endpoint) -> None:
    """Who has no account has no log-in that could be used: refused, unless there is nothing to refuse."""
    (used, _), (other, _) = stage.log_ins
    for actor, session_id in product(every_actor(stage.names), (used, other)):
        own = actor.user_id is not None
        found = Told.by(
            answer(stage, endpoint, evolve(actor, session_id=used if own else None), auth_session_id=session_id)
        )
        if not ever(actor.kind, Action.MANAGE_OWN_LOG_IN):
            assert found == NEVER[actor.kind is ActorKind.ANONYMOUS], actor
        elif endpoint.path_names:
            assert found == (permitted(endpoint) if own and session_id == used else NOT_THERE), actor
        else:
            refused = not own and endpoint.name in {"log_out", "end_other_sessions", "get_own_user"}
            assert found == (NEVER[False] if refused else permitted(endpoint)), actor


@pytest.mark.parametrize("endpoint", OF_A_CUSTOMER, ids=lambda endpoint: endpoint.name)
def test_a_call_about_a_customer_answers_as_the_policy_says(stage: Stage, endpoint: Endpoint) -> None:
    """Of the customer that the path names, else of the caller's own; no such member, no such invitation: not found."""
    assert endpoint.action is not None
    for actor, customer_id in product(every_actor(stage.names), (stage.names.mine, stage.names.theirs)):
        found = Told.by(answer(stage, endpoint, actor, customer_id=customer_id))
        about = customer_id if "customer_id" in endpoint.path_names else actor.customer_id
        if not is_for(endpoint, actor.kind):
            assert found == turned_away(endpoint, actor.kind), actor
        elif permitted(endpoint).code == "invalid":
            assert found == permitted(endpoint), actor
        elif about is None or set(endpoint.path_names) - {"customer_id"}:
            assert found == NOT_THERE, actor
        else:
            subjects = [Subject(customer_id=about)]
            may, sees = (subset(actor, action, subjects) for action in (endpoint.action, Action.SEE_CUSTOMER))
            assert found == (permitted(endpoint) if may == [True] else NOT_YOURS if sees == [True] else NOT_THERE), (
                actor
            )


@pytest.mark.parametrize("endpoint", OF_A_SEGMENT, ids=lambda endpoint: endpoint.name)
def test_a_call_about_a_segment_is_for_the_office(stage: Stage, endpoint: Endpoint) -> None:
    assert endpoint.action is not None
    for actor in every_actor(stage.names):
        found = Told.by(answer(stage, endpoint, actor))
        assert found == (NOT_THERE if ever(actor.kind, endpoint.action) else NEVER[actor.kind is ActorKind.ANONYMOUS])


@pytest.mark.parametrize("endpoint", OF_THE_PORTAL, ids=lambda endpoint: endpoint.name)
def test_a_call_of_the_portal_is_about_ones_own_customer(stage: Stage, endpoint: Endpoint) -> None:
    """Who has none finds nothing; what is the guests' own asks for the session that they came with."""
    assert endpoint.action is not None
    for actor in every_actor(stage.names):
        came = actor.customer_id is not None
        visitor = evolve(actor, portal_session_id=stage.link.session_id if came else None)
        found = Told.by(answer(stage, endpoint, visitor))
        if not ever(actor.kind, endpoint.action):
            assert found == turned_away(endpoint, actor.kind), actor
        elif came or endpoint.name == "list_own_bookings":
            assert found == permitted(endpoint), actor
        elif endpoint.action in (Action.USE_PORTAL, Action.CHANGE_EMAIL):
            assert found == (NEVER[False] if endpoint.body is None else permitted(endpoint)), actor
        else:
            assert found == NOT_THERE, actor


@pytest.mark.parametrize("path", ["/api/bookings", "/api/customer/bookings"])
def test_the_list_holds_what_the_policy_says(stage: Stage, path: str) -> None:
    """That of the portal, of one's own customer only."""
    own = path != "/api/bookings"
    subjects = {str(booking.id): subject for booking, subject in stage.bookings}
    for actor in every_actor(stage.names):
        found = stage.api.ask(actor, "GET", path)
        if not ever(actor.kind, Action.SEE_BOOKING):
            assert found.status_code in (401, 403)
            continue
        may = subset(actor, Action.SEE_BOOKING, subjects.values())
        expected_ids = {id for id, sees in zip(subjects, may, strict=True) if sees}
        if own:
            expected_ids &= {
                id for id, one in subjects.items() if one.customer_id and one.customer_id == actor.customer_id
            }
        assert {one["id"] for one in found.json["items"]} == expected_ids


@pytest.mark.parametrize(
    ("option", "action"),
    [("provisional", Action.CREATE_PROVISIONAL_BOOKING), ("allow_past", Action.BOOK_PAST_SESSION)],
)
def test_an_option_of_booking_is_for_those_whom_the_policy_names(stage: Stage, option: str, action: Action) -> None:
    (endpoint,) = (endpoint for endpoint in ENDPOINTS if endpoint.name == "create_booking")
    path = endpoint.path.format(session_id=NO_SUCH_ID)
    for kind in ActorKind:
        found = stage.api.ask(Actor(kind=kind), "POST", path, endpoint.body_example | {option: True})
        allowed = any(subset(Actor(kind=kind), action, [Subject()]))
        assert Told.by(found) == (NOT_THERE if allowed else NEVER[kind is ActorKind.ANONYMOUS]), kind


@pytest.mark.parametrize("emptied", ["memory"], indirect=True)
@pytest.mark.parametrize("endpoint", OF_A_BOOKING, ids=lambda endpoint: endpoint.name)
def test_every_mutant_of_the_policy_is_found_over_http(stage: Stage, endpoint: Endpoint) -> None:
    """The policy with one line less, or with one line more, on what is somebody's booking."""
    assert endpoint.action is not None
    alive = []
    for kind in ActorKind:
        before = expected(stage, endpoint, kind)
        for relation in ON_ROWS:
            lines = mutant((kind, endpoint.action, relation))
            with patch.object(decisions, "POLICY", lines), patch.object(visibility, "POLICY", lines):
                if not idle(lines) and told(stage, endpoint, kind) == before:
                    alive.append((kind, relation))
    assert alive == []
