"""An instructor is in one place, however many plan for them at the same moment; and without the lock in several."""

from collections import Counter
from datetime import timedelta
from functools import partial
from unittest.mock import patch

import pytest
from attrs import evolve
from sqlalchemy import Uuid, bindparam, false, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from rft_adapters.postgres import Store, catalogue
from rft_adapters.postgres.identity import USERS
from rft_adapters.postgres.query import query
from rft_domain.access.actor import ADMIN
from rft_domain.catalogue.errors import InstructorBusy
from rft_domain.catalogue.session import Session
from rft_domain.catalogue.use_cases.change_session import ChangeSession, change_session
from rft_domain.catalogue.use_cases.create_session import CreateSession, create_session
from rft_domain.identity.user import Role
from rft_domain.shared.ids import UserId
from rft_domain.shared.period import Period
from rft_domain.testing import Subject, together
from rft_domain.testing.recount import every_session
from rft_domain.testing.scenes import a_course, a_session, a_user, session_terms
from rft_domain.testing.world import World, new_world
from tests.stores import hesitating

RIVALS = 32
UNLOCKED = query(select(USERS.c.id).where(USERS.c.id == func.any(bindparam("ids", type_=ARRAY(Uuid)))))

NONE = query(select(USERS.c.id, USERS.c.id).where(false()))


@pytest.fixture
def teacher(world: World) -> UserId:
    return a_user(world, "tom@example.org", Role.INSTRUCTOR).id


def _all_at_once(world: World, teacher: UserId) -> Counter[type]:
    """Half of them new sessions, half of them old ones that had nobody; all overlap on two days."""
    course_id = a_course(world, f"C{world.entropy.bits(40)}").id
    calls = []
    for number in range(RIVALS):
        terms = session_terms(world, course_id, instructor_ids=frozenset({teacher}))
        starts_at = terms.period.starts_at + timedelta(minutes=number)
        terms = evolve(terms, period=Period(starts_at, starts_at + timedelta(hours=6)))
        if number % 2:
            calls.append(
                partial(world.patient.run, create_session, CreateSession(terms=terms, capacity=1), actor=ADMIN)
            )
        else:
            old = a_session(world, course_id=course_id)
            staffed = ChangeSession(session_id=old.id, terms=terms, capacity=1)
            calls.append(partial(world.patient.run, change_session, staffed, actor=ADMIN))
    return Counter(type(one) for one in together(calls))


def taught(store: Store, teacher: UserId) -> int:
    with store.unit_of_work() as uow:
        return sum(teacher in view.instructor_ids for view in every_session(uow))


def test_of_many_overlapping_sessions_one_gets_the_instructor(world: World, store: Store, teacher: UserId) -> None:
    assert _all_at_once(world, teacher) == {Session: 1, InstructorBusy: RIVALS - 1}
    assert taught(store, teacher) == 1


def test_without_the_lock_the_instructor_is_in_two_places(store: Store, teacher: UserId) -> None:
    world = new_world(Subject(open_unit_of_work=hesitating(store.unit_of_work), reset=lambda: None), seed=2)
    with patch.object(catalogue, "_HOLD_INSTRUCTORS", UNLOCKED):
        assert _all_at_once(world, teacher)[Session] > 1
    assert taught(store, teacher) > 1


def test_what_was_double_already_can_still_be_changed(world: World, store: Store, teacher: UserId) -> None:
    """Imported, or from before the rule: its seats and its venue, not its time."""
    with patch.object(catalogue, "_HOLD_INSTRUCTORS", UNLOCKED), patch.object(catalogue, "_ENGAGED", NONE):
        first, second = (a_session(world, instructor_ids=frozenset({teacher})) for _ in range(2))
    terms = evolve(second.terms, venue="elsewhere")
    changed = world.do(change_session, ChangeSession(session_id=second.id, terms=terms, capacity=3))
    assert changed.terms.venue == "elsewhere"
    later = evolve(terms, period=Period(terms.period.starts_at + timedelta(hours=1), terms.period.ends_at))
    with pytest.raises(InstructorBusy) as refused:
        world.do(change_session, ChangeSession(session_id=second.id, terms=later, capacity=3))
    assert [error.pointer for error in refused.value.errors] == ["/instructor_ids"]
    assert f"{teacher} teaches session {first.id} at this time" in refused.value.detail
