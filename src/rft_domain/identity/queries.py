"""Reading users: an actor's list and whom they may open are the same set (product.md H2)."""

from datetime import datetime
from typing import Protocol

from attrs import field, frozen

from ..access.actor import Actor
from ..access.decisions import require
from ..access.policy import Action
from ..access.visibility import Visibility, visibility
from ..shared.errors import Forbidden
from ..shared.ids import UserId
from ..shared.paging import FIRST_PAGE, Page, PageRequest
from ..shared.searching import searched, words
from ..shared.text import optional_text
from .auth_session import AuthSession
from .ports import AuthSessions, SecondFactors
from .second_factor import SecondFactor
from .user import Role, User, UserStatus


@frozen(kw_only=True)
class UserFilter:
    """``search`` is part of a name, an e-mail address or a phone number, in any case, with or without accents; its
    words must all be found.

    ``status`` ``None`` means any.
    """

    search: str | None = field(default=None, validator=optional_text(at_most=200))
    role: Role | None = None
    status: UserStatus | None = UserStatus.ACTIVE

    @property
    def words(self) -> tuple[str, ...]:
        """What must be found."""
        return words(self.search)


def searched_user(user: User) -> str:
    """The text in which words are looked for."""
    return searched(f"{user.first_name} {user.last_name}", user.email.typed, user.email.identity, user.phone)


class UserReader(Protocol):
    def page(self, wanted: UserFilter, page: PageRequest, *, visible: Visibility) -> Page[User]:
        """Newest first, then by id."""
        ...

    def one(self, user_id: UserId, *, visible: Visibility) -> User:
        """Raises :class:`UserNotFound`, also for who is there and not visible."""
        ...


class UserViews(Protocol):
    @property
    def user_reader(self) -> UserReader: ...


@frozen(kw_only=True)
class ListUsers:
    wanted: UserFilter = UserFilter()
    page: PageRequest = FIRST_PAGE


@frozen(kw_only=True)
class SeeUser:
    user_id: UserId


def list_users(query: ListUsers, *, actor: Actor, now: datetime, uow: UserViews) -> Page[User]:
    require(actor, Action.SEE_USER)
    return uow.user_reader.page(query.wanted, query.page, visible=visibility(actor, Action.SEE_USER))


def see_user(query: SeeUser, *, actor: Actor, now: datetime, uow: UserViews) -> User:
    """Raises :class:`UserNotFound`."""
    require(actor, Action.SEE_USER)
    return uow.user_reader.one(query.user_id, visible=visibility(actor, Action.SEE_USER))


@frozen(kw_only=True)
class SeeOwnUser:
    """The one who asks."""


def see_own_user(query: SeeOwnUser, *, actor: Actor, now: datetime, uow: UserViews) -> User:
    """Raises :class:`Forbidden` for who has no account."""
    require(actor, Action.MANAGE_OWN_LOG_IN)
    if actor.user_id is None:
        raise Forbidden(action=Action.MANAGE_OWN_LOG_IN.value)
    return uow.user_reader.one(actor.user_id, visible=visibility(actor, Action.SEE_USER))


class OwnSessions(Protocol):
    @property
    def auth_sessions(self) -> AuthSessions: ...


@frozen(kw_only=True)
class ListOwnSessions:
    """Where one is logged in."""


@frozen(kw_only=True)
class OwnSession:
    """``current``: it is the one that is used."""

    session: AuthSession
    current: bool


def list_own_sessions(
    query: ListOwnSessions, *, actor: Actor, now: datetime, uow: OwnSessions
) -> tuple[OwnSession, ...]:
    """Those that are open, newest first."""
    require(actor, Action.MANAGE_OWN_LOG_IN)
    if actor.user_id is None:
        return ()
    mine = (session for session in uow.auth_sessions.of_user(actor.user_id) if session.is_open(now))
    return tuple(OwnSession(session=session, current=session.id == actor.session_id) for session in mine)


class OwnSecondFactor(Protocol):
    @property
    def second_factors(self) -> SecondFactors: ...


@frozen(kw_only=True)
class SeeOwnSecondFactor:
    """Whether it is on, and how many recovery codes are left."""


def see_own_second_factor(
    query: SeeOwnSecondFactor, *, actor: Actor, now: datetime, uow: OwnSecondFactor
) -> SecondFactor | None:
    """``None`` where it is not on."""
    require(actor, Action.MANAGE_OWN_LOG_IN)
    factor = uow.second_factors.of_user(actor.user_id) if actor.user_id is not None else None
    return factor if factor is not None and factor.is_on else None
