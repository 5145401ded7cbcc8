"""Letters that leave the house."""

from typing import Protocol

from attrs import field, frozen

from .email import Email
from .text import text


@frozen(kw_only=True)
class Letter:
    """``message_id`` is the same each time one letter is sent, so that a second copy can be recognised."""

    message_id: str
    to: Email
    subject: str = field(validator=text(at_least=1, at_most=200))
    body: str = field(validator=text(at_least=1, at_most=20_000), repr=False)


class Mail(Protocol):
    def send(self, letter: Letter) -> None:
        """Raises :class:`Busy` where it may work later."""
        ...
