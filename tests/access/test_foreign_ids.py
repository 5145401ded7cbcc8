"""What belongs to others is answered like what is not there, to the last byte."""

from unittest.mock import patch

import pytest
from falcon.testing import Result

from rft_app.http.endpoint import Endpoint, IfMatch
from rft_app.http.table import ENDPOINTS
from rft_domain.access import decisions, visibility
from rft_domain.access.actor import Actor, ActorKind
from rft_domain.access.policy import POLICY, Action, Relation
from tests.access.cells import every_actor
from tests.access.oracle import ever, subset
from tests.access.stage import NO_SUCH_ID, Stage

OF_A_BOOKING = [endpoint for endpoint in ENDPOINTS if "booking_id" in endpoint.path_names]
OF_AN_ATTENDEE = [endpoint for endpoint in OF_A_BOOKING if "attendee_id" in endpoint.path_names]
each = pytest.mark.parametrize("endpoint", OF_A_BOOKING, ids=lambda endpoint: endpoint.name)


def whole(answer: Result) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All of an answer; the requests of a stage share their id."""
    return answer.status_code, answer.content, sorted(answer.headers.items())


def told_apart(stage: Stage, endpoint: Endpoint) -> list[tuple[ActorKind, int]]:
    """For whom a booking of others answers otherwise than one that is not there, and how.

    Of others: one may neither see it nor do this to it. A guest may write on the booking of their reference, whatever
    else they see.
    """
    assert endpoint.action is not None
    subjects = [subject for _, subject in stage.bookings]
    found = []
    for actor in every_actor(stage.names):
        missing = whole(_ask(stage, endpoint, actor, NO_SUCH_ID, NO_SUCH_ID))
        if ever(actor.kind, endpoint.action):
            assert missing[0] == 404
        sees, may = (subset(actor, action, subjects) for action in (Action.SEE_BOOKING, endpoint.action))
        theirs = [one or other for one, other in zip(sees, may, strict=True)]
        for booking, _ in (pair for pair, its in zip(stage.bookings, theirs, strict=True) if not its):
            foreign = whole(_ask(stage, endpoint, actor, booking.id, booking.attendees[0].id))
            if foreign != missing:
                found.append((actor.kind, foreign[0]))
    return found


def _ask(stage: Stage, endpoint: Endpoint, actor: Actor, booking_id: object, attendee_id: object) -> Result:
    path = endpoint.path.format(booking_id=booking_id, attendee_id=attendee_id)
    version = 1 if endpoint.if_match is not IfMatch.IGNORED else None
    return stage.api.ask(actor, endpoint.method, path, endpoint.body_example, version)


@each
def test_a_booking_of_others_is_answered_like_none(stage: Stage, endpoint: Endpoint) -> None:
    assert told_apart(stage, endpoint) == []


@each
@pytest.mark.parametrize("emptied", ["memory"], indirect=True)
def test_a_planted_refusal_that_tells_is_found(stage: Stage, endpoint: Endpoint) -> None:
    """Customers may know of every booking, though they may do nothing with it."""
    lines = POLICY | {(ActorKind.CUSTOMER, Action.SEE_BOOKING, Relation.ANY)}
    with patch.object(decisions, "POLICY", lines), patch.object(visibility, "POLICY", lines):
        found = told_apart(stage, endpoint)
    reads, may = endpoint.method == "GET", ever(ActorKind.CUSTOMER, endpoint.action or Action.SEE_BOOKING)
    assert set(found) == ({(ActorKind.CUSTOMER, 200 if reads else 403)} if may else set())


@pytest.mark.parametrize("endpoint", OF_AN_ATTENDEE, ids=lambda endpoint: endpoint.name)
def test_an_attendee_of_another_booking_is_answered_like_none(stage: Stage, endpoint: Endpoint) -> None:
    (own, _), (other, _) = stage.bookings[:2]
    for actor in every_actor(stage.names):
        answers = [whole(_ask(stage, endpoint, actor, own.id, id)) for id in (NO_SUCH_ID, other.attendees[0].id)]
        assert answers[0] == answers[1]
        assert answers[0][0] in (401, 403, 404)


@pytest.mark.parametrize("kind", [ActorKind.ANONYMOUS, ActorKind.CUSTOMER, ActorKind.ORGANISER, ActorKind.INSTRUCTOR])
def test_a_course_that_is_not_on_sale_is_answered_like_none(stage: Stage, kind: ActorKind) -> None:
    hidden = stage.hidden_course_id
    for actor in (one for one in every_actor(stage.names) if one.kind is kind):
        answers = [whole(stage.api.ask(actor, "GET", f"/api/courses/{id}")) for id in (NO_SUCH_ID, hidden)]
        assert answers[0] == answers[1]
        assert answers[0][0] == 404
