"""What one call of the API is, as a value: the row of the table from which everything else is made."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import IO, Any
from uuid import UUID

from attrs import frozen
from msgspec import Struct

from rft_domain.access.actor import Actor
from rft_domain.access.limits import Limit
from rft_domain.access.policy import Action
from rft_domain.shared.errors import RftError

from .wire import NoQuery


class IfMatch(Enum):
    """What a call makes of ``If-Match``."""

    IGNORED = "ignored"
    OPTIONAL = "optional"
    REQUIRED = "required"


@frozen(kw_only=True)
class Call:
    """One request, parsed: the ids of its path, its body and query, and the version it was made on.

    ``place`` is what limits count as one address.
    """

    ids: Mapping[str, UUID]
    body: Any
    query: Any
    version: int | None
    linked: bool
    place: str


@frozen(kw_only=True)
class Download:
    """An answer that is a file. ``name`` is what it is saved as; the server closes ``file``."""

    media_type: str
    name: str
    file: IO[bytes]


# the table holds many commands and answers, each typed where it is written
Ask = Callable[[Call], Any]
Show = Callable[[Any], Struct | Download]


@frozen(kw_only=True)
class Endpoint:
    """``use_case`` is run by the runner; ``read`` is a query; ``carry_out`` runs several of them itself, which is the
    exception. ``ask`` makes the command or query of each.

    ``returns`` is what a receipt stores: with it, ``Idempotency-Key`` is honoured. ``read_back`` shows what was
    written through a query of its own; ``view`` leaves of what was written what the caller may see, as queries do by
    themselves. ``location`` is the address of what was made. ``together`` are pointers to fields of the body that one
    rule is about. ``media`` are the types of an answer that is a :class:`Download`. ``action`` is what the policy must
    allow; without it the call is for anybody. ``limits`` count the caller's address.
    """

    name: str
    method: str
    path: str
    group: str
    summary: str
    description: str = ""
    action: Action | None = None
    query: type[Struct] = NoQuery
    body: type[Struct] | None = None
    together: frozenset[str] = frozenset()
    answer: Any
    media: tuple[str, ...] = ()
    status: int = 200
    use_case: Any = None
    read: Any = None
    carry_out: Any = None
    ask: Ask
    show: Show
    returns: type[Any] | None = None
    read_back: tuple[Any, Callable[[Any], Any]] | None = None
    view: Callable[[Any, Actor], Any] | None = None
    location: str | None = None
    versioned: bool = False
    if_match: IfMatch = IfMatch.IGNORED
    makes_booking: bool = False
    limits: tuple[Limit, ...] = ()
    errors: tuple[type[RftError], ...] = ()
    body_example: Any = None
    answer_example: Any = None

    @property
    def writes(self) -> bool:
        return self.method != "GET"

    @property
    def shows_anybodys(self) -> bool:
        """For those who see everybody's: what is one's own stands at another path, in a shape made for that."""
        return not self.writes and self.path.startswith("/api/admin/")

    @property
    def path_names(self) -> tuple[str, ...]:
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))
