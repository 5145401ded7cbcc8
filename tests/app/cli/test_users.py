"""Users from a terminal."""

import pytest

from tests.app.cli.program import Rft
from tests.app.cli.test_work import booking, session

GRACE = ("--email", "Grace.Ofori@example.org", "--first-name", "Grace", "--last-name", "Ofori")
PASSWORD = "a long walk along the canal"


def test_a_superuser_is_made_with_a_password_from_standard_input(on: Rft) -> None:
    made = on("users", "create-superuser", *GRACE, "--json", stdin=f"{PASSWORD}\n")
    assert (made.code, made.json["role"], made.json["has_password"]) == (0, "superuser", True)
    assert PASSWORD not in made.out + made.err
    again = on("users", "create-superuser", *GRACE, stdin=f"{PASSWORD}\n")
    assert (again.code, again.err) == (1, "rft: email-taken: Another user has this e-mail address.\n")


@pytest.mark.parametrize("password", ["", "short", "passwordpassword"])
def test_a_weak_password_is_refused_and_not_repeated(on: Rft, password: str) -> None:
    refused = on("users", "create-superuser", *GRACE, stdin=f"{password}\n")
    assert (refused.code, refused.err.startswith("rft: invalid: /password: ")) == (1, True)
    assert not password or f"{password} " not in refused.err


def test_a_password_is_never_an_argument(on: Rft) -> None:
    assert on("users", "create-superuser", *GRACE, "--password", PASSWORD).code == 2


def test_users_are_found_shown_and_changed(on: Rft) -> None:
    words = ("--email", "ivo@example.org", "--first-name", "Ivo", "--last-name", "Katz", "--phone", "07700 900456")
    ivo = on("users", "register", *words, "--role", "instructor", "--json").json
    assert [user["id"] for user in on("users", "list", "--search", "IVO 900456", "--json").json["items"]] == [ivo["id"]]
    assert f"Ivo Katz\tivo@example.org\tinstructor\tactive\t{ivo['id']}\n" in on("users", "list").out
    assert on("users", "deactivate", ivo["id"], "--json").json["status"] == "inactive"
    assert on("users", "list", "--search", "ivo", "--json").json["items"] == []
    assert [u["id"] for u in on("users", "list", "--status", "any", "--search", "ivo", "--json").json["items"]] == [
        ivo["id"]
    ]
    assert on("users", "reactivate", ivo["id"], "--json").json["status"] == "active"
    assert on("users", "assign-role", ivo["id"], "customer", "--json").json["role"] == "customer"
    shown = on("users", "show", ivo["id"])
    assert "Name    Ivo Katz\n" in shown.out
    assert on("users", "show", ivo["id"], "--json").json["customer"] is None


def test_users_are_found_and_sorted_by_the_figures_of_their_customers(on: Rft) -> None:
    for _ in range(2):
        booking(on, session(on)["id"])
    [ana] = on("users", "list", "--search", "ana.silva", "--min-bookings", 2, "--json").json["items"]
    spent, bookings = ana["customer"]["total_spent"]["amount"], ana["customer"]["total_bookings"]
    words = ("users", "list", "--search", "ana.silva", "--customer-type", "individual", "--json")
    recent = ("--active-from", "2020-01-01T00:00", "--min-spent", spent, "--min-bookings", bookings)
    assert [one["id"] for one in on(*words, *recent).json["items"]] == [ana["id"]]
    assert on(*words, "--active-to", "2020-01-01T00:00").json["items"] == []
    assert on(*words, "--min-spent", "100000.00").json["items"] == []
    assert on(*words, "--min-bookings", bookings + 1).json["items"] == []
    upwards = on("users", "list", "--sort", "name", "--json").json["items"]
    assert upwards == on("users", "list", "--sort", "-name", "--json").json["items"][::-1]
    assert on("users", "list", "--sort", "age").code == 2


def test_who_has_no_second_factor_can_lose_none(on: Rft) -> None:
    words = ("--email", "rui@example.org", "--first-name", "Rui", "--last-name", "Katz")
    rui = on("users", "register", *words, "--json").json
    refused = on("users", "disable-second-factor", rui["id"])
    assert (refused.code, refused.err.startswith("rft: second-factor-is-off: ")) == (1, True)
