"""E-mail addresses: the address as typed, and the identity it stands for (product.md A1, B1)."""

import re
from functools import lru_cache
from uuid import UUID

from attrs import field, frozen

from .errors import Invalid

NOBODYS = "erased.invalid"
"""The domain of addresses that stand in for erased ones: nobody's, for ever (RFC 2606)."""
_LONGEST = 255
_SHAPE = re.compile(r"[^\s@]+@[^\s@]+")
_NOWHERE = "@address.invalid"
# of these the validator says what lower() says, in a hundredth of the time: imports have millions
_PLAIN = re.compile(
    r"[a-z0-9_+-]{1,16}(?:\.[a-z0-9_+-]{1,16}){0,2}@[a-z0-9]{1,30}(?:\.[a-z0-9]{1,30}){0,2}\.(?:com|org|net|uk)",
    re.IGNORECASE | re.ASCII,
)


def _shaped(instance: object, attribute: object, value: str) -> None:
    if not _SHAPE.fullmatch(value) or len(value) > _LONGEST:
        raise Invalid.at("/email", "must be an e-mail address of at most 255 characters")


def _lower(instance: object, attribute: object, value: str) -> None:
    if value != value.lower():
        raise Invalid.at("/email", "its identity must be in lower case")


@frozen(eq=False)
class Email:
    """Two addresses are the same when their ``identity`` is: normalised (RFC 6532, IDNA) and lower case.

    Loaded rows pass the shape check only, so that a stored address stays readable when the rules of
    :meth:`parse` become stricter.
    """

    typed: str = field(validator=_shaped)
    identity: str = field(validator=(_shaped, _lower))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Email) and self.identity == other.identity

    def __hash__(self) -> int:
        return hash(self.identity)

    @property
    def is_erased(self) -> bool:
        """Nobody can be written to there."""
        return self.identity.endswith(f"@{NOBODYS}")

    @classmethod
    def missing(cls, of: UUID) -> "Email":
        """Stands for the address that ``of`` has none of. Nothing ends in ``.invalid`` (RFC 6761, 6.4), and
        :meth:`parse` refuses it: nobody can type it, and no letter goes there.
        """
        nowhere = f"missing.{of}{_NOWHERE}"
        return cls(nowhere, nowhere)

    @property
    def is_missing(self) -> bool:
        return self.identity.endswith(_NOWHERE)

    @classmethod
    def parse(cls, text: str) -> "Email":
        """The address in ``text``, outer white space ignored. Raises :class:`Invalid` at ``/email``."""
        typed = text.strip()
        return cls(typed, _identity(typed))


def identity_of(text: str) -> str:
    """That of the address in ``text``, worked out afresh, so that time does not tell which addresses came by lately.

    Raises :class:`Invalid` at ``/email``.
    """
    return _identity.__wrapped__(text.strip())


@lru_cache(maxsize=4096)
def _identity(typed: str) -> str:
    if _PLAIN.fullmatch(typed):
        return typed.lower()
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - 40 ms that readers of rows need not pay

    if len(typed) > _LONGEST:
        raise Invalid.at("/email", "must be an e-mail address of at most 255 characters")
    try:
        return validate_email(typed, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        # its message repeats what was typed
        raise Invalid.at("/email", "must be an e-mail address") from None
