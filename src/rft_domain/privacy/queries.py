"""Everything about one person, for that person (UK GDPR, articles 15 and 20); and who was erased."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import frozen

from ..access.actor import Actor, ActorKind
from ..access.decisions import Subject, customer_for, require, require_over
from ..access.policy import Action
from ..access.visibility import Visibility
from ..customers.note import Note
from ..customers.sensitive import Details
from ..shared.ids import BookingId, CustomerId, UserId
from ..shared.paging import PageRequest
from .columns import Table, as_told
from .erasure import Erasure
from .persons import members_of, who_is
from .ports import PrivacyUnitOfWork, Row
from .scope import Ids, Scope
from .tables import TABLES

Section = Sequence[Mapping[str, Any]]


@frozen(kw_only=True)
class Export:
    """Rows by section, as JSON has them. ``customer_id`` is ``None`` where it is about a member alone."""

    at: datetime
    customer_id: CustomerId | None
    sections: Mapping[str, Section]


@frozen(kw_only=True)
class ExportPerson:
    """``customer_id`` ``None`` is the actor's own."""

    customer_id: CustomerId | None = None


def export_person(query: ExportPerson, *, actor: Actor, now: datetime, uow: PrivacyUnitOfWork) -> Export:
    """What is known of the customer, and of those of its users who are the customer.

    A member of a customer with several is handed out what is known of themselves. Raises :class:`NotFound`.
    """
    require(actor, Action.EXPORT_PERSON)
    customer_id = customer_for(actor, query.customer_id)
    require_over(actor, Action.EXPORT_PERSON, Subject(customer_id=customer_id), sees=Action.SEE_CUSTOMER)
    customer = uow.customers.get(customer_id)
    if actor.kind in (ActorKind.CUSTOMER, ActorKind.ORGANISER) and len(members_of(customer, uow)) > 1:
        scope, told_of = uow.personal_data.scope(frozenset(), _themselves(actor)), None
    else:
        users = {user.id for user in who_is(customer, uow)}
        scope, told_of = uow.personal_data.scope({customer.id}, users), customer.id
    sections = {table.section: _told(table, scope, uow) for table in reversed(TABLES) if table.section}
    sections |= {name: opened(scope, uow) for name, opened in SEALED.items()}
    sections["attendees"] = _with_needs(sections["attendees"], uow)
    return Export(at=now, customer_id=told_of, sections=sections)


def _themselves(actor: Actor) -> frozenset[UserId]:
    return frozenset() if actor.user_id is None else frozenset({actor.user_id})


def _told(table: Table, scope: Scope, uow: PrivacyUnitOfWork) -> Section:
    return [_shown(table, row, scope) for row in uow.personal_data.rows(table, scope)]


def _shown(table: Table, row: Row, scope: Scope) -> dict[str, Any]:
    """Without what is another person's: of other attendees the names that the customer gave us, and no more."""
    named = row.get("addresses", [row.get("email_identity")])
    mine = not table.own or scope.addresses.issuperset(named)
    actors = set(map(str, scope.ids(Ids.ACTORS)))

    acted = "actor_id" not in row or row["actor_id"] in actors

    def may_be_told(name: str) -> bool:
        if name in table.ids_of_others:
            return row[name] in actors
        return (mine or name not in table.own) and (acted or name not in _ORIGIN)

    return {name: row[name] if may_be_told(name) else None for name in table.told}


def _with_needs(attendees: Section, uow: PrivacyUnitOfWork) -> Section:
    """What the person's own seats need is sealed: the booking opens it."""
    return [{**row, "special_requirements": _needs(row, uow)} for row in attendees]


def _needs(row: Row, uow: PrivacyUnitOfWork) -> str | None:
    if row["email"] is None:
        return None
    attendees = uow.bookings.get(BookingId(UUID(row["booking_id"]))).attendees
    return next(one.details.special_requirements for one in attendees if str(one.id) == row["id"])


def _sensitive(scope: Scope, uow: PrivacyUnitOfWork) -> Section:
    """Where anything was ever told."""
    known = (uow.sensitive.get(customer_id).details for customer_id in sorted(scope.customers))
    return [as_told(details) for details in known if details != Details()]


def _notes(scope: Scope, uow: PrivacyUnitOfWork) -> Section:
    """All that was written down about the person, also what is for the office alone, or was withdrawn."""
    about = (note for customer_id in sorted(scope.customers) for note in _about(customer_id, uow))
    return [{name: as_told(getattr(note, name)) for name in ("kind", "text", "at", "withdrawn_at")} for note in about]


def _about(customer_id: CustomerId, uow: PrivacyUnitOfWork) -> Iterator[Note]:
    page = uow.notes.page(customer_id, PageRequest(limit=200), visible=Visibility(everything=True))
    yield from page.items
    while page.next_cursor is not None:
        following = PageRequest(limit=200, cursor=page.next_cursor)
        page = uow.notes.page(customer_id, following, visible=Visibility(everything=True))
        yield from page.items


SEALED: Mapping[str, Callable[[Scope, PrivacyUnitOfWork], Section]] = {
    "sensitive_details": _sensitive,
    "notes": _notes,
}
"""Sections that the store alone cannot tell, each with what opens them."""

# where somebody else was when they did something is theirs
_ORIGIN = frozenset({"request_id", "ip", "user_agent"})


@frozen(kw_only=True)
class ListErasures:
    """All of them."""


def list_erasures(query: ListErasures, *, actor: Actor, now: datetime, uow: PrivacyUnitOfWork) -> tuple[Erasure, ...]:
    """Oldest first."""
    require(actor, Action.ERASE_PERSON)
    return uow.erasures.all()
