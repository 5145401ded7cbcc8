"""Lists and single things to look at, by brute force: filter, sort, cut."""

from attrs import evolve

from rft_domain.access.decisions import Subject
from rft_domain.access.visibility import Visibility
from rft_domain.activity.entry import ActivityEntry
from rft_domain.activity.queries import AuditFilter
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.errors import BookingNotFound
from rft_domain.bookings.queries import BookingFilter, searched_booking
from rft_domain.catalogue.course import Course
from rft_domain.catalogue.errors import CourseNotFound, SessionNotFound
from rft_domain.catalogue.queries import SessionFilter, SessionView
from rft_domain.catalogue.session import Session, SessionStatus
from rft_domain.identity.errors import UserNotFound
from rft_domain.identity.marks import marked, marks_key
from rft_domain.identity.queries import UserFilter, searched_user
from rft_domain.identity.user import User
from rft_domain.shared.audit import AuditRow
from rft_domain.shared.ids import BookingId, CourseId, CustomerId, SessionId, UserId
from rft_domain.shared.paging import Page, PageRequest
from rft_domain.shared.searching import is_found

from .pages import page_of, sortable
from .state import State


class MemoryCatalogueReader:
    def __init__(self, state: State) -> None:
        self._state = state

    def courses(self, page: PageRequest, *, active_only: bool) -> Page[Course]:
        with self._state.lock:
            wanted = [course for course in self._state.courses.values() if course.terms.active or not active_only]
        return page_of(wanted, page, lambda course: (course.terms.title, course.id))

    def course(self, course_id: CourseId, *, active_only: bool) -> Course:
        course = self._state.courses.get(course_id)
        if course is None or (active_only and not course.terms.active):
            raise CourseNotFound()
        return course

    def sessions(self, wanted: SessionFilter, page: PageRequest) -> Page[SessionView]:
        with self._state.lock:
            views = [self._view(session) for session in self._state.sessions.values() if self._matches(session, wanted)]
        left = [view for view in views if view.seats_left > 0 or not wanted.available]
        return page_of(left, page, lambda view: (sortable(view.starts_at), view.id))

    def session(self, session_id: SessionId, *, on_sale: bool) -> SessionView:
        with self._state.lock:
            session = self._state.sessions.get(session_id)
            if session is None or (on_sale and not self._on_sale(session)):
                raise SessionNotFound()
            return self._view(session)

    def _on_sale(self, session: Session) -> bool:
        return session.status is SessionStatus.SCHEDULED and self._state.courses[session.terms.course_id].terms.active

    def _matches(self, session: Session, wanted: SessionFilter) -> bool:
        starts_at = session.terms.period.starts_at
        return (
            (wanted.course_id is None or session.terms.course_id == wanted.course_id)
            and (wanted.from_ is None or starts_at >= wanted.from_)
            and (wanted.to is None or starts_at < wanted.to)
            and (not wanted.on_sale or self._on_sale(session))
        )

    def _view(self, session: Session) -> SessionView:
        terms, roster = session.terms, self._state.rosters[session.id]
        course = self._state.courses[terms.course_id].terms
        return SessionView(
            id=session.id,
            course_id=terms.course_id,
            course_title=course.title,
            starts_at=terms.period.starts_at,
            ends_at=terms.period.ends_at,
            time_zone=terms.time_zone,
            venue=terms.venue,
            status=session.status,
            capacity=roster.capacity,
            seats_taken=roster.seats_taken,
            price=terms.price if terms.price is not None else course.price,
            own_price=terms.price,
            vat_rate=course.vat_rate,
            instructor_ids=terms.instructor_ids,
            notes=terms.notes,
            version=session.version,
        )


