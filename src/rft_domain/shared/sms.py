"""Text messages that leave the house."""

from typing import Protocol

from attrs import field, frozen

from .phone import Phone
from .text import text


@frozen(kw_only=True)
class TextMessage:
    """``message_id`` is the same each time one message is sent, so that a second copy can be recognised."""

    message_id: str
    to: Phone = field(repr=False)
    body: str = field(validator=text(at_least=1, at_most=480), repr=False)


class Sms(Protocol):
    def send(self, message: TextMessage) -> None:
        """Raises :class:`Busy` where it may work later."""
        ...
