"""Everything that is wrong with a body, not only the first thing."""

from collections.abc import Callable
from typing import TypeVar

from rft_domain.shared.errors import FieldError, Invalid

T = TypeVar("T")


class Findings:
    """Collects what the domain refuses while a command is put together."""

    def __init__(self) -> None:
        self.errors: list[FieldError] = []

    def at(self, pointer: str, make: Callable[[], T], instead: T) -> T:
        """What ``make`` makes; where it is refused, the refusal is kept and ``instead`` stands in."""
        try:
            return make()
        except Invalid as invalid:
            self.errors.extend(invalid.under(pointer).errors)
            return instead

    def settle(self) -> None:
        """Raises :class:`Invalid` with all that was found."""
        if self.errors:
            raise Invalid(dict.fromkeys(self.errors))
