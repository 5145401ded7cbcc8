"""Users."""

from collections.abc import Callable, Iterable, Sequence, Set

from attrs import evolve

from rft_domain.catalogue.engagement import Engagement
from rft_domain.catalogue.session import SessionStatus
from rft_domain.identity.errors import EmailTaken, PhoneTaken, UserNotFound
from rft_domain.identity.user import NOBODY, Role, User
from rft_domain.shared.changes import Pair
from rft_domain.shared.email import Email
from rft_domain.shared.errors import StaleWrite
from rft_domain.shared.events import Event
from rft_domain.shared.ids import UserId
from rft_domain.shared.period import Period
from rft_domain.shared.phone import Phone

from .catalogue import MemorySessions
from .state import State
from .tracked import Tracked


class MemoryUsers:
    def __init__(self, state: State, news: list[Event]) -> None:
        self._state = state
        self._news = news
        self._tracked: Tracked[UserId, User] = Tracked(state.users)
        self._unless_known: set[UserId] = set()

    def get(self, user_id: UserId) -> User:
        if (user := self._tracked.get(user_id)) is None:
            raise UserNotFound()
        return user

    def by_email(self, email: Email) -> User | None:
        return self._first(lambda user: user.email == email, self._state.users_by_email.get(email.identity))

    def by_email_or_nobody(self, email: Email) -> User:
        user_id = self._state.users_by_email.get(email.identity, NOBODY.id)
        return self._state.users.get(user_id, NOBODY)

    def by_phone(self, phone: Phone) -> User | None:
        return self._first(lambda user: user.phone == phone, self._state.users_by_phone.get(phone.e164))

    def add(self, user: User) -> None:
        self._news.extend(user.events)
        self._tracked.add(user.id, evolve(user, events=()))

    def add_unless_known(self, user: User) -> None:
        self.add(user)
        self._unless_known.add(user.id)

    def save(self, user: User) -> None:
        self._news.extend(user.events)
        self._tracked.save(user.id, evolve(user, events=()))

    def _first(self, matches: Callable[[User], bool], committed: UserId | None) -> User | None:
        for user in self._tracked.among_saved():
            if matches(user):
                return user
        found = self._tracked.get(committed) if committed is not None else None
        return found if found is not None and matches(found) else None

    def saved(self) -> Iterable[User]:
        return self._tracked.among_saved()

    def changed(self) -> Iterable[Pair]:
        return self._tracked.changed()

    def check(self) -> None:
        self._tracked.check_versions()
        for user in self._tracked.added():
            if user.email.identity in self._state.users_by_email:
                raise StaleWrite() if user.id in self._unless_known else EmailTaken()
        for user in self._tracked.among_saved():
            if self._state.users_by_email.get(user.email.identity, user.id) != user.id:
                raise EmailTaken()
            if user.phone and self._state.users_by_phone.get(user.phone.e164, user.id) != user.id:
                raise PhoneTaken()

    def apply(self) -> None:
        for user in self._tracked.among_saved():
            before = self._state.users.get(user.id)
            if before is not None and before.email != user.email:
                del self._state.users_by_email[before.email.identity]
            if before is not None and before.phone is not None:
                del self._state.users_by_phone[before.phone.e164]
            self._state.users[user.id] = user
            self._state.users_by_email[user.email.identity] = user.id
            if user.phone:
                self._state.users_by_phone[user.phone.e164] = user.id


class MemorySuperusers:
    def __init__(self, state: State, hold: Callable[[], None]) -> None:
        self._state = state
        self._hold = hold

    def hold(self) -> frozenset[UserId]:
        self._hold()
        return frozenset(u.id for u in self._state.users.values() if u.role is Role.SUPERUSER and u.is_active)


class MemoryInstructors:
    def __init__(self, state: State, sessions: MemorySessions, hold: Callable[[], None]) -> None:
        self._state, self._sessions, self._hold = state, sessions, hold

    def unknown(self, user_ids: Set[UserId]) -> frozenset[UserId]:
        users = (self._state.users.get(user_id) for user_id in user_ids)
        known = {user.id for user in users if user and user.role is Role.INSTRUCTOR and user.is_active}
        return frozenset(user_ids - known)

    def hold(self, user_ids: Set[UserId], period: Period) -> Sequence[Engagement]:
        self._hold()
        scheduled = (one for one in self._sessions.every() if one.status is SessionStatus.SCHEDULED)
        return sorted(
            Engagement(one.id, user_id)
            for one in scheduled
            if one.terms.period.overlaps(period)
            for user_id in one.terms.instructor_ids & user_ids
        )
