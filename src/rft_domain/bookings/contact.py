"""Whom to write to about a booking, and who attends it."""

from attrs import field, frozen

from ..shared.email import Email
from ..shared.phone import Phone
from ..shared.stored import NOT_STORED
from ..shared.text import optional_text, text


@frozen(kw_only=True)
class Contact:
    email: Email
    first_name: str = field(validator=text(at_least=1, at_most=100))
    last_name: str = field(validator=text(at_least=1, at_most=100))
    phone: Phone | None = None
    company: str | None = field(default=None, validator=optional_text(at_most=200))


@frozen(kw_only=True)
class AttendeeDetails:
    """A person as typed into a booking, before they have a seat."""

    first_name: str = field(validator=text(at_least=1, at_most=100))
    last_name: str = field(validator=text(at_least=1, at_most=100))
    email: Email | None = None
    special_requirements: str | None = field(
        default=None, validator=optional_text(at_most=1000), repr=False, metadata=NOT_STORED
    )
