"""All that one booking reads, in one read."""

from rft_domain.bookings.errors import SessionUnknown
from rft_domain.bookings.session import BookableSession, Opening
from rft_domain.catalogue.errors import SessionNotFound
from rft_domain.catalogue.session import SessionStatus
from rft_domain.shared.email import Email
from rft_domain.shared.ids import SessionId

from .bookings import MemoryRosters
from .catalogue import MemoryCourses, MemorySessions
from .customers import MemoryCustomers
from .identity import MemoryUsers
from .state import State


class MemoryDesk:
    def __init__(
        self,
        state: State,
        users: MemoryUsers,
        customers: MemoryCustomers,
        courses: MemoryCourses,
        sessions: MemorySessions,
        rosters: MemoryRosters,
    ) -> None:
        self._state = state
        self._users = users
        self._customers = customers
        self._courses = courses
        self._sessions = sessions
        self._rosters = rosters

    def open(self, session_id: SessionId, email: Email | None, *, requirements: bool = False) -> Opening:
        with self._state.lock:
            session, roster = self._session(session_id), self._rosters.now(session_id)
            if email is None:
                return Opening(session=session, roster=roster)
            user, customer = self._users.by_email(email), self._customers.by_email(email)
        own = user.customer_id if user else None
        return Opening(
            session=session,
            roster=roster,
            customer_id=own or (customer.id if customer else None),
            user_id=user.id if user else None,
        )

    def _session(self, session_id: SessionId) -> BookableSession:
        try:
            session = self._sessions.get(session_id)
        except SessionNotFound:
            raise SessionUnknown() from None
        terms, course = session.terms, self._courses.get(session.terms.course_id).terms
        return BookableSession(
            id=session.id,
            course_title=course.title,
            starts_at=terms.period.starts_at,
            ends_at=terms.period.ends_at,
            time_zone=terms.time_zone,
            venue=terms.venue,
            scheduled=session.status is SessionStatus.SCHEDULED,
            completed=session.status is SessionStatus.COMPLETED,
            on_sale=course.active,
            unit_price=terms.price if terms.price is not None else course.price,
            vat_rate=course.vat_rate,
            instructor_ids=terms.instructor_ids,
        )
