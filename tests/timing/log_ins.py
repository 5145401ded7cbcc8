"""Log-ins with a wrong password, of all the people who must not be told apart.

The password's hash is left out: it takes tens of milliseconds and varies by more than all the rest takes, so it would
only hide what is looked for. It is looked at by itself (:func:`hashes`).
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from random import Random

from attrs import evolve

from rft_adapters.crypto import CHEAP, Argon2Passwords
from rft_adapters.system import SystemEntropy
from rft_app.application import Application, Store
from rft_app.log_in import PasswordLogIn, log_in
from rft_domain.access.actor import ANONYMOUS, Actor
from rft_domain.access.limits import Limit, Standing
from rft_domain.identity.attempts import AT_ONCE, Attempts, Purpose, attempts_key
from rft_domain.identity.errors import LogInRefused
from rft_domain.identity.user import Role, User, UserStatus
from rft_domain.reactions import react
from rft_domain.shared.audit import Origin
from rft_domain.shared.email import Email
from rft_domain.shared.ids import UserId
from rft_domain.shared.runner import Runner
from rft_domain.unit_of_work import UnitOfWork
from tests.app.house import Clock
from tests.timing.measure import AGAIN, PLANTED, SAME, Call, Now, late

UNKNOWN, INACTIVE, LOCKED, NO_PASSWORD = "unknown", "inactive", "locked", "no password"
KINDS = (SAME, AGAIN, PLANTED, UNKNOWN, INACTIVE, LOCKED, NO_PASSWORD)
# with the one that everybody had before, and the next would lock
EACH = AT_ONCE - 2
_ORIGIN = Origin(request_id="timing", ip="203.0.113.7", user_agent="Mozilla/5.0")
_AT_A_TIME = 500


class Wrong:
    """A hasher that takes no time."""

    def hash(self, password: str) -> str:
        return "hash"

    def verify(self, password_hash: str | None, password: str) -> bool:
        return False

    def is_outdated(self, password_hash: str) -> bool:
        return False


class Room:
    """Limits that are never reached: otherwise all would soon be refused, and alike."""

    def take(self, limit: Limit, who: str) -> Standing:
        return Standing(allowed=True, left=1, seconds=0)

    look = take

    def forget(self) -> int:
        return 0


def log_ins(store: Store, times: int, now: Now) -> dict[str, Callable[[], Call]]:
    """For every kind, what prepares its next log-in; enough people are there for ``times`` of each."""
    clock = Clock()
    runner: Runner[Actor, UnitOfWork] = Runner(open_unit_of_work=store.unit_of_work, clock=clock, react=react)
    application = Application(
        store=store, runner=runner, clock=clock, entropy=SystemEntropy(), passwords=Wrong(), limiter=Room()
    )
    # in one shuffled row: who came later would lie elsewhere in memory and on the disk
    each = times // EACH + 1
    row = [(kind, Email.parse(f"p{place:09}@example.org")) for place, kind in enumerate(_shuffled(KINDS * each))]
    for start in range(0, len(row), _AT_A_TIME):
        _settle(application, row[start : start + _AT_A_TIME])
    return {kind: _entering(application, kind, [one for of, one in row if of == kind], now) for kind in KINDS}


def _shuffled(kinds: tuple[str, ...]) -> list[str]:
    return Random().sample(kinds, len(kinds))


def _entering(application: Application, kind: str, people: list[Email], now: Now) -> Callable[[], Call]:
    turns: Iterator[Email] = iter([email for _ in range(EACH) for email in people])

    def prepare() -> Call:
        wanted = PasswordLogIn(email=next(turns), password="not the one")

        def enter() -> None:
            with suppress(LogInRefused):
                log_in(application, wanted, actor=ANONYMOUS, origin=_ORIGIN)

        return late(enter, now) if kind == PLANTED else enter

    return prepare


def _settle(application: Application, people: list[tuple[str, Email]]) -> None:
    """Users as their kind says. Everybody, known or not, has tried once before."""
    at = application.clock()
    with application.store.unit_of_work() as uow:
        for kind, email in people:
            if kind != UNKNOWN:
                uow.users.add(_user(email, kind, application))
            until = at + timedelta(days=1) if kind == LOCKED else None
            key, number = attempts_key(Purpose.LOG_IN, email), AT_ONCE if kind == LOCKED else 1
            uow.log_ins.save(Attempts(key=key, count=number, last_at=at, locked_until=until))
        uow.news()
        uow.commit()


def _user(email: Email, kind: str, application: Application) -> User:
    user = User.register(
        id=UserId(application.entropy.uuid()),
        email=email,
        first_name="Grace",
        last_name="Ofori",
        role=Role.ADMIN,
        now=application.clock(),
    )
    status = UserStatus.INACTIVE if kind == INACTIVE else UserStatus.ACTIVE
    return evolve(user, status=status, password_hash=None if kind == NO_PASSWORD else "hash", events=())


def hashes(times: int, now: Now) -> dict[str, Callable[[], Call]]:
    """The hasher itself, at its cheapest: a stored hash, and none."""
    passwords = Argon2Passwords(CHEAP)
    stored = passwords.hash("a long walk along the canal")

    def compare(password_hash: str | None) -> Call:
        return lambda: passwords.verify(password_hash, "not the one")

    known, unknown = compare(stored), compare(None)
    planted = late(known, now)
    return {SAME: lambda: known, AGAIN: lambda: known, PLANTED: lambda: planted, UNKNOWN: lambda: unknown}
