"""What guesses of strangers leave on a user. It is looked up when a user is shown, and not written when one is guessed:
a write that only known addresses cause is seen in the time of the answer.
"""

from datetime import datetime

from attrs import evolve

from .attempts import Attempts, Purpose, attempts_key
from .user import User


def marks_key(user: User) -> str:
    return attempts_key(Purpose.LOG_IN, user.email)


def marked(user: User, attempts: Attempts | None, logged_in_at: datetime | None = None) -> User:
    """The user with what attempts, and a log-in, leave on them; ``None`` leaves what is there."""
    if attempts is not None:
        user = evolve(user, failed_login_count=attempts.count, locked_until=attempts.locked_until)
    return evolve(user, last_login_at=logged_in_at) if logged_in_at is not None else user
