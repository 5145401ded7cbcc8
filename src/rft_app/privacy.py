"""Erasing, remembered beyond the database; and doing it again where a restored backup has forgotten it.

The ledger is written before the store: a crash in between leaves a line of somebody who is not erased yet, and
:func:`reapply_erasures`, which the worker runs by the hour, makes up for it. The other way round, a backup restored at
the wrong moment would bring a person back for good.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from attrs import evolve, field, frozen

from rft_domain.access.actor import SYSTEM, Actor
from rft_domain.access.decisions import require
from rft_domain.access.policy import Action
from rft_domain.privacy.erasure import Erasure, Kind
from rft_domain.privacy.errors import LedgerMissing
from rft_domain.privacy.ledger import Entry, Ledger, standing
from rft_domain.privacy.queries import ExportPerson, export_person
from rft_domain.privacy.scope import Scope
from rft_domain.privacy.use_cases import erase_customer as customers
from rft_domain.privacy.use_cases import erase_user as users
from rft_domain.privacy.use_cases.erase_customer import EraseCustomer, erase_customer
from rft_domain.privacy.use_cases.erase_user import EraseUser, erase_user
from rft_domain.shared.audit import Origin
from rft_domain.shared.errors import Busy, NotFound, RftError
from rft_domain.shared.ids import CustomerId, UserId
from rft_domain.unit_of_work import UnitOfWork

from .application import Application
from .export import export_zip

Wanted = EraseCustomer | EraseUser


def erase(application: Application, wanted: Wanted, *, actor: Actor, origin: Origin = Origin()) -> Erasure:
    """The evidence. Raises :class:`LedgerMissing`, and what the use case raises.

    Where the store is away meanwhile, it is done later: the ledger has it.
    """
    if (ledger := application.ledger) is None:
        require(actor, Action.ERASE_PERSON)
        raise LedgerMissing()
    with suppress(NotFound):  # the use case will say so itself
        wanted = _present(application, wanted)
    written = _lines(application, wanted, actor, application.clock())
    for line in written:
        ledger.add(line)
    try:
        erasure = _run(application, wanted, actor=actor, origin=origin)
    except RftError as error:
        for line in written if not isinstance(error, Busy) else ():
            ledger.add(evolve(line, withdrawn=True))
        raise
    _make_up(ledger, [erasure])
    return erasure


@frozen(kw_only=True)
class Reapplied:
    """``again`` were erased now, ``before`` are erased in the store, ``unknown`` were never in it.

    ``failed`` has the code of what stood against it. ``added`` lines were missing in the ledger.
    """

    again: tuple[UUID, ...] = ()
    before: tuple[UUID, ...] = ()
    unknown: tuple[UUID, ...] = ()
    failed: tuple[tuple[UUID, str], ...] = field(default=())
    added: int = 0


def reapply_erasures(application: Application, ledger: Ledger) -> Reapplied:
    """Everybody whose erasure is in ``ledger``, and not in the store, is erased again: bookings ahead or not.

    And what is in the store and not in the ledger is added there. Run it on every restored store before anybody uses
    it. Raises ``OSError`` where the ledger cannot be read, and :class:`Busy`.
    """
    with application.store.unit_of_work() as uow:
        known = {erasure.subject_id: erasure for erasure in uow.erasures.all()}
    entries = standing(ledger.entries())
    told: dict[str, list[UUID]] = {"again": [], "before": [], "unknown": []}
    failed: list[tuple[UUID, str]] = []
    for entry in entries:
        if entry.subject_id in known:
            told["before"].append(entry.subject_id)
            continue
        try:
            wanted = _present(application, _wanted(entry))
            if _subject(wanted)[1] in known:
                told["before"].append(entry.subject_id)
                continue
            _run(application, wanted, actor=SYSTEM)
            told["again"].append(entry.subject_id)
        except NotFound:
            told["unknown"].append(entry.subject_id)
        except Busy:
            raise
        except RftError as error:
            failed.append((entry.subject_id, error.code))
    return Reapplied(
        **{name: tuple(ids) for name, ids in told.items()},
        failed=tuple(failed),
        added=_make_up(ledger, list(known.values())),
    )


def _make_up(ledger: Ledger, erasures: list[Erasure]) -> int:
    """How many lines were missing."""
    there = {entry.subject_id for entry in standing(ledger.entries())}
    missing = [erasure for erasure in erasures if erasure.subject_id not in there]
    for erasure in missing:
        ledger.add(Entry(kind=erasure.kind, subject_id=erasure.subject_id, at=erasure.at))
    return len(missing)


def _present(application: Application, wanted: Wanted) -> Wanted:
    """Of who was merged, the customer they are part of. Raises :class:`NotFound`: nothing is put on record for that."""
    with application.store.unit_of_work() as uow:
        if isinstance(wanted, EraseCustomer):
            return evolve(wanted, customer_id=uow.customers.get(wanted.customer_id).id)
        uow.users.get(wanted.user_id)
        return wanted


def _subject(wanted: Wanted) -> tuple[Kind, UUID]:
    if isinstance(wanted, EraseCustomer):
        return Kind.CUSTOMER, wanted.customer_id
    return Kind.USER, wanted.user_id


def _wanted(entry: Entry) -> Wanted:
    """It was decided before, whatever stands against it now."""
    if entry.kind is Kind.USER:
        return EraseUser(user_id=UserId(entry.subject_id))
    customer_id = CustomerId(entry.subject_id)
    return EraseCustomer(customer_id=customer_id, with_bookings_ahead=True, with_members=True)


def _lines(application: Application, wanted: Wanted, actor: Actor, now: datetime) -> tuple[Entry, ...]:
    """For the ledger; none where something stands against it at this moment, or it was done before.

    Who was merged has a line too: a backup from before the merge brings them back as somebody else.
    """
    kind, subject_id = _subject(wanted)
    with application.store.unit_of_work() as uow:
        if uow.erasures.of(subject_id) is not None:
            return ()
        try:
            scope = _looking(wanted)(actor, now, uow)
        except Busy:
            raise
        except RftError:
            return ()  # the use case will say so itself, and the audit trail have it
    merged = sorted(scope.customers - {subject_id}) if kind is Kind.CUSTOMER else ()
    return tuple(Entry(kind=kind, subject_id=one, at=now) for one in (subject_id, *merged))


def _looking(wanted: Wanted) -> Callable[[Actor, datetime, UnitOfWork], Scope]:
    if isinstance(wanted, EraseCustomer):
        return lambda actor, now, uow: customers.who_goes(wanted, actor=actor, now=now, uow=uow)
    return lambda actor, now, uow: users.who_goes(wanted, actor=actor, now=now, uow=uow)


def _run(application: Application, wanted: Wanted, *, actor: Actor, origin: Origin = Origin()) -> Erasure:
    if isinstance(wanted, EraseCustomer):
        return application.run(erase_customer, wanted, actor=actor, origin=origin)
    return application.run(erase_user, wanted, actor=actor, origin=origin)


def export(application: Application, query: ExportPerson, *, actor: Actor, origin: Origin = Origin()) -> bytes:
    """A zip with all that is known of one person. The audit trail has who took it. Raises :class:`NotFound`."""
    return export_zip(application.run(export_person, query, actor=actor, origin=origin))
