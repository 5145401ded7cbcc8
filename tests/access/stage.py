"""A booking of everything that a policy could tell apart, and the API in front, asked by whomever a test names."""

from collections.abc import Iterator
from typing import Any

import falcon
from attrs import evolve, frozen
from falcon.testing import Result, TestClient

from rft_adapters.crypto import CHEAP, Argon2Passwords
from rft_adapters.memory import MemoryStore
from rft_adapters.postgres import Store
from rft_adapters.system import SystemEntropy
from rft_app.application import Application
from rft_app.http.app import create_wsgi
from rft_domain.access.actor import ANONYMOUS, Actor
from rft_domain.access.decisions import Subject
from rft_domain.bookings.booking import Booking
from rft_domain.customers.note import Note
from rft_domain.customers.preferences import Choices
from rft_domain.customers.sensitive import Details
from rft_domain.customers.use_cases.change_preferences import ChangePreferences, change_preferences
from rft_domain.customers.use_cases.change_sensitive_details import ChangeSensitiveDetails, change_sensitive_details
from rft_domain.customers.use_cases.withdraw_note import WithdrawNote, withdraw_note
from rft_domain.customers.use_cases.write_note import WriteNote, write_note
from rft_domain.identity.auth_session import AuthSession
from rft_domain.identity.portal_link import PortalLink
from rft_domain.identity.portal_session import PortalSession
from rft_domain.identity.use_cases.invite_member import InviteMember, invite_member
from rft_domain.identity.user import Role
from rft_domain.shared.email import Email
from rft_domain.shared.ids import AuthSessionId, CourseId, CustomerId, PortalLinkId, PortalSessionId, UserId
from rft_domain.testing.scenes import a_booking, a_course, a_session, a_user
from rft_domain.testing.world import World
from tests.access.cells import Names

AnyStore = MemoryStore | Store
NO_SUCH_ID = "00000000-0000-7000-8000-000000000000"


class AskedBy:
    """Middleware after that of the app: the next requests are this actor's, whoever the app took them for."""

    def __init__(self) -> None:
        self.actor = ANONYMOUS

    def process_request(self, req: falcon.Request, resp: falcon.Response) -> None:
        req.context.actor = self.actor


class Api:
    """The HTTP API over the store of a world. All requests have one id, so that answers can be compared whole."""

    def __init__(self, world: World, store: AnyStore) -> None:
        application = Application(
            store=store,
            runner=evolve(world.runner, open_for=store.acting_as),
            clock=world.clock,
            entropy=SystemEntropy(),
            passwords=Argon2Passwords(CHEAP),
        )
        app = create_wsgi(application)
        self._asked_by = AskedBy()
        app.add_middleware(self._asked_by)
        self._client = TestClient(app)

    def ask(self, actor: Actor, method: str, path: str, body: Any = None, version: int | None = None) -> Result:
        self._asked_by.actor = actor
        headers = {"X-Request-Id": "the-same"} | ({"If-Match": f'"{version}"'} if version else {})
        return self._client.simulate_request(method, path, json=body, headers=headers)


@frozen
class Stage:
    """Sessions taught by nobody, me, somebody or both; on each a booking of my customer, of theirs and of none."""

    world: World
    names: Names
    bookings: tuple[tuple[Booking, Subject], ...]
    course_id: CourseId
    hidden_course_id: CourseId
    admin_id: UserId
    log_ins: tuple[tuple[AuthSessionId, Subject], ...]
    link: PortalLink
    """Asked for in a portal session of mine."""
    notes: tuple[Note, ...]
    """Of my customer and of theirs: one that is internal, one that is shown, one that was and is withdrawn."""
    api: Api


def set_stage(world: World, store: AnyStore) -> Stage:
    me, somebody = (a_user(world, f"{name}@example.org", Role.INSTRUCTOR).id for name in ("me", "somebody"))
    course_id = a_course(world).id
    bookings: list[tuple[Booking, Subject]] = []
    for day, teachers in enumerate((set(), {me}, {somebody}, {me, somebody}), start=7):
        session_id = a_session(world, course_id=course_id, in_days=day, instructor_ids=frozenset(teachers)).id
        for address in ("ana@example.org", "bob@example.org", None):
            booking = a_booking(world, session_id, address or "cyd@example.org", linked=address is not None)
            of_it = Subject(customer_id=booking.customer_id, instructor_ids=frozenset(teachers), booking_id=booking.id)
            bookings.append((booking, of_it))
    mine, theirs = bookings[0][0].customer_id, bookings[1][0].customer_id
    assert mine is not None
    assert theirs is not None
    for customer_id in (mine, theirs):
        choices = Choices(newsletter=False)
        world.do(change_preferences, ChangePreferences(customer_id=customer_id, choices=choices))
        details = Details(medical_flag=True)
        world.do(change_sensitive_details, ChangeSensitiveDetails(customer_id=customer_id, details=details))
        world.do(invite_member, _invitation(customer_id))
    hidden = a_course(world, "FA-2", active=False)
    return Stage(
        world=world,
        names=Names(me, somebody, mine, theirs, bookings[0][0].id),
        bookings=tuple(bookings),
        course_id=course_id,
        hidden_course_id=hidden.id,
        admin_id=a_user(world, "admin@example.org", Role.ADMIN).id,
        log_ins=tuple((_logged_in(world, user_id), Subject(user_id=user_id)) for user_id in (me, somebody)),
        link=_guest(world, mine, bookings[0][0]),
        notes=tuple(note for customer_id in (mine, theirs) for note in _notes(world, customer_id)),
        api=Api(world, store),
    )


def _invitation(customer_id: CustomerId) -> InviteMember:
    email = Email.parse(f"{customer_id}@example.org")
    return InviteMember(customer_id=customer_id, email=email, first_name="Eva", last_name="Silva")


def _notes(world: World, customer_id: CustomerId) -> Iterator[Note]:
    yield world.do(write_note, WriteNote(customer_id=customer_id, text="Pays late."))
    shown = WriteNote(customer_id=customer_id, text="We have a ramp.", internal=False)
    yield world.do(write_note, shown)
    taken_back = WithdrawNote(customer_id=customer_id, note_id=world.do(write_note, shown).id)
    yield world.do(withdraw_note, taken_back)


def _logged_in(world: World, user_id: UserId) -> AuthSessionId:
    with world.open() as uow:
        id = AuthSessionId(uow.entropy.uuid())
        now = world.clock.now
        uow.auth_sessions.add(AuthSession.open(id=id, user_id=user_id, token_hash=f"{user_id}", now=now))
        uow.commit()
    return id


def _guest(world: World, customer_id: CustomerId, booking: Booking) -> PortalLink:
    now = world.clock.now
    with world.open() as uow:
        session_id = PortalSessionId(uow.entropy.uuid())
        link_id = PortalLinkId(uow.entropy.uuid())
        link = PortalLink.ask(id=link_id, session_id=session_id, customer_id=customer_id, now=now)
        uow.portal_sessions.add(
            PortalSession.open(
                id=session_id, customer_id=customer_id, booking_id=booking.id, token_hash=f"{session_id}", now=now
            )
        )
        uow.portal_links.add(link)
        uow.commit()
    return link