class MemoryBookingReader:
    def __init__(self, state: State) -> None:
        self._state = state

    def page(self, wanted: BookingFilter, page: PageRequest, *, visible: Visibility) -> Page[Booking]:
        with self._state.lock:
            named = self._state.customers.get(wanted.customer_id) if wanted.customer_id else None
            if visible.everything and named is not None and named.merged_into is not None:
                wanted = evolve(wanted, customer_id=named.merged_into)
            bookings = [b for b in self._state.bookings.values() if _matches(b, wanted) and self._shows(b, visible)]
        return page_of(bookings, page, lambda b: (sortable(b.created_at), b.id), newest_first=True)

    def one(self, booking_id: BookingId, *, visible: Visibility) -> Booking:
        with self._state.lock:
            booking = self._state.bookings.get(booking_id)
            if booking is None or not self._shows(booking, visible):
                raise BookingNotFound()
            return booking

    def _shows(self, booking: Booking, visible: Visibility) -> bool:
        instructors = self._state.sessions[booking.session_id].terms.instructor_ids
        subject = Subject(customer_id=booking.customer_id, instructor_ids=instructors, booking_id=booking.id)
        return visible.shows(subject)


def _matches(booking: Booking, wanted: BookingFilter) -> bool:
    return (
        (wanted.customer_id is None or booking.customer_id == wanted.customer_id)
        and (wanted.session_id is None or booking.session_id == wanted.session_id)
        and (wanted.status is None or booking.status is wanted.status)
        and (wanted.from_ is None or booking.created_at >= wanted.from_)
        and (wanted.to is None or booking.created_at < wanted.to)
        and is_found(wanted.words, searched_booking(booking))
    )


class MemoryAuditReader:
    def __init__(self, state: State) -> None:
        self._state = state

    def page(self, wanted: AuditFilter, page: PageRequest) -> Page[AuditRow]:
        with self._state.lock:
            rows = [row for row in self._state.audit if _is_wanted_row(row, wanted)]
        return page_of(rows, page, lambda row: (sortable(row.at), row.id), newest_first=True)


def _is_wanted_row(row: AuditRow, wanted: AuditFilter) -> bool:
    return (
        (wanted.action is None or row.action == wanted.action)
        and (wanted.actor_kind is None or row.actor_kind == wanted.actor_kind.value)
        and (wanted.actor_id is None or row.actor_id == wanted.actor_id)
        and (wanted.about is None or str(wanted.about) in f"{row.about} {row.changes}")
        and (wanted.outcome is None or row.outcome == wanted.outcome)
        and (wanted.from_ is None or row.at >= wanted.from_)
        and (wanted.to is None or row.at < wanted.to)
    )


class MemoryUserReader:
    def __init__(self, state: State) -> None:
        self._state = state

    def page(self, wanted: UserFilter, page: PageRequest, *, visible: Visibility) -> Page[User]:
        with self._state.lock:
            users = [u for u in self._state.users.values() if is_wanted_user(u, wanted) and visible.shows(_subject(u))]
            users = [marked(user, self._state.attempts.get(marks_key(user))) for user in users]
        return page_of(users, page, lambda user: (sortable(user.created_at), user.id), newest_first=True)

    def one(self, user_id: UserId, *, visible: Visibility) -> User:
        user = self._state.users.get(user_id)
        if user is None or not visible.shows(_subject(user)):
            raise UserNotFound()
        return marked(user, self._state.attempts.get(marks_key(user)))


def _subject(user: User) -> Subject:
    return Subject(user_id=user.id)


def is_wanted_user(user: User, wanted: UserFilter) -> bool:
    return (
        (wanted.role is None or user.role is wanted.role)
        and (wanted.status is None or user.status is wanted.status)
        and is_found(wanted.words, searched_user(user))
    )


class MemoryActivityReader:
    def __init__(self, state: State) -> None:
        self._state = state

    def page(self, user_id: UserId, customer_id: CustomerId | None, page: PageRequest) -> Page[ActivityEntry]:
        with self._state.lock:
            entries = [
                entry
                for entry in self._state.activity
                if entry.user_id == user_id or (customer_id is not None and entry.customer_id == customer_id)
            ]
        return page_of(entries, page, lambda entry: (sortable(entry.at), entry.id), newest_first=True)
