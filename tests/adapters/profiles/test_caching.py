"""What is kept of customers is what the database says, and nobody sees more of it than the policy lets them."""

from collections.abc import Callable
from typing import Any, cast
from unittest.mock import Mock, patch

import pytest
from attrs import evolve

from rft_adapters.postgres import Store as PostgresStore
from rft_adapters.profiles import CachingStore, Outcome
from rft_adapters.profiles.store import ReadThrough
from rft_app.application import Store
from rft_domain.access.actor import SYSTEM
from rft_domain.bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from rft_domain.customers.customer import Customer
from rft_domain.customers.errors import CustomerNotFound
from rft_domain.customers.figures import Figures
from rft_domain.customers.profile import Profile
from rft_domain.customers.queries import SeeCustomer, see_customer
from rft_domain.customers.use_cases.change_profile import ChangeProfile, change_profile
from rft_domain.customers.use_cases.merge_customers import MergeCustomers, merge_customers
from rft_domain.customers.use_cases.undo_merge import UndoMerge, undo_merge
from rft_domain.privacy.use_cases.erase_customer import EraseCustomer, erase_customer
from rft_domain.shared.errors import NotFound, Transient
from rft_domain.shared.ids import CustomerId
from tests.adapters.profiles.conftest import Cached, member_of, seen
from tests.app.office import BEN, Office


def a_customer(office: Office, address: str = "ana.silva@example.org") -> CustomerId:
    customer_id = office.booking(address).customer_id
    assert customer_id is not None
    return customer_id


def renamed(office: Office, customer_id: CustomerId, name: str) -> Customer:
    profile = evolve(seen(office, customer_id).profile, first_name=name)
    command = ChangeProfile(customer_id=customer_id, profile=profile)
    return office.do(change_profile, command, member_of(customer_id))


def trips(office: Office, call: Callable[[], object]) -> int:
    store = cast(PostgresStore, office.store)
    before = store.round_trips
    call()
    return store.round_trips - before


def test_the_second_look_does_not_go_to_the_database(office: Office, cached: Cached) -> None:
    customer_id = a_customer(office)
    cached.looked.clear()
    assert trips(office, lambda: seen(office, customer_id)) == 1
    assert trips(office, lambda: seen(office, customer_id)) == 0
    assert cached.looked == [Outcome.MISS, Outcome.HIT]


def test_what_is_kept_is_what_the_database_says(office: Office, plain_store: PostgresStore) -> None:
    customer_id = a_customer(office)
    seen(office, customer_id)
    with plain_store.unit_of_work() as uow:
        assert seen(office, customer_id) == uow.customers.get(customer_id)


def test_who_changes_their_profile_reads_the_new_one_back_in_every_process(
    office: Office, cached: Cached, plain_store: PostgresStore
) -> None:
    customer_id = a_customer(office)
    elsewhere = Office(cast(Store, CachingStore(plain_store, cached.another())))
    for name in ("Anna", "Anja", "Hannah"):
        assert seen(elsewhere, customer_id) == seen(office, customer_id)
        assert renamed(office, customer_id, name).profile.first_name == name
        assert seen(office, customer_id).profile.first_name == name
        assert seen(elsewhere, customer_id).profile.first_name == name


def test_figures_follow_bookings_and_cancellations(office: Office) -> None:
    booking = office.booking()
    assert booking.customer_id is not None
    assert seen(office, booking.customer_id).figures.total_bookings == 1
    office.booking()
    assert seen(office, booking.customer_id).figures.total_bookings == 2
    office.do(cancel_booking, CancelBooking(booking_id=booking.id))
    assert seen(office, booking.customer_id).figures.total_bookings == 1


def test_who_may_not_see_a_customer_does_not_see_what_is_kept(office: Office, cached: Cached) -> None:
    customer_id, other = a_customer(office), a_customer(office, BEN)
    seen(office, customer_id)
    cached.looked.clear()
    with pytest.raises(NotFound):
        seen(office, customer_id, member_of(other))
    assert cached.looked == []


def test_a_query_that_forgets_to_ask_gets_nothing_from_the_cache_either(office: Office, cached: Cached) -> None:
    customer_id, other = a_customer(office), a_customer(office, BEN)
    seen(office, customer_id)
    cached.looked.clear()
    with office.store.reading_as(member_of(other)) as uow, pytest.raises(CustomerNotFound):
        uow.customers.get(customer_id)
    assert cached.looked == []


