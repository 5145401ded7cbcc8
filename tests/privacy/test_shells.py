"""What is left of who was erased stays empty: nobody writes about them, whenever they began to."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from attrs import evolve

from rft_adapters.memory.state import State
from rft_adapters.postgres import unit_of_work
from rft_app.privacy import erase
from rft_domain.access.actor import ADMIN
from rft_domain.bookings.errors import AttendeeNotFound
from rft_domain.bookings.use_cases.write_requirements import WriteRequirements, write_requirements
from rft_domain.customers.errors import CustomerIsErased
from rft_domain.customers.merging.planning import MergeChoices
from rft_domain.customers.sensitive import Details
from rft_domain.customers.use_cases.change_sensitive_details import ChangeSensitiveDetails, change_sensitive_details
from rft_domain.customers.use_cases.merge_customers import MergeCustomers, merge_customers, preview_merge
from rft_domain.customers.use_cases.write_note import WriteNote, write_note
from rft_domain.identity.use_cases.invite_member import InviteMember, invite_member
from rft_domain.privacy.use_cases.erase_customer import EraseCustomer
from rft_domain.shared.email import Email
from rft_domain.shared.errors import NotFound, StaleWrite
from rft_domain.shared.ids import CustomerId
from rft_domain.testing.scenes import a_booking
from rft_domain.testing.world import refusal
from rft_domain.unit_of_work import UnitOfWork
from tests.privacy.stage import Stage

MARK = "zqlater"
Late = Callable[[Stage, CustomerId, UnitOfWork], object]
Opened = Callable[[Stage], AbstractContextManager[UnitOfWork]]


def notes(stage: Stage, customer_id: CustomerId, uow: UnitOfWork) -> object:
    return stage.world.carry_out(write_note, WriteNote(customer_id=customer_id, text=MARK), uow)


def tells(stage: Stage, customer_id: CustomerId, uow: UnitOfWork) -> object:
    told = Details(dietary_requirements=MARK)
    command = ChangeSensitiveDetails(customer_id=customer_id, details=told)
    return stage.world.carry_out(change_sensitive_details, command, uow)


def merges(stage: Stage, customer_id: CustomerId, uow: UnitOfWork) -> object:
    return stage.world.carry_out(
        preview_merge, MergeCustomers(winner_id=customer_id, loser_id=stage.bob.customer_id), uow
    )


def is_merged(stage: Stage, customer_id: CustomerId, uow: UnitOfWork) -> object:
    command = MergeCustomers(winner_id=stage.bob.customer_id, loser_id=customer_id)
    return stage.world.carry_out(merge_customers, command, uow)


def by_the_house(stage: Stage) -> AbstractContextManager[UnitOfWork]:
    return stage.world.open()


def by_the_actor(stage: Stage) -> AbstractContextManager[UnitOfWork]:
    """What is written then, row-level security must allow."""
    return stage.application.store.acting_as(ADMIN, change_sensitive_details.__name__)


def goes(stage: Stage, customer_id: CustomerId) -> None:
    wanted = EraseCustomer(customer_id=customer_id, with_bookings_ahead=True, with_members=True)
    erase(stage.application, wanted, actor=ADMIN)


def a_stranger(stage: Stage) -> CustomerId:
    """Of whom nothing was ever written down."""
    customer_id = a_booking(stage.world, stage.ana.booking.session_id, "eva@example.org").customer_id
    assert customer_id is not None
    return customer_id


@pytest.mark.parametrize("late", [notes, tells, merges, is_merged])
def test_nobody_writes_about_who_is_erased_or_merges_them(stage: Stage, late: Late) -> None:
    goes(stage, stage.ana.customer_id)
    before = list(stage.dump())
    with stage.world.open() as uow:
        assert type(refusal(lambda: late(stage, stage.ana.customer_id, uow))) is CustomerIsErased
    assert list(stage.dump()) == before


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(("late", "opened"), [(notes, by_the_house), (tells, by_the_house), (tells, by_the_actor)])
def test_who_read_them_before_they_were_erased_writes_nothing(
    stage: Stage, late: Late, opened: Opened, known: bool
) -> None:
    customer_id = stage.ana.customer_id if known else a_stranger(stage)
    with opened(stage) as uow:
        late(stage, customer_id, uow)
        goes(stage, customer_id)
        before = list(stage.dump())
        assert type(refusal(uow.commit)) is StaleWrite
    assert list(stage.dump()) == before


@pytest.mark.parametrize("opened", [by_the_house, by_the_actor])
def test_what_is_told_while_somebody_is_merged_is_not_told_to_the_loser(stage: Stage, opened: Opened) -> None:
    loser = a_stranger(stage)
    command = MergeCustomers(winner_id=stage.bob.customer_id, loser_id=loser)
    twice = stage.world.do(preview_merge, command).plan.bookings
    with opened(stage) as uow:
        tells(stage, loser, uow)
        keep = MergeChoices(keep=tuple(one.booking_id for one in twice))
        stage.world.do(merge_customers, evolve(command, choices=keep))
        assert type(refusal(uow.commit)) is StaleWrite


@pytest.mark.parametrize("opened", [by_the_house, by_the_actor])
def test_who_was_in_time_has_told_it(stage: Stage, opened: Opened) -> None:
    with opened(stage) as uow:
        tells(stage, stage.ana.customer_id, uow)
        uow.commit()
    with stage.world.open() as uow:
        assert uow.sensitive.get(stage.ana.customer_id).details == Details(dietary_requirements=MARK)


@pytest.mark.parametrize(("late", "opened"), [(notes, by_the_house), (tells, by_the_house), (tells, by_the_actor)])
def test_without_the_guard_a_shell_is_filled(
    stage: Stage, late: Late, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(State, "is_erased", lambda state, customer_id: False)
    monkeypatch.setattr(unit_of_work, "living", lambda parts, but: list(parts))
    monkeypatch.setattr(unit_of_work, "written_about", lambda parts: [])
    customer_id = a_stranger(stage)
    with opened(stage) as uow:
        late(stage, customer_id, uow)
        goes(stage, customer_id)
        before = list(stage.dump())
        uow.commit()
    assert list(stage.dump()) != before


def test_what_an_attendee_needs_is_not_written_for_who_is_erased(stage: Stage) -> None:
    booking = stage.ana.booking
    goes(stage, stage.ana.customer_id)
    before = list(stage.dump())
    needs = WriteRequirements(
        booking_id=booking.id, attendee_id=booking.attendees[0].id, special_requirements="Step-free access"
    )
    with stage.world.open() as uow:
        late = refusal(lambda: stage.world.carry_out(write_requirements, needs, uow))
    assert type(late) is AttendeeNotFound
    assert list(stage.dump()) == before


def test_nobody_is_invited_by_who_is_erased(stage: Stage) -> None:
    goes(stage, stage.ana.customer_id)
    before = list(stage.dump())
    invite = InviteMember(
        customer_id=stage.ana.customer_id, email=Email.parse("ben@example.org"), first_name="Ben", last_name="Silva"
    )
    with stage.world.open() as uow:
        late = refusal(lambda: stage.world.carry_out(invite_member, invite, uow))
    assert type(late) is NotFound
    assert list(stage.dump()) == before
