"""The way in without log-in: a reference and an address, as people type them (product.md H3)."""

from attrs import field, frozen

from rft_domain.access.actor import Actor
from rft_domain.bookings.reference import Reference
from rft_domain.identity.errors import LookUpMailed, LookUpRefused
from rft_domain.identity.use_cases import look_up as use_case
from rft_domain.identity.use_cases.look_up import LookUp, Opened
from rft_domain.identity.use_cases.way_in import ask_for_way_in
from rft_domain.shared.audit import Origin
from rft_domain.shared.email import identity_of
from rft_domain.shared.errors import Invalid

from .application import Application
from .lookup import LookupStanding, lookup_failed, lookup_standing

LONGEST = 300


@frozen(kw_only=True)
class Typed:
    """``place`` is what the limits count as one address; empty where nobody calls from anywhere."""

    reference: str = field(repr=False)
    email: str = field(repr=False)
    place: str = field(default="", repr=False)


def look_up(application: Application, typed: Typed, *, actor: Actor, origin: Origin) -> Opened:
    """Raises :class:`LookUpRefused`, the same for whatever is wrong, and :class:`LimiterDown`.

    What may not be tried is tried with nothing, which is refused after the same work. While too many fail, everywhere
    together, all are answered by mail: :class:`LookUpMailed`.
    """
    command = LookUp(reference=_symbols(typed.reference), email=_identity(typed.email))
    standing = lookup_standing(
        application.limiter,
        address=typed.place,
        reference=command.reference or typed.reference[:LONGEST],
        email=command.email or typed.email[:LONGEST],
    )
    if standing is LookupStanding.CAPPED:
        application.run(ask_for_way_in, command, actor=actor, origin=origin)
        raise LookUpMailed()
    if standing is LookupStanding.OVER:
        command = LookUp(reference="", email="")
    try:
        return application.run(use_case.look_up, command, actor=actor, origin=origin)
    except LookUpRefused:
        lookup_failed(application.limiter)
        raise


def _symbols(typed: str) -> str:
    """Empty where it is no reference."""
    try:
        return Reference.parse(typed[: LONGEST + 1]).symbols
    except Invalid:
        return ""


def _identity(typed: str) -> str:
    """Empty where it is no address."""
    try:
        return identity_of(typed)
    except Invalid:
        return ""
