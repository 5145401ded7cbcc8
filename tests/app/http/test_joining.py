"""Registration, members and preferences over HTTP: what is said, and what is not."""

from typing import Any
from uuid import UUID

import pytest
from attrs import evolve
from falcon.testing import Result

from rft_domain.identity.invitation import Invitation
from rft_domain.shared.ids import CustomerId, InvitationId
from tests.app.http.api import NO_SUCH_ID, ORGANISERS_TOKEN, STAFF, Api, Request, refused, wrong_at

AS_ORGANISER = {"Authorization": f"Bearer {ORGANISERS_TOKEN}"}
PASSWORD = "a short swim in cold water"


def register(api: Api, address: str, **more: Any) -> Result:
    body = {"email": address, "first_name": "Ana", "last_name": "Silva", "password": PASSWORD} | more
    return api.send(Request(method="POST", path="/api/auth/register", body=body, headers={"X-Request-Id": "the-same"}))


def whole(answer: Result) -> tuple[Any, ...]:
    """All of an answer but what tells the caller of their own tries."""
    told = {name: text for name, text in answer.headers.items() if not name.lower().startswith("ratelimit")}
    return answer.status, sorted(told.items()), answer.content


def test_registering_is_answered_alike_for_every_address(api: Api) -> None:
    known, guest, new = "Grace.Ofori@example.org", "Ana.Silva@example.org", "new@example.org"
    answers = [whole(register(api, address)) for address in (known, guest, new)]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == "200 OK"
    locked = [whole(register(api, new)) for _ in range(7)]
    assert {repr(one) for one in locked} == {repr(answers[0])}


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        ({"password": "short"}, ["/password"]),
        ({"password": "passwordpassword"}, ["/password"]),
        ({"email": "nobody", "first_name": " "}, ["/email", "/first_name"]),
    ],
)
def test_every_wrong_field_of_a_registration_is_named(api: Api, changes: dict[str, str], places: list[str]) -> None:
    before = api.everything()
    answer = register(api, "new@example.org", **changes)
    assert (refused(answer), wrong_at(answer)) == ((422, "invalid"), places)
    assert api.everything() == before
    assert all(text not in answer.text for text in changes.values() if text.strip())


def _of_others(api: Api) -> Invitation:
    """An invitation of another customer."""
    mine = api.invitation
    with api.house.store.unit_of_work() as uow:
        id = InvitationId(UUID(int=mine.id.int ^ 1))
        theirs = evolve(mine, id=id, customer_id=CustomerId(api.staff.id), token_hash=None)
        uow.invitations.add(theirs)
        uow.commit()
    return theirs


def test_an_invitation_and_a_member_of_others_are_answered_like_none(api: Api) -> None:
    theirs = _of_others(api)
    headers = AS_ORGANISER | {"X-Request-Id": "the-same"}
    for path, foreign in (
        ("/api/customer/invitations", theirs.id),
        ("/api/customer/members", api.staff.id),
    ):
        answers = [
            whole(api.send(Request(method="DELETE", path=f"{path}/{id}", headers=headers)))
            for id in (NO_SUCH_ID, foreign)
        ]
        assert answers[0] == answers[1]
        assert answers[0][0].startswith("404")


def test_preferences_are_changed_on_the_version_that_was_read(api: Api) -> None:
    path = "/api/customer/preferences"
    read = api.send(Request(method="GET", path=path, headers=AS_ORGANISER))
    assert (read.json["marketing"], read.headers["etag"]) == (True, '"1"')
    body = {"marketing": False, "sms": True, "newsletter": True, "preferred_contact": "sms"}
    change = Request(method="PUT", path=path, body=body, headers=AS_ORGANISER | {"If-Match": '"1"'})
    assert api.send(change).headers["etag"] == '"2"'
    assert refused(api.send(change)) == (412, "precondition-failed")
    history = f"/api/admin/customers/{api.booking.customer_id}/preferences/history"
    lines = api.send(Request(method="GET", path=history, headers=STAFF)).json["items"]
    assert [(line["field"], line["after"], line["source"], line["basis"]) for line in lines] == [
        ("marketing", "off", "account", "objection"),
        ("preferred_contact", "sms", "account", None),
    ]
    assert refused(api.send(Request(method="GET", path=history, headers=AS_ORGANISER))) == (403, "forbidden")
