"""Users over HTTP: found, changed, deactivated, and what the detail answer carries."""

import base64
import json

import pytest

from rft_domain.access.actor import SYSTEM
from rft_domain.identity.errors import LastSuperuser
from rft_domain.identity.use_cases.deactivate_user import DeactivateUser, deactivate_user
from rft_domain.identity.use_cases.register_user import RegisterUser, register_user
from rft_domain.identity.user import Role, User
from rft_domain.insights.people import PersonSort
from rft_domain.shared.email import Email
from rft_domain.shared.phone import Phone
from tests.app.http.api import NO_SUCH_ID, ORGANISER, STAFF, Api, Request, refused, wrong_at

USERS = "/api/admin/users"


def register(api: Api, address: str, role: Role = Role.CUSTOMER, phone: str | None = None) -> User:
    first_name = address.partition("@")[0].title()
    number = Phone.parse(phone) if phone else None
    command = RegisterUser(
        email=Email.parse(address), first_name=first_name, last_name="Byrne", role=role, phone=number
    )
    return api.house.application.run(register_user, command, actor=SYSTEM)


def found(api: Api, query: str = "") -> set[str]:
    return {item["email"] for item in api.get(USERS, staff=True, query=query).json["items"]}


def post(api: Api, user: User, verb: str, **more: object) -> Request:
    return Request(method="POST", path=f"{USERS}/{user.id}/{verb}", headers=STAFF, body=more or None)


@pytest.mark.parametrize(
    "search", ["ivo", "IVO", "byr", "07700%20900456", "%2B447700900456", "ivo%20BYRNE", "@Example"]
)
def test_a_user_is_found_by_a_part_of_name_address_or_phone_in_any_case(api: Api, search: str) -> None:
    register(api, "ivo@example.org", phone="07700 900456")
    assert "ivo@example.org" in found(api, f"search={search}")


@pytest.mark.parametrize("search", ["ivo%20silva", "%25", "_", "07700900457", "q"])
def test_who_does_not_match_every_word_is_not_found(api: Api, search: str) -> None:
    register(api, "ivo@example.org", phone="07700 900456")
    assert found(api, f"search={search.replace(' ', '%20')}") - {"Ana.Silva@example.org"} == set()


def test_lists_show_active_users_unless_asked_for_others(api: Api) -> None:
    ivo = register(api, "ivo@example.org", Role.INSTRUCTOR)
    assert found(api, "role=instructor") == {"ivo@example.org"}
    assert api.send(post(api, ivo, "deactivate")).json["status"] == "inactive"
    assert found(api, "role=instructor") == set()
    assert found(api, "status=inactive") == {"ivo@example.org"}
    assert found(api, "role=instructor&status=any") == {"ivo@example.org"}
    assert found(api, "status=any") > found(api, "status=active")
    assert api.send(post(api, ivo, "reactivate")).json["is_active"] is True
    assert found(api, "role=instructor") == {"ivo@example.org"}


def test_pages_of_users_follow_each_other(api: Api) -> None:
    for name in ("a", "b", "c"):
        register(api, f"{name}@example.org")
    whole = api.get(USERS, staff=True).json["items"]
    first = api.get(USERS, staff=True, query="limit=4&count=true").json
    second = api.get(USERS, staff=True, query=f"limit=4&cursor={first['next_cursor']}").json
    assert (first["total"], first["items"] + second["items"]) == (len(whole), whole)


def test_the_detail_carries_the_customer_its_figures_and_the_ten_latest_bookings(api: Api) -> None:
    bookings = [api.house.booking(api.other) for _ in range(10)]
    path = f"{USERS}/{api.booking.booked_by}"
    person = api.get(path, staff=True).json
    assert person["user"]["email"] == "Ana.Silva@example.org"
    assert person["customer"]["id"] == person["user"]["customer_id"] == str(api.booking.customer_id)
    assert person["customer"]["total_bookings"] == 12
    assert len(person["recent_bookings"]) == 10
    all_of_them = api.get(f"{path}/bookings", staff=True, query="count=true").json
    assert all_of_them["total"] == 12
    assert {str(b.id) for b in bookings} < {item["id"] for item in all_of_them["items"]}
    assert all_of_them["items"][:10] == person["recent_bookings"]


def test_a_user_without_a_customer_has_no_bookings(api: Api) -> None:
    ivo = register(api, "ivo@example.org")
    person = api.get(f"{USERS}/{ivo.id}", staff=True).json
    assert (person["customer"], person["recent_bookings"]) == (None, [])
    empty: dict[str, object] = {"items": [], "next_cursor": None, "total": 0}
    assert api.get(f"{USERS}/{ivo.id}/bookings", staff=True, query="count=true").json == empty


