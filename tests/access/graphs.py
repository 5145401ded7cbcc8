"""Who owns what, drawn at random and written down beside the store, so that a list can be checked by walking."""

from collections.abc import Iterator

from attrs import define, evolve, field
from hypothesis import strategies as st

from rft_domain.access.actor import Actor, ActorKind
from rft_domain.bookings.use_cases.move_booking import MoveBooking, move_booking
from rft_domain.catalogue.session import Session
from rft_domain.catalogue.use_cases.change_session import ChangeSession, change_session
from rft_domain.identity.user import Role, User
from rft_domain.shared.email import Email
from rft_domain.shared.ids import BookingId, CustomerId, SessionId, UserId
from rft_domain.testing.scenes import a_booking, a_session, a_user
from rft_domain.testing.world import World

OFFICE = (ActorKind.ADMIN, ActorKind.SUPERUSER, ActorKind.SYSTEM)
MEMBERS = (ActorKind.CUSTOMER, ActorKind.ORGANISER, ActorKind.PORTAL_GUEST, ActorKind.PROVEN_GUEST)
TEACHERS = ("tom@example.org", "una@example.org")
SEATS = 100  # more than are ever booked
# a teacher books for themselves as well; nobody's booking has no customer
GUESTS = ("ana@example.org", "bob@example.org", TEACHERS[0], None)


@define
class Graph:
    """``people`` are users and the customers that they act for; several share one."""

    world: World
    teachers_of: dict[SessionId, frozenset[UserId]] = field(factory=dict)
    session_of: dict[BookingId, SessionId] = field(factory=dict)
    customer_of: dict[BookingId, CustomerId | None] = field(factory=dict)
    people: set[tuple[UserId | None, CustomerId | None]] = field(factory=lambda: {(None, None)})

    def actors(self) -> Iterator[Actor]:
        """Everybody, in every kind."""
        for kind in ActorKind:
            for user_id, customer_id in self.people:
                yield Actor(kind=kind, user_id=user_id, customer_id=customer_id)

    def owned(self, actor: Actor) -> set[BookingId]:
        """Booking by booking, from its customer and from who teaches its session."""
        return {booking_id for booking_id in self.session_of if self._is_theirs(actor, booking_id)}

    def _is_theirs(self, actor: Actor, booking_id: BookingId) -> bool:
        if actor.kind in OFFICE:
            return True
        if actor.kind in MEMBERS:
            return actor.customer_id is not None and self.customer_of[booking_id] == actor.customer_id
        return actor.kind is ActorKind.INSTRUCTOR and actor.user_id in self.teachers_of[self.session_of[booking_id]]


def a_graph(world: World, data: st.DataObject) -> Graph:
    graph = Graph(world)
    teachers = [a_user(world, address, Role.INSTRUCTOR).id for address in TEACHERS]
    crews = st.frozensets(st.sampled_from(teachers))
    sessions = [
        a_session(world, SEATS, in_days=day, instructor_ids=crew)
        for day, crew in enumerate(data.draw(st.lists(crews, min_size=1, max_size=3)), start=7)
    ]
    _book(graph, data, sessions)
    _share(graph, data)
    _change(graph, data, sessions, crews)
    for teacher in teachers:
        with world.open() as uow:
            graph.people.add((teacher, uow.users.get(teacher).customer_id))
    return graph


def _book(graph: Graph, data: st.DataObject, sessions: list[Session]) -> None:
    places = st.tuples(st.sampled_from(sessions), st.sampled_from(GUESTS), st.integers(1, 3))
    for session, guest, seats in data.draw(st.lists(places, min_size=1, max_size=8)):
        booking = a_booking(graph.world, session.id, guest or "cyd@example.org", seats, linked=guest is not None)
        graph.session_of[booking.id] = session.id
        graph.customer_of[booking.id] = booking.customer_id
        graph.people.add((booking.booked_by, booking.customer_id))


def _share(graph: Graph, data: st.DataObject) -> None:
    """More users of the same customers."""
    customers = sorted({id for id in graph.customer_of.values() if id is not None})
    for number, place in enumerate(data.draw(st.lists(st.integers(0, 7), max_size=2)) if customers else ()):
        customer_id, now = customers[place % len(customers)], graph.world.clock.now
        email, user_id = Email.parse(f"more{number}@example.org"), UserId(graph.world.entropy.uuid())
        user = User.register(
            id=user_id, email=email, first_name="Rui", last_name="Silva", customer_id=customer_id, now=now
        )
        with graph.world.open() as uow:
            uow.users.add(user)
            uow.commit()
        graph.people.add((user_id, customer_id))


def _change(
    graph: Graph, data: st.DataObject, sessions: list[Session], crews: "st.SearchStrategy[frozenset[UserId]]"
) -> None:
    """Other people teach, and bookings go elsewhere: what somebody sees follows."""
    for session in sessions:
        crew = data.draw(crews)
        terms = evolve(session.terms, instructor_ids=crew)
        graph.world.do(change_session, ChangeSession(session_id=session.id, terms=terms, capacity=SEATS))
        graph.teachers_of[session.id] = crew
    for booking_id, session_id in list(graph.session_of.items()):
        target = data.draw(st.sampled_from(sessions)).id
        if target != session_id:
            graph.world.do(move_booking, MoveBooking(booking_id=booking_id, session_id=target))
            graph.session_of[booking_id] = target
