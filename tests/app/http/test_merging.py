"""Customers are compared, merged and taken apart over HTTP."""

from typing import Any

import pytest

from tests.app.http.api import STAFF, Api, Request, refused


def call(api: Api, method: str, path: str, body: Any = None) -> Any:
    return api.send(Request(method=method, path=path, body=body, headers=STAFF))


def test_the_preview_is_what_the_merge_does_and_undoing_gives_it_back(api: Api) -> None:
    winner, loser = api.booking.customer_id, str(api.twin)
    body: dict[str, Any] = {"loser_id": loser, "fields": {"city": "loser"}}
    preview = call(api, "POST", f"/api/admin/customers/{winner}/merge/preview", body).json
    assert (preview["merged"]["city"], preview["winner"]["city"], preview["loser"]["city"]) == ("York", None, "York")
    done = call(api, "POST", f"/api/admin/customers/{winner}/merge", body | {"digest": preview["plan"]["digest"]})
    assert (done.status_code, done.json["plan"]) == (201, preview["plan"])
    assert call(api, "GET", done.headers["location"]).json == done.json
    listed = call(api, "GET", "/api/admin/merges").json["items"]
    assert [one for one in listed if one["winner_id"] == str(winner)] == [done.json]
    again = call(api, "POST", f"/api/admin/customers/{winner}/merge", body)
    assert refused(again) == (409, "customer-merged")
    undone = call(api, "POST", f"{done.headers['location']}/undo", {"leave_conflicts": False})
    assert (undone.status_code, undone.json["left"], undone.json["version"]) == (200, [], 2)
    assert refused(call(api, "POST", f"{done.headers['location']}/undo", {"leave_conflicts": True})) == (
        409,
        "merge-undone",
    )
    assert call(api, "POST", f"/api/admin/customers/{winner}/merge/preview", body).json["winner"]["city"] is None


def test_a_plan_that_changed_since_the_preview_is_refused(api: Api) -> None:
    path = f"/api/admin/customers/{api.booking.customer_id}/merge"
    body = {"loser_id": str(api.twin), "digest": "0" * 64}
    before = api.everything()
    assert refused(call(api, "POST", path, body)) == (409, "merge-plan-changed")
    assert api.everything() == before


def test_what_was_changed_since_stands_against_undoing_and_is_named(api: Api) -> None:
    winner = api.booking.customer_id
    body = {"loser_id": str(api.twin), "fields": {"city": "loser"}}
    done = call(api, "POST", f"/api/admin/customers/{winner}/merge", body).json
    with api.house.store.unit_of_work() as uow:
        customer = uow.customers.get(api.twin)
        assert customer.id == winner
        uow.customers.save(
            customer.with_profile(customer.profile.__class__(first_name="A", last_name="B"), customer.updated_at)
        )
        uow.commit()
    before = api.everything()
    answer = call(api, "POST", f"/api/admin/merges/{done['id']}/undo", {"leave_conflicts": False})
    assert refused(answer) == (409, "merge-undo-conflicts")
    assert "field-changed city" in answer.json["detail"]
    assert api.everything() == before
    left = call(api, "POST", f"/api/admin/merges/{done['id']}/undo", {"leave_conflicts": True}).json["left"]
    assert left == ["field-changed city", "field-changed postcode"]


def test_a_field_that_is_none_and_a_customer_who_is_the_same_are_refused(api: Api) -> None:
    winner = api.booking.customer_id
    path = f"/api/admin/customers/{winner}/merge"
    unknown = call(api, "POST", path, {"loser_id": str(api.twin), "fields": {"colour": "loser"}})
    assert (refused(unknown), unknown.json["errors"][0]["pointer"]) == ((422, "invalid"), "/fields/colour")
    assert refused(call(api, "POST", path, {"loser_id": str(winner)})) == (422, "same-customer")


@pytest.mark.parametrize(
    ("fields", "pointer"), [({"city": "neither"}, "/fields/city"), ({"city": None}, "/fields/city"), ([], "/fields")]
)
def test_a_side_that_is_none_is_named(api: Api, fields: Any, pointer: str) -> None:
    path = f"/api/admin/customers/{api.booking.customer_id}/merge/preview"
    answer = call(api, "POST", path, {"loser_id": str(api.twin), "fields": fields})
    assert (refused(answer), answer.json["errors"][0]["pointer"]) == ((422, "invalid"), pointer)


def test_duplicates_are_found_listed_and_remembered_as_distinct(api: Api) -> None:
    found = call(api, "POST", "/api/admin/customers/duplicates/find").json["pairs"]
    listed = call(api, "GET", "/api/admin/customers/duplicates").json["items"]
    assert (len(listed), [one["score"] for one in listed]) == (
        found,
        sorted((o["score"] for o in listed), reverse=True),
    )
    pairs = {frozenset((one["one"]["id"], one["other"]["id"])) for one in listed}
    assert frozenset(map(str, (api.merge.loser_id, api.merge.winner_id))) not in pairs
    one, other = sorted(pairs, key=sorted)[0]
    call(api, "POST", f"/api/admin/customers/{one}/distinct", {"other_id": other})
    left = call(api, "GET", "/api/admin/customers/duplicates").json["items"]
    assert {frozenset((each["one"]["id"], each["other"]["id"])) for each in left} == pairs - {frozenset((one, other))}
    call(api, "POST", f"/api/admin/customers/{other}/not-distinct", {"other_id": one})
    assert len(call(api, "GET", "/api/admin/customers/duplicates").json["items"]) == found
