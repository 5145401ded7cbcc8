"""The one read of a booking: session, course, seats, and who is known by the contact's address."""

from sqlalchemy import Select, bindparam, case, func, select

from rft_domain.bookings.errors import SessionUnknown
from rft_domain.bookings.roster import Roster
from rft_domain.bookings.session import BookableSession, Opening
from rft_domain.catalogue.session import SessionStatus
from rft_domain.shared.email import Email
from rft_domain.shared.ids import SessionId
from rft_domain.shared.money import Money

from .catalogue import COURSES, INSTRUCTORS_OF_SESSION, SESSIONS
from .customers import COLUMNS as CUSTOMER_COLUMNS
from .customers import CUSTOMERS, CustomerRepository
from .figures import FIGURES
from .flush import Row
from .identity import USERS, UserRepository
from .key_ring import DATA_KEYS, KeyRing
from .link import Link
from .query import query
from .rosters import ROSTERS

_SESSION = (
    SESSIONS.c.id,
    COURSES.c.title,
    SESSIONS.c.starts_at,
    SESSIONS.c.ends_at,
    SESSIONS.c.time_zone,
    SESSIONS.c.venue,
    SESSIONS.c.status,
    func.coalesce(SESSIONS.c.price, COURSES.c.price),
    COURSES.c.vat_rate,
    INSTRUCTORS_OF_SESSION,
    ROSTERS.c.capacity,
    ROSTERS.c.seats_taken,
    COURSES.c.active,
    ROSTERS.c.over_by,
)
_USER = slice(len(_SESSION), len(_SESSION) + len(USERS.columns))
_CUSTOMER = slice(_USER.stop, _USER.stop + len(CUSTOMER_COLUMNS))
_KEY = slice(_CUSTOMER.stop, None)


def _session_alone() -> "Select[tuple[object, ...]]":
    tables = SESSIONS.join(COURSES).join(ROSTERS, ROSTERS.c.session_id == SESSIONS.c.id)
    return select(*_SESSION).select_from(tables).where(SESSIONS.c.id == bindparam("session_id"))


def _session_and_people(*, with_key: bool) -> "Select[tuple[object, ...]]":
    """A user's own customer comes before the one that has the same address."""
    same_address = (
        select(CUSTOMERS.c.id).where(CUSTOMERS.c.email_identity == bindparam("email")).correlate(None).scalar_subquery()
    )
    theirs = case((USERS.c.customer_id.is_not(None), USERS.c.customer_id), else_=same_address)
    tables = (
        SESSIONS.join(COURSES)
        .join(ROSTERS, ROSTERS.c.session_id == SESSIONS.c.id)
        .outerjoin(USERS, USERS.c.email_identity == bindparam("email"))
        .outerjoin(CUSTOMERS, CUSTOMERS.c.id == theirs)
        .outerjoin(FIGURES, FIGURES.c.customer_id == CUSTOMERS.c.id)
    )
    columns = (*_SESSION, *USERS.columns, *CUSTOMER_COLUMNS)
    read = select(*columns).where(SESSIONS.c.id == bindparam("session_id"))
    if not with_key:
        return read.select_from(tables)
    keyed = tables.outerjoin(DATA_KEYS, DATA_KEYS.c.subject_id == CUSTOMERS.c.id)
    return read.add_columns(DATA_KEYS.c.master_key_id, DATA_KEYS.c.wrapped).select_from(keyed)


_ALONE = query(_session_alone())
WITH_PEOPLE = query(_session_and_people(with_key=False))
WITH_KEY = query(_session_and_people(with_key=True))


class DeskReader:
    """The bookings slice's ``Desk``. What it read of people costs their repositories no read of their own, and what
    their attendees need is sealed with the key that came along.
    """

    __slots__ = ("_customers", "_key_ring", "_link", "_users")

    def __init__(self, link: Link, users: UserRepository, customers: CustomerRepository, key_ring: KeyRing) -> None:
        self._link, self._users, self._customers, self._key_ring = link, users, customers, key_ring

    def open(self, session_id: SessionId, email: Email | None, *, requirements: bool = False) -> Opening:
        named = {"session_id": session_id}
        if email is None:
            rows = self._link.rows(_ALONE, named)
        else:
            people = WITH_KEY if requirements else WITH_PEOPLE
            rows = self._link.rows(people, {**named, "email": email.identity})
        if not rows:
            raise SessionUnknown()
        (row,) = rows
        known_user, known_customer = row[_USER], row[_CUSTOMER]
        user = self._users.read(known_user) if known_user and known_user[0] else None
        customer = self._customers.read(known_customer) if known_customer and known_customer[0] else None
        if customer is not None and requirements:
            self._key_ring.bring(customer.id, *row[_KEY])
        return Opening(
            session=_session(row),
            roster=Roster(session_id=session_id, capacity=row[10], seats_taken=row[11], over_by=row[13]),
            customer_id=customer.id if customer else None,
            user_id=user.id if user else None,
        )


def _session(row: Row) -> BookableSession:
    return BookableSession(
        id=SessionId(row[0]),
        course_title=row[1],
        starts_at=row[2],
        ends_at=row[3],
        time_zone=row[4],
        venue=row[5],
        scheduled=row[6] == SessionStatus.SCHEDULED,
        completed=row[6] == SessionStatus.COMPLETED,
        on_sale=row[12],
        unit_price=Money(row[7]),
        vat_rate=row[8],
        instructor_ids=frozenset(row[9]),
    )
