"""Which errors a call can answer with: those of its use case, and those that its shape brings."""

from collections.abc import Iterator

from rft_domain.access.actor import ActorKind
from rft_domain.access.decisions import StepUpRequired
from rft_domain.access.limits import LimiterDown
from rft_domain.access.policy import POLICY, Action
from rft_domain.shared.errors import (
    Busy,
    Forbidden,
    Invalid,
    NotFound,
    OutcomeUnknown,
    PreconditionFailed,
    RftError,
    StaleWrite,
    TooMany,
    Transient,
    Unauthenticated,
)
from rft_domain.shared.receipts import IdempotencyKeyReused
from rft_domain.shared.sealing import DataKeyMissing, SealedDataRefused

from .endpoint import Endpoint, IfMatch
from .errors import (
    BodyTooLarge,
    InternalError,
    Malformed,
    MalformedIfMatch,
    MalformedJson,
    MethodNotAllowed,
    NotReady,
    PreconditionRequired,
    UnsupportedMediaType,
)

# what opens or seals a sensitive field or a note: all that reads a booking, too, or compares two customers
_SEALED = frozenset(
    {
        Action.SEE_SENSITIVE,
        Action.CHANGE_SENSITIVE,
        Action.CREATE_BOOKING,
        Action.SEE_BOOKING,
        Action.CONFIRM_BOOKING,
        Action.CANCEL_BOOKING,
        Action.MOVE_BOOKING,
        Action.CHANGE_ATTENDEES,
        Action.WRITE_REQUIREMENTS,
        Action.SEE_NOTES,
        Action.WRITE_NOTES,
        Action.EXPORT_PERSON,
        Action.MERGE_CUSTOMERS,
    }
)


def errors_of(endpoint: Endpoint) -> tuple[type[RftError], ...]:
    return tuple(dict.fromkeys((*endpoint.errors, *_by_shape(endpoint))))


def _by_shape(endpoint: Endpoint) -> Iterator[type[RftError]]:
    yield from (Malformed, Unauthenticated, Invalid, InternalError, Busy, TooMany)
    if endpoint.limits:
        yield LimiterDown
    if endpoint.action is not None:
        yield from _by_action(endpoint, endpoint.action)
    if endpoint.path_names:
        yield NotFound
    if endpoint.body is not None:
        yield from (MalformedJson, BodyTooLarge, UnsupportedMediaType)
    if endpoint.returns is not None:
        yield IdempotencyKeyReused
    if endpoint.if_match is not IfMatch.IGNORED:
        yield from (MalformedIfMatch, PreconditionFailed)
    if endpoint.if_match is IfMatch.REQUIRED:
        yield PreconditionRequired
    if endpoint.writes:
        yield from (StaleWrite, Transient, OutcomeUnknown)


def _by_action(endpoint: Endpoint, action: Action) -> Iterator[type[RftError]]:
    yield Forbidden
    kinds = {kind for kind, of, _ in POLICY if of is action}
    # a guest may do it after a mailed link, and not before
    if ActorKind.PROVEN_GUEST in kinds and ActorKind.PORTAL_GUEST not in kinds and not endpoint.shows_anybodys:
        yield StepUpRequired
    if action in _SEALED:
        yield from (DataKeyMissing, SealedDataRefused)


def every_error(endpoints: tuple[Endpoint, ...]) -> dict[str, type[RftError]]:
    """By code, in order of the alphabet: all that a problem document can name."""
    kinds: list[type[RftError]] = [kind for endpoint in endpoints for kind in errors_of(endpoint)]
    kinds += (MethodNotAllowed, NotReady, NotFound)
    by_code = {kind.code: kind for kind in kinds}
    return dict(sorted(by_code.items()))
