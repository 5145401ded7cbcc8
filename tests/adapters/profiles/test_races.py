"""A reader that is late never leaves the old row behind."""

import threading
import time
from collections.abc import Callable
from typing import Any, cast

import pytest
from attrs import evolve

from rft_adapters.postgres import Store as PostgresStore
from rft_adapters.profiles import CachingStore, Lease, ProcessProfiles, ProfileCache
from rft_adapters.profiles.store import ReadThrough
from rft_app.application import Store
from rft_domain.customers.customer import Customer
from rft_domain.customers.ports import Customers
from rft_domain.customers.use_cases.change_profile import ChangeProfile, change_profile
from rft_domain.shared.ids import CustomerId
from tests.adapters.profiles.conftest import Cached, member_of, seen
from tests.app.office import Office

NEW = "Anna"


class Unguarded(ProcessProfiles):
    """The fault planted: whoever comes with a row is believed."""

    def fill(self, customer: Customer, lease: Lease) -> None:
        self._leases[customer.id] = lease.token
        self._held.clear()
        super().fill(customer, lease)


class OnlyAfterwards(ProcessProfiles):
    """The fault planted: nothing is forgotten before the commit."""

    def hold(self, customer_ids: Any) -> None: ...


class Late:
    """Customers whose reader is held up between the database and the cache."""

    def __init__(self, stored: Customers, meanwhile: Callable[[], object]) -> None:
        self._stored, self._meanwhile = stored, meanwhile

    def get(self, customer_id: CustomerId) -> Customer:
        customer = self._stored.get(customer_id)
        self._meanwhile()
        return customer


def change(office: Office, customer_id: CustomerId, name: str = NEW) -> Customer:
    profile = evolve(seen(office, customer_id).profile, first_name=name)
    command = ChangeProfile(customer_id=customer_id, profile=profile)
    return office.do(change_profile, command, member_of(customer_id))


def kept_after_a_late_reader(office: Office, plain_store: PostgresStore, profiles: ProfileCache) -> str:
    """The name that everybody reads after a reader was overtaken by a writer."""
    customer_id = office.booking().customer_id
    assert customer_id is not None
    writer = Office(cast(Store, CachingStore(plain_store, profiles)))
    actor = member_of(customer_id)
    with plain_store.reading_as(actor) as uow:
        late = Late(uow.customers, lambda: change(writer, customer_id))
        assert ReadThrough(cast(Customers, late), profiles, actor).get(customer_id).profile.first_name == "Ana"
    return seen(writer, customer_id).profile.first_name


def test_a_late_reader_does_not_leave_the_old_row(office: Office, plain_store: PostgresStore, cached: Cached) -> None:
    assert kept_after_a_late_reader(office, plain_store, cached.profiles) == NEW


@pytest.mark.parametrize("cached", ["process"], indirect=True)
def test_without_the_lease_it_does(office: Office, plain_store: PostgresStore) -> None:
    assert kept_after_a_late_reader(office, plain_store, Unguarded()) == "Ana"


def kept_after_a_death(office: Office, plain_store: PostgresStore, profiles: ProfileCache) -> str:
    """What is read after a writer that died as soon as its commit was through."""
    customer_id = office.booking().customer_id
    assert customer_id is not None
    store = CachingStore(plain_store, profiles)
    reader = Office(cast(Store, store))
    before = seen(reader, customer_id)
    with plain_store.unit_of_work() as uow:
        uow.customers.save(before.with_profile(evolve(before.profile, first_name=NEW), office.clock()))
        profiles.hold([customer_id])
        uow.commit()
    return seen(reader, customer_id).profile.first_name


def test_who_dies_after_the_commit_has_forgotten_the_old_row_all_the_same(
    office: Office, plain_store: PostgresStore, cached: Cached
) -> None:
    assert kept_after_a_death(office, plain_store, cached.profiles) == NEW


@pytest.mark.parametrize("cached", ["process"], indirect=True)
def test_without_the_hold_before_it_the_old_row_would_stay(office: Office, plain_store: PostgresStore) -> None:
    assert kept_after_a_death(office, plain_store, OnlyAfterwards()) == "Ana"


def test_two_writers_hold_until_both_are_done(office: Office, cached: Cached) -> None:
    customer_id = office.booking().customer_id
    assert customer_id is not None
    profiles = cached.profiles
    profiles.hold([customer_id])
    profiles.hold([customer_id])
    profiles.release([customer_id])
    assert profiles.look(customer_id) is None
    profiles.release([customer_id])
    assert isinstance(profiles.look(customer_id), Lease)


def test_readers_and_writers_at_once_never_see_time_run_backwards(
    office: Office, plain_store: PostgresStore, cached: Cached
) -> None:
    """Who has been answered that version n is written reads n or later from then on, whatever others do meanwhile."""
    customer_id = office.booking().customer_id
    assert customer_id is not None
    written, wrong, end = [1], list[tuple[int, int]](), time.monotonic() + 2.0

    def write() -> None:
        mine = Office(cast(Store, CachingStore(plain_store, cached.another())))
        number = 0
        while time.monotonic() < end:
            number += 1
            version = change(mine, customer_id, f"Ana {number}").version
            written.append(version)

    def read() -> None:
        mine = Office(cast(Store, CachingStore(plain_store, cached.another())))
        while time.monotonic() < end:
            least = written[-1]
            if (found := seen(mine, customer_id).version) < least:
                wrong.append((found, least))

    threads = [threading.Thread(target=write), *(threading.Thread(target=read) for _ in range(4))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(written) > 10
    assert wrong == []
