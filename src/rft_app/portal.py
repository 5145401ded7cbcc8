"""The way in without log-in: a reference and an address, as people type them (product.md H3)."""

from attrs import field, frozen

from rft_domain.access.actor import Actor
from rft_domain.bookings.reference import Reference
from rft_domain.identity.use_cases import look_up as use_case
from rft_domain.identity.use_cases.look_up import LookUp, Opened
from rft_domain.shared.audit import Origin
from rft_domain.shared.email import identity_of
from rft_domain.shared.errors import Invalid

from .application import Application

LONGEST_REFERENCE = 100


@frozen(kw_only=True)
class Typed:
    reference: str = field(repr=False)
    email: str = field(repr=False)


def look_up(application: Application, typed: Typed, *, actor: Actor, origin: Origin) -> Opened:
    """Raises :class:`LookUpRefused`, the same for whatever is wrong.

    What may not be tried is tried with nothing: ``LookUp(reference="", email="")`` is refused after the same work.
    """
    command = LookUp(reference=_symbols(typed.reference), email=_identity(typed.email))
    return application.run(use_case.look_up, command, actor=actor, origin=origin)


def _symbols(typed: str) -> str:
    """Empty where it is no reference."""
    try:
        return Reference.parse(typed[: LONGEST_REFERENCE + 1]).symbols
    except Invalid:
        return ""


def _identity(typed: str) -> str:
    """Empty where it is no address."""
    try:
        return identity_of(typed)
    except Invalid:
        return ""
