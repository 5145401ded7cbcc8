"""What a password must be (NIST SP 800-63B-4, 3.1.1.2): long, and not one that everybody tries first.

No rules about kinds of characters, and no expiry: both make passwords worse.
"""

import unicodedata
from itertools import pairwise

from ..shared.email import Email
from ..shared.errors import Invalid
from .common_passwords import COMMON

AT_LEAST, AT_MOST = 15, 200
AT_LEAST_WITH_SECOND_FACTOR = 8


def normalised(typed: str) -> str:
    """The same text, however the keyboard put it together (NFKC)."""
    return unicodedata.normalize("NFKC", typed)


def stands_alone(typed: str) -> bool:
    """Whether it is long enough to be used without a second factor."""
    return len(normalised(typed)) >= AT_LEAST


def check_password(typed: str, email: Email | None = None, *, second_factor: bool = False) -> str:
    """The password to hash. Raises :class:`Invalid` at ``/password``; the password is not repeated."""
    password = normalised(typed)
    at_least = AT_LEAST_WITH_SECOND_FACTOR if second_factor else AT_LEAST
    if not at_least <= len(password) <= AT_MOST:
        raise Invalid.at("/password", f"must have {at_least} to {AT_MOST} characters")
    if _guessable(password.casefold(), email):
        raise Invalid.at("/password", "is one of those that are tried first")
    return password


def _guessable(password: str, email: Email | None) -> bool:
    """Common, a few characters or a common password repeated, a run of neighbours, or little but the address."""
    plain = "".join(ch for ch in password if ch.isalnum())
    if password in COMMON or plain in COMMON or len(set(password)) < 5:
        return True
    if any(_repeats(plain, word) for word in (plain[:length] for length in range(1, len(plain) // 2 + 1))):
        return True
    steps = {ord(after) - ord(before) for before, after in pairwise(plain)}
    if steps in ({1}, {-1}):
        return True
    return email is not None and (password in (email.identity, email.identity.partition("@")[0]))


def _repeats(text: str, word: str) -> bool:
    return word * (len(text) // len(word)) + word[: len(text) % len(word)] == text
