"""What guesses of strangers leave on a user. It is looked up when a user is shown, and not written when one is guessed:
a write that only known addresses cause is seen in the time of the answer.
"""

from attrs import evolve

from .attempts import Attempts, Purpose, attempts_key
from .user import User


def marks_key(user: User) -> str:
    return attempts_key(Purpose.LOG_IN, user.email)


def marked(user: User, attempts: Attempts | None) -> User:
    if attempts is None:
        return user
    return evolve(user, failed_login_count=attempts.count, locked_until=attempts.locked_until)