def test_what_happens_to_a_user_is_in_their_activity_by_itself(api: Api) -> None:
    ivo = register(api, "ivo@example.org")
    change = {"first_name": "Ivo", "last_name": "Katz", "phone": "07700 900456", "is_organizer": True}
    request = Request(method="PUT", path=f"{USERS}/{ivo.id}", body=change, headers=STAFF | {"If-Match": '"1"'})
    changed = api.send(request).json
    assert (changed["last_name"], changed["phone"], changed["is_organizer"]) == ("Katz", "+447700900456", True)
    for verb in ("deactivate", "reactivate"):
        api.send(post(api, ivo, verb))
    api.send(post(api, ivo, "role", role="instructor"))
    lines = [item["text"] for item in api.get(f"{USERS}/{ivo.id}/activity", staff=True).json["items"]]
    assert sorted(lines) == sorted(
        [
            "User registered",
            "User changed: last_name, phone, is_organizer",
            "User deactivated",
            "User reactivated",
            "Role assigned: instructor",
        ]
    )
    assert "Katz" not in str(lines)


def test_the_activity_of_a_member_holds_that_of_their_customer_too(api: Api) -> None:
    lines = api.get(f"{USERS}/{api.booking.booked_by}/activity", staff=True).json["items"]
    assert {"user_registered", "customer_opened", "booking_made"} <= {line["type"] for line in lines}
    other = register(api, "ivo@example.org")
    assert [line["type"] for line in api.get(f"{USERS}/{other.id}/activity", staff=True).json["items"]] == [
        "user_registered"
    ]


def test_a_change_of_an_old_version_is_refused(api: Api) -> None:
    ivo = register(api, "ivo@example.org")
    change = {"first_name": "Ivo", "last_name": "Katz"}
    request = Request(method="PUT", path=f"{USERS}/{ivo.id}", body=change, headers=STAFF)
    assert api.send(request.with_(If_Match='"1"')).headers["etag"] == '"2"'
    assert refused(api.send(request.with_(If_Match='"1"'))) == (412, "precondition-failed")
    assert refused(api.send(request)) == (428, "precondition-required")


def test_an_admin_does_not_touch_staff(api: Api) -> None:
    root, ivo = register(api, "root@example.org", Role.SUPERUSER), register(api, "ivo@example.org")
    before = api.everything()
    assert refused(api.send(post(api, root, "deactivate"))) == (403, "forbidden")
    change = {"first_name": "Not", "last_name": "Root"}
    request = Request(method="PUT", path=f"{USERS}/{root.id}", body=change, headers=STAFF | {"If-Match": '"1"'})
    assert refused(api.send(request)) == (403, "forbidden")
    assert refused(api.send(post(api, root, "role", role="customer"))) == (403, "forbidden")
    assert refused(api.send(post(api, ivo, "role", role="admin"))) == (403, "forbidden")
    assert api.everything() == before


def test_the_last_superuser_stays_active(api: Api) -> None:
    root = api.root
    run = api.house.application.run
    with pytest.raises(LastSuperuser):
        run(deactivate_user, DeactivateUser(user_id=root.id), actor=SYSTEM)
    register(api, "other@example.org", Role.SUPERUSER)
    assert not run(deactivate_user, DeactivateUser(user_id=root.id), actor=SYSTEM).is_active


def test_an_address_or_phone_that_is_taken_is_refused(api: Api) -> None:
    register(api, "ivo@example.org", phone="07700 900456")
    eva = register(api, "eva@example.org")
    body = {"email": "IVO@example.org", "first_name": "I", "last_name": "B"}
    assert refused(api.send(Request(method="POST", path=USERS, body=body, headers=STAFF))) == (409, "email-taken")
    change = {"first_name": "E", "last_name": "B", "phone": "+44 7700 900456"}
    request = Request(method="PUT", path=f"{USERS}/{eva.id}", body=change, headers=STAFF | {"If-Match": '"1"'})
    assert refused(api.send(request)) == (409, "phone-taken")


def test_every_wrong_field_is_named(api: Api) -> None:
    body = {"email": "no address", "first_name": "\t", "last_name": "B", "phone": "12", "role": "customer"}
    answer = api.send(Request(method="POST", path=USERS, body=body, headers=STAFF))
    assert wrong_at(answer) == ["/email", "/first_name", "/phone"]
    body |= {"role": "participant"}
    answer = api.send(Request(method="POST", path=USERS, body=body, headers=STAFF))
    assert wrong_at(answer) == ["/email", "/first_name", "/phone", "/role"]


