"""An erasure beside who merges the person, or joins them: nobody is half erased, and nobody is overlooked."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from attrs import evolve

from rft_adapters.postgres.customers import CustomerRepository
from rft_domain.access.actor import ADMIN
from rft_domain.customers.merging.planning import MergeChoices
from rft_domain.customers.use_cases.merge_customers import MergeCustomers, merge_customers, preview_merge
from rft_domain.identity.user import User
from rft_domain.privacy.erasure import Erasure
from rft_domain.privacy.errors import CustomerShared
from rft_domain.privacy.use_cases.erase_customer import EraseCustomer, erase_customer
from rft_domain.shared.errors import RftError
from rft_domain.testing.lives import Life
from rft_domain.testing.scenes import a_user
from rft_domain.testing.world import refusal
from rft_domain.unit_of_work import UnitOfWork
from tests.privacy.stage import Stage, staged
from tests.stores import until_somebody_waits


@pytest.fixture
def stage(migrated_url: str) -> Iterator[Stage]:
    with staged("postgres", lambda: migrated_url) as ready:
        yield ready


def erased(stage: Stage, life: Life, *, members: bool) -> Erasure | RftError:
    wanted = EraseCustomer(customer_id=life.customer_id, with_bookings_ahead=True, with_members=members)
    found: list[Erasure] = []
    run = partial(stage.world.patient.run, erase_customer, wanted, actor=ADMIN)
    return refusal(lambda: found.append(run())) or found[0]


def merging(stage: Stage, winner: Life, loser: Life) -> Callable[[UnitOfWork], object]:
    command = MergeCustomers(winner_id=winner.customer_id, loser_id=loser.customer_id)
    twice = stage.world.do(preview_merge, command).plan.bookings
    chosen = evolve(command, choices=MergeChoices(keep=tuple(one.booking_id for one in twice)))
    return lambda uow: stage.world.carry_out(merge_customers, chosen, uow)


def joining(stage: Stage, life: Life) -> Callable[[UnitOfWork], object]:
    user = a_user(stage.world, "eva.member@example.org")

    def join(uow: UnitOfWork) -> None:
        member: User = evolve(uow.users.get(user.id), customer_id=life.customer_id, version=2, events=())
        uow.users.save(member)

    return join


def meanwhile(
    stage: Stage, url: str, rival: Callable[[UnitOfWork], object], life: Life, *, members: bool
) -> Erasure | RftError:
    """The rival has written and not committed when the erasure begins."""
    with ThreadPoolExecutor(1) as pool:
        with stage.application.store.unit_of_work() as uow:
            rival(uow)
            uow._flush()  # type: ignore[attr-defined]  # of PostgreSQL alone
            done = pool.submit(erased, stage, life, members=members)
            until_somebody_waits(url)
            uow.commit()
        return done.result(30)


def left(stage: Stage, life: Life) -> list[str]:
    return [row for row in stage.dump() if life.found_in(row)]


def test_who_is_merged_into_somebody_while_they_are_erased_goes_with_them(stage: Stage, migrated_url: str) -> None:
    done = meanwhile(stage, migrated_url, merging(stage, stage.ana, stage.bob), stage.ana, members=True)
    assert isinstance(done, Erasure)
    assert done.subject_id == stage.ana.customer_id
    assert (left(stage, stage.ana), left(stage, stage.bob)) == ([], [])


def test_who_is_merged_while_they_are_erased_goes_with_the_winner(stage: Stage, migrated_url: str) -> None:
    done = meanwhile(stage, migrated_url, merging(stage, stage.bob, stage.ana), stage.ana, members=True)
    assert isinstance(done, Erasure)
    assert done.subject_id == stage.bob.customer_id
    assert (left(stage, stage.ana), left(stage, stage.bob)) == ([], [])


def test_who_joins_meanwhile_is_spoken_of(stage: Stage, migrated_url: str) -> None:
    done = meanwhile(stage, migrated_url, joining(stage, stage.ana), stage.ana, members=False)
    assert type(done) is CustomerShared
    assert left(stage, stage.ana) != []


def test_who_joins_meanwhile_is_erased_where_all_members_go(stage: Stage, migrated_url: str) -> None:
    done = meanwhile(stage, migrated_url, joining(stage, stage.ana), stage.ana, members=True)
    assert isinstance(done, Erasure)
    assert done.rows["identity.users"] == 2
    assert [row for row in stage.dump() if "eva.member" in row] == []


def test_where_nobody_holds_them_first_somebody_is_overlooked(
    stage: Stage, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = CustomerRepository.pair
    monkeypatch.setattr(CustomerRepository, "pair", lambda self, one, other, held: read(self, one, other, held=False))
    assert isinstance(meanwhile(stage, migrated_url, joining(stage, stage.ana), stage.ana, members=False), Erasure)
    assert [row for row in stage.dump() if "eva.member" in row] != []