def test_no_decision_of_a_command_is_made_on_what_is_kept(office: Office, cached: Cached) -> None:
    customer_id = a_customer(office)
    true = seen(office, customer_id)
    cached.profiles.clear()
    lease = cached.profiles.look(customer_id)
    cached.profiles.fill(evolve(true, version=40, profile=evolve(true.profile, company="Kept Ltd")), cast(Any, lease))
    assert seen(office, customer_id).profile.company == "Kept Ltd"  # planted, and read
    cached.looked.clear()
    profile = evolve(true.profile, first_name="Anna")
    changed = office.do(change_profile, ChangeProfile(customer_id=customer_id, profile=profile, version=true.version))
    assert (changed.version, changed.profile.company) == (true.version + 1, None)
    assert cached.looked == []
    assert seen(office, customer_id) == changed


def test_a_commit_that_fails_leaves_nothing_held(office: Office, cached: Cached) -> None:
    customer_id = a_customer(office)
    before = seen(office, customer_id)
    with office.store.unit_of_work() as uow:
        uow.customers.save(before.with_profile(evolve(before.profile, first_name="Anna"), office.clock()))
        with patch.object(type(uow._uow), "commit", side_effect=Transient()), pytest.raises(Transient):  # type: ignore[attr-defined]  # what is wrapped
            uow.commit()
    cached.looked.clear()
    assert [seen(office, customer_id), seen(office, customer_id)] == [before, before]
    assert cached.looked == [Outcome.MISS, Outcome.HIT]


def test_an_old_id_that_leads_to_another_customer_is_not_kept_under_it(office: Office, cached: Cached) -> None:
    """As after a merge: under the old id nobody would forget it."""
    customer_id, old = a_customer(office), a_customer(office, BEN)
    present = seen(office, customer_id)
    stored = Mock()
    stored.get.return_value = present
    reading = ReadThrough(stored, cached.profiles, member_of(old))
    assert reading.get(old) == present
    assert not isinstance(cached.profiles.look(old), Customer)


def test_one_request_sees_one_customer(office: Office, caching: CachingStore, cached: Cached) -> None:
    customer_id = a_customer(office)
    seen(office, customer_id)
    with caching.reading_as(member_of(customer_id)) as uow:
        first = see_customer(
            SeeCustomer(customer_id=customer_id), actor=member_of(customer_id), now=office.clock(), uow=uow
        )
        renamed(office, customer_id, "Anna")
        assert uow.customers.get(customer_id) is first


# What is kept for five minutes, and in Redis. Nothing sensitive: that has repositories of its own.
FIT = {
    Customer: "id email created_at updated_at profile status figures version events merged_into erased_at",
    Profile: "first_name last_name phone mobile date_of_birth address_line_1 address_line_2 city county postcode "
    "country company company_role department vat_number customer_type",
    Figures: "total_bookings total_spent first_booking_at last_booking_at customer_since last_activity_at",
}


@pytest.mark.parametrize("kind", FIT)
def test_every_field_that_is_kept_was_thought_about(kind: Any) -> None:
    assert {attribute.name for attribute in kind.__attrs_attrs__} <= set(FIT[kind].split())


def test_a_merge_and_its_undoing_are_seen_at_once(office: Office, plain_store: PostgresStore) -> None:
    winner, loser = a_customer(office), a_customer(office, BEN)

    def shown_and_stored() -> tuple[list[Customer], list[Customer]]:
        with plain_store.unit_of_work() as uow:
            return [seen(office, one, SYSTEM) for one in (winner, loser)], [
                uow.customers.get(one) for one in (winner, loser)
            ]

    before, stored = shown_and_stored()
    assert before == stored
    merge = office.do(merge_customers, MergeCustomers(winner_id=winner, loser_id=loser))
    merged, stored = shown_and_stored()
    assert merged == stored
    assert [one.id for one in merged] == [winner, winner]
    office.do(undo_merge, UndoMerge(merge_id=merge.id))
    undone, stored = shown_and_stored()
    assert undone == stored
    assert [one.profile for one in undone] == [one.profile for one in before]


def test_whoever_is_erased_is_forgotten_at_once(office: Office) -> None:
    customer_id = a_customer(office)
    assert seen(office, customer_id).profile.last_name == "Silva"
    command = EraseCustomer(customer_id=customer_id, with_bookings_ahead=True, with_members=True)
    office.do(erase_customer, command, SYSTEM)
    shell = seen(office, customer_id)
    assert shell.erased_at is not None
    assert "silva" not in repr(shell).lower()


def test_whoever_is_erased_by_an_old_id_is_forgotten_at_once(office: Office) -> None:
    winner, loser = a_customer(office), a_customer(office, BEN)
    office.do(merge_customers, MergeCustomers(winner_id=winner, loser_id=loser))
    assert seen(office, winner).profile.last_name == "Silva"
    office.do(erase_customer, EraseCustomer(customer_id=loser, with_bookings_ahead=True, with_members=True), SYSTEM)
    assert seen(office, winner).erased_at is not None
