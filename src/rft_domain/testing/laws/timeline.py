"""The law of timelines: activity and notes as one list (product.md B10, B11)."""

from datetime import datetime, timedelta

from hypothesis import strategies as st

from ...access.actor import ADMIN, ANONYMOUS, SYSTEM
from ...activity.entry import ActivityEntry
from ...activity.timeline import LEFT_OUT, NOTE, SeeTimeline, TimelineFilter, TimelineItem, see_timeline
from ...bookings.use_cases.create_booking import create_booking
from ...customers.use_cases.write_note import WriteNote, write_note
from ...identity.queries import UserFilter
from ...identity.use_cases.deactivate_user import DeactivateUser, deactivate_user
from ...identity.use_cases.reactivate_user import ReactivateUser, reactivate_user
from ...identity.user import User
from ...shared.audit import Origin
from ...shared.ids import CustomerId, SessionId
from ...shared.paging import PageRequest
from ..law import law
from ..recount import EVERYTHING
from ..scenes import a_session, wanted
from ..world import World
from .notes import newest_first

_ADDRESSES = ("ana@b.org", "ben@b.org")
Origins = dict[datetime, str]


@law("S69")
def a_timeline_holds_what_happened(world: World, data: st.DataObject) -> None:
    """The timeline of a customer holds the notes about it, what the log says of it, and what the log says of its
    members and of no customer: each once, newest first, page by page, and of one type or time where that is asked
    for. Every line of the log says from which address its request came.
    """
    origins = _live(world, data)
    users = _users(world)
    customer_id = data.draw(st.sampled_from([user.customer_id for user in users if user.customer_id is not None]))
    expected = _expected(world, users, customer_id)
    for item in expected:
        if isinstance(item, ActivityEntry):
            assert (item.ip, item.user_agent) == (origins[item.at], f"program of {origins[item.at]}")
    one = data.draw(st.sampled_from(expected))
    asked = data.draw(_filters(one))
    fitting = [item for item in expected if _fits(item, asked)]
    limit = data.draw(st.integers(1, 3))
    found: list[TimelineItem] = []
    request: PageRequest | None = PageRequest(limit=limit, count=True)
    while request is not None:
        page = world.ask(see_timeline, SeeTimeline(customer_id=customer_id, wanted=asked, page=request), SYSTEM)
        assert page.total == (len(fitting) if request.count else None)
        found += page.items
        request = PageRequest(limit=limit, cursor=page.next_cursor) if page.next_cursor else None
    assert found == fitting


def _live(world: World, data: st.DataObject) -> Origins:
    """Bookings of two customers; notes about them, and news of their members; from where, by the instant."""
    session = a_session(world, 200)
    origins: Origins = {}
    steps = [("book", 0), ("book", 1), *data.draw(st.lists(st.tuples(_VERBS, st.integers(0, 1)), max_size=6))]
    for number, (verb, who) in enumerate(steps):
        at = world.clock.pass_by(microseconds=data.draw(st.integers(1, 2)))
        origins[at] = f"192.0.2.{number}"
        _step(world, verb, _ADDRESSES[who], session.id, Origin(ip=origins[at], user_agent=f"program of {origins[at]}"))
    return origins


_VERBS = st.sampled_from(("book", "note", "leave"))


def _step(world: World, verb: str, address: str, session_id: SessionId, origin: Origin) -> None:
    run = world.runner.run
    if verb == "book":
        run(create_booking, wanted(session_id, address), actor=ANONYMOUS, origin=origin)
        return
    user = next(user for user in _users(world) if user.email.typed == address)
    if verb == "note" and user.customer_id is not None:
        run(write_note, WriteNote(customer_id=user.customer_id, text="Pays late."), actor=ADMIN, origin=origin)
    elif user.is_active:
        run(deactivate_user, DeactivateUser(user_id=user.id), actor=ADMIN, origin=origin)
    else:
        run(reactivate_user, ReactivateUser(user_id=user.id), actor=ADMIN, origin=origin)


def _users(world: World) -> list[User]:
    with world.open() as uow:
        return list(uow.user_reader.page(UserFilter(status=None), PageRequest(limit=200), visible=EVERYTHING).items)


def _expected(world: World, users: list[User], customer_id: CustomerId) -> list[TimelineItem]:
    members = {user.id for user in users if user.customer_id == customer_id}
    with world.open() as uow:
        log = {
            entry.id: entry
            for user in users
            for entry in uow.activity_reader.page(user.id, user.customer_id, PageRequest(limit=200)).items
        }
        notes = uow.notes.page(customer_id, PageRequest(limit=200), visible=EVERYTHING).items
    mine = [
        entry
        for entry in log.values()
        if (entry.customer_id == customer_id or (entry.customer_id is None and entry.user_id in members))
        and entry.type != LEFT_OUT
    ]
    return newest_first([*mine, *notes])


def _type(item: TimelineItem) -> str:
    return item.type if isinstance(item, ActivityEntry) else NOTE


def _filters(one: TimelineItem) -> st.SearchStrategy[TimelineFilter]:
    """Around what is true of one of them."""
    moments = st.sampled_from((None, None, one.at, one.at + timedelta(microseconds=1)))
    return st.builds(TimelineFilter, type=st.sampled_from((None, None, _type(one), NOTE)), from_=moments, to=moments)


def _fits(item: TimelineItem, asked: TimelineFilter) -> bool:
    return (
        asked.type in (None, _type(item))
        and (asked.from_ is None or asked.from_ <= item.at)
        and (asked.to is None or item.at < asked.to)
    )
