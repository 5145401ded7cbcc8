"""Users, customers and their figures (product.md A, B)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st

from rft_domain.customers.customer import Customer
from rft_domain.customers.figures import Figures, FiguresChange
from rft_domain.customers.profile import Profile, parse_vat_number
from rft_domain.identity.user import Role, User
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Invalid
from rft_domain.shared.ids import CustomerId, UserId
from rft_domain.shared.money import Money
from rft_domain.testing.strategies import instants, money, profiles

NOW = datetime(2031, 3, 29, tzinfo=UTC)
ANA = Email.parse("ana@example.org")
CHANGES = st.builds(
    FiguresChange,
    bookings=st.integers(-1, 1),
    spent=money(),
    booked_at=st.none() | instants(),
    active_at=instants(),
)


def user(**more: Any) -> User:
    return User.register(id=UserId(UUID(int=1)), email=ANA, first_name="Ana", last_name="Silva", now=NOW, **more)


def customer(profile: Profile) -> Customer:
    return Customer.open(id=CustomerId(UUID(int=2)), email=ANA, profile=profile, now=NOW)


def test_the_default_role_is_customer() -> None:
    assert user().role is Role.CUSTOMER


@pytest.mark.parametrize("word", ["participant", "Admin", "root", "", "customer "])
def test_any_other_word_is_no_role(word: str) -> None:
    with pytest.raises(Invalid, match="/role"):
        Role.parse(word)


def test_a_role_that_is_not_one_of_ours_is_a_corrupt_row() -> None:
    with pytest.raises(TypeError):
        user(role="admin")


def test_old_data_calls_a_customer_participant() -> None:
    assert [Role.imported(word) for word in ("participant", "admin")] == [Role.CUSTOMER, Role.ADMIN]


def test_a_user_keeps_their_first_customer() -> None:
    first, second = CustomerId(UUID(int=5)), CustomerId(UUID(int=6))
    linked = user().linked_to(first, NOW)
    assert (linked.customer_id, linked.version, len(linked.events)) == (first, 2, 1)
    assert linked.linked_to(second, NOW) is linked


def test_a_password_hash_is_not_shown() -> None:
    assert "secret" not in repr(evolve(user(), password_hash="secret"))


@given(profiles(), profiles())
def test_enrichment_fills_blanks_and_overwrites_nothing(profile: Profile, other: Profile) -> None:
    known = {name: getattr(other, name) for name in ("phone", "company", "city")}
    enriched = profile.enriched(known)
    for attribute in fields(Profile):
        before, after = getattr(profile, attribute.name), getattr(enriched, attribute.name)
        assert after == (before or known.get(attribute.name) or before)


@given(profiles())
def test_an_unchanged_profile_is_no_new_version(profile: Profile) -> None:
    opened = customer(evolve(profile, date_of_birth=None))
    assert opened.with_profile(opened.profile, NOW) is opened


def test_a_change_names_its_fields_and_not_their_values() -> None:
    opened = customer(Profile(first_name="Ana", last_name="Silva"))
    [event] = opened.with_profile(evolve(opened.profile, city="Leeds"), NOW).events
    assert getattr(event, "fields", None) == ("city",)
    assert "Leeds" not in repr(event)


def test_nobody_is_born_tomorrow() -> None:
    with pytest.raises(Invalid, match="/date_of_birth"):
        customer(Profile(first_name="A", last_name="S", date_of_birth=date(2031, 3, 30)))


@pytest.mark.parametrize("country", ["gb", "GBR", "", "ÉÉ", "1A"])
def test_a_country_is_two_capital_letters(country: str) -> None:
    with pytest.raises(Invalid, match="/country"):
        Profile(first_name="A", last_name="S", country=country)


def test_vat_numbers_are_checked_and_compact() -> None:
    assert parse_vat_number("GB 980 7806 84") == "980780684"
    with pytest.raises(Invalid, match="/vat_number"):
        parse_vat_number("GB 980 7806 85")


@given(st.lists(CHANGES, min_size=1, max_size=6), st.randoms())
def test_figures_do_not_depend_on_the_order_of_their_changes(changes: list[FiguresChange], chance: Any) -> None:
    def after(some: list[FiguresChange]) -> Figures:
        figures = Figures.opened(NOW)
        for change in some:
            figures = figures.after(change)
        return figures

    shuffled = changes[:]
    chance.shuffle(shuffled)
    together = changes[0]
    for change in changes[1:]:
        together = together + change
    assert after(changes) == after(shuffled)

    def added(figures: Figures) -> tuple[object, ...]:
        return figures.total_bookings, figures.total_spent, figures.last_booking_at

    assert added(after([together])) == added(after(changes))


def test_figures_count_what_was_booked_and_when() -> None:
    later = NOW + timedelta(days=1)
    booked = Figures.opened(NOW).after(FiguresChange(bookings=1, spent=Money.of(75), booked_at=later, active_at=later))
    gone = booked.after(FiguresChange(bookings=-1, spent=Money.of(-75), active_at=later))
    assert (booked.total_bookings, booked.total_spent) == (1, Money.of(75))
    assert (gone.total_bookings, gone.total_spent, gone.last_booking_at) == (0, Money.of(0), later)
    assert gone.customer_since == NOW
