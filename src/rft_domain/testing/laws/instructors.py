"""Laws of who teaches when (product.md C5)."""

from datetime import timedelta
from functools import partial

from attrs import evolve
from hypothesis import strategies as st

from ...access.actor import ADMIN
from ...catalogue.errors import InstructorBusy
from ...catalogue.session import Session, SessionStatus, SessionTerms
from ...catalogue.use_cases.change_session import ChangeSession, change_session
from ...catalogue.use_cases.create_session import CreateSession, create_session
from ...identity.user import Role
from ...shared.errors import RftError
from ...shared.ids import CourseId, UserId
from ...shared.period import Period
from ..capabilities import Capability
from ..law import law
from ..scenes import a_course, a_user, session_terms
from ..together import together
from ..world import World

CALLERS = 4
_HOUR = timedelta(hours=1)


def _teachers(world: World, count: int) -> list[UserId]:
    return [a_user(world, f"teacher{n}@example.org", Role.INSTRUCTOR).id for n in range(count)]


def _terms(world: World, course_id: CourseId, start: int, hours: int, crew: frozenset[UserId]) -> SessionTerms:
    terms = session_terms(world, course_id, instructor_ids=crew)
    starts_at = terms.period.starts_at + start * _HOUR
    return evolve(terms, period=Period(starts_at, starts_at + hours * _HOUR))


def _clash(terms: SessionTerms, others: list[Session]) -> bool:
    """Hour by hour, as on a wall planner: it shares no code with the subject."""

    def cells(one: SessionTerms) -> set[tuple[object, UserId]]:
        hours = int((one.period.ends_at - one.period.starts_at) / _HOUR)
        return {(one.period.starts_at + n * _HOUR, who) for n in range(hours) for who in one.instructor_ids}

    return any(other.status is SessionStatus.SCHEDULED and cells(terms) & cells(other.terms) for other in others)


@law("S55")
def an_instructor_is_in_one_place(world: World, data: st.DataObject) -> None:
    """Whatever is scheduled, moved, staffed anew or cancelled: what would have somebody teach two sessions at a time is
    refused, and nothing else is. One session may begin when another ends.
    """
    course_id, crews = a_course(world).id, st.frozensets(st.sampled_from(_teachers(world, 2)), min_size=1)
    planned: list[Session] = []
    for _ in range(data.draw(st.integers(2, 6))):
        terms = _terms(world, course_id, data.draw(st.integers(0, 4)), data.draw(st.integers(1, 2)), data.draw(crews))
        place = data.draw(st.integers(0, len(planned)))
        present = planned[place] if place < len(planned) else None
        cancelling = present is not None and data.draw(st.booleans())
        if present is not None and present.status is not SessionStatus.SCHEDULED:
            continue
        clash = not cancelling and _clash(terms, [each for each in planned if each is not present])
        try:
            planned[place:] = [_put(world, present, terms, cancelling=cancelling), *planned[place + 1 :]]
        except InstructorBusy:
            assert clash, "refused, and nobody is busy"
        else:
            assert not clash, "somebody is in two places"


def _put(world: World, present: Session | None, terms: SessionTerms, *, cancelling: bool) -> Session:
    if present is None:
        return world.do(create_session, CreateSession(terms=terms, capacity=1))
    status = SessionStatus.CANCELLED if cancelling else present.status
    return world.do(change_session, ChangeSession(session_id=present.id, terms=terms, capacity=1, status=status))


@law("S56", needs=Capability.THREADS)
def many_plans_for_one_instructor(world: World, data: st.DataObject) -> None:
    """Of sessions that overlap and are given to one instructor at the same moment, new ones and old ones, one gets
    them, and the others hear that they are busy.
    """
    course_id, [teacher] = a_course(world).id, _teachers(world, 1)
    terms = [_terms(world, course_id, data.draw(st.integers(0, 1)), 2, frozenset({teacher})) for _ in range(CALLERS)]
    calls = []
    for each in terms:
        if data.draw(st.booleans()):
            new = CreateSession(terms=each, capacity=1)
            calls.append(partial(world.patient.run, create_session, new, actor=ADMIN))
        else:
            unstaffed = _put(world, None, evolve(each, instructor_ids=frozenset()), cancelling=False)
            staffed = ChangeSession(session_id=unstaffed.id, terms=each, capacity=1)
            calls.append(partial(world.patient.run, change_session, staffed, actor=ADMIN))
    told: list[Session | RftError] = together(calls)
    assert sorted(type(one).__name__ for one in told) == ["InstructorBusy"] * (CALLERS - 1) + ["Session"]