def test_an_unknown_user_is_not_found(api: Api) -> None:
    for path in ("", "/bookings", "/activity"):
        assert refused(api.get(f"{USERS}/{NO_SUCH_ID}{path}", staff=True)) == (404, "not-found")


def test_members_read_themselves_where_it_is_about_them_and_nothing_of_the_office(api: Api) -> None:
    mine = api.client.simulate_get("/api/auth/me", headers=ORGANISER)
    assert (mine.json["id"], mine.headers["etag"]) == (str(api.organiser.id), '"1"')
    for path in ("", f"/{api.organiser.id}", f"/{api.organiser.id}/bookings"):
        assert refused(api.client.simulate_get(f"{USERS}{path}", headers=ORGANISER)) == (403, "forbidden")
    preferences = f"/api/admin/customers/{api.booking.customer_id}/preferences"
    assert refused(api.client.simulate_get(preferences, headers=ORGANISER)) == (403, "forbidden")
    assert api.get("/api/auth/me", staff=True).json["role"] == "admin"


def shown(api: Api, query: str = "") -> list[str]:
    """The addresses of the list, without those of the staff and of who shares Ana's customer."""
    items = api.get(USERS, staff=True, query=query).json["items"]
    return [item["email"] for item in items if item["role"] == "customer" and item["email"] != api.member.email.typed]


def test_the_list_carries_the_figures_of_the_customers_and_is_found_and_sorted_by_them(api: Api) -> None:
    [ana] = [user for user in api.get(USERS, staff=True).json["items"] if user["email"] == "Ana.Silva@example.org"]
    assert ana["customer"]["total_bookings"] == 2
    assert ana["customer"]["total_spent"] == {"amount": "300.00", "currency": "GBP"}
    zoe = register(api, "zoe@example.org")
    assert shown(api, "sort=-total_spent") == ["Ana.Silva@example.org", zoe.email.typed]
    assert shown(api, "sort=total_bookings") == [zoe.email.typed, "Ana.Silva@example.org"]
    assert shown(api, "sort=name") == ["Ana.Silva@example.org", zoe.email.typed]
    assert shown(api, "min_spent=300.00&min_bookings=2") == ["Ana.Silva@example.org"]
    assert shown(api, "min_spent=300.01") == shown(api, "min_bookings=3") == shown(api, "customer_type=corporate") == []
    assert shown(api, "customer_type=individual&role=customer&search=silva") == ["Ana.Silva@example.org"]
    at = ana["customer"]["last_activity_at"].replace("+", "%2B")
    assert (shown(api, f"active_from={at}"), shown(api, f"active_to={at}")) == (
        ["Ana.Silva@example.org"],
        [zoe.email.typed],
    )


@pytest.mark.parametrize("sort", [sort.value for sort in PersonSort])
def test_pages_follow_each_other_in_every_order_and_no_cursor_tells_a_name(api: Api, sort: str) -> None:
    for name in ("zed", "amy", "Bob"):
        register(api, f"{name}@example.org")
    whole = api.get(USERS, staff=True, query=f"sort={sort}").json["items"]
    walked: list[object] = []
    cursor: str | None = ""
    while cursor is not None:
        page = api.get(USERS, staff=True, query=f"sort={sort}&limit=2{cursor}").json
        walked += page["items"]
        following = page["next_cursor"]
        told = base64.urlsafe_b64decode(following or "").decode().lower()
        assert [name for name in ("zed", "amy", "bob", "silva", "grace") if name in told] == []
        cursor = f"&cursor={following}" if following else None
    assert walked == whole


@pytest.mark.parametrize(
    "query", ["sort=age", "min_spent=1.001", "min_spent=NaN", "min_bookings=-1", "active_from=now"]
)
def test_a_filter_that_makes_no_sense_is_refused(api: Api, query: str) -> None:
    answer = api.get(USERS, staff=True, query=query)
    assert (refused(answer), wrong_at(answer)) == ((422, "invalid"), [f"?{query.partition('=')[0]}"])


@pytest.mark.parametrize(
    ("sort", "place"),
    [("total_spent", "NaN"), ("total_bookings", "x"), ("total_bookings", "9" * 16), ("-last_activity", "1")],
)
def test_a_cursor_of_another_list_is_refused(api: Api, sort: str, place: str) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps([place, str(api.staff.id)]).encode()).decode()
    assert refused(api.get(USERS, staff=True, query=f"sort={sort}&cursor={cursor}")) == (422, "invalid")
