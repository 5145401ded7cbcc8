"""Faults that show when two units of work are open at the same time."""

import time
from collections.abc import Callable
from typing import Any

from attrs import evolve

from ...customers.customer import Customer
from ...customers.errors import CustomerEmailTaken
from ...customers.figures import FiguresChange
from ...shared.errors import NotFound, StaleWrite
from ...shared.ids import UserId
from ...unit_of_work import UnitOfWork
from ..ports import Open, Ports
from .fault import fault, instead, swapping
from .replay import Write, replaying

_AGGREGATES = ("users", "customers", "courses", "sessions", "bookings")


@fault("S3")
def lost_updates(open_unit_of_work: Open) -> Open:
    """Saving overwrites whatever version is there."""

    def amend(write: Write, fresh: UnitOfWork) -> Write:
        if write.method != "save":
            return write
        [value] = write.args
        present = getattr(fresh, write.port).get(value.id)
        return evolve(write, args=(evolve(value, version=present.version + 1),))

    return replaying(open_unit_of_work, amend)


@fault("S4")
def seats_unguarded(open_unit_of_work: Open) -> Open:
    """Seats are taken where there are any, and the booking stands where there are none."""

    def amend(write: Write, fresh: UnitOfWork) -> Write:
        if (write.port, write.method) != ("rosters", "change"):
            return write
        session_id, seats = write.args
        left = fresh.desk.open(session_id, None).roster.seats_left
        return evolve(write, args=(session_id, min(seats, left)))

    return replaying(open_unit_of_work, amend)


@fault("S12")
def figures_overwritten(open_unit_of_work: Open) -> Open:
    """Figures are read, changed and written back, instead of added to whatever they are at commit."""

    def look(parts: Ports, method: str, args: tuple[Any, ...]) -> Any:
        try:
            return parts.customers.get(args[0]).figures if method == "change_figures" else None
        except NotFound:
            return None

    def amend(write: Write, fresh: UnitOfWork) -> Write:
        if write.seen is None:
            return write
        customer_id, change = write.args
        try:
            present = fresh.customers.get(customer_id).figures
        except NotFound:
            return write
        undone = FiguresChange(
            bookings=write.seen.total_bookings - present.total_bookings,
            spent=write.seen.total_spent - present.total_spent,
            active_at=change.active_at,
        )
        return evolve(write, args=(customer_id, change + undone))

    return replaying(open_unit_of_work, amend, look=look)


@fault("P4")
def no_conflict_clause(open_unit_of_work: Open) -> Open:
    """A second customer for an address is an error that the caller gets to see."""

    def swap(parts: Ports) -> Ports:
        added: list[Customer] = []

        def add_unless_known(customer: Customer) -> None:
            added.append(customer)
            parts.customers.add_unless_known(customer)

        def commit() -> None:
            try:
                parts.commit()
            except StaleWrite as error:
                raise (CustomerEmailTaken() if added else error) from None

        customers = instead(parts.customers, add_unless_known=add_unless_known)
        return evolve(parts, customers=customers, commit=commit)

    return swapping(open_unit_of_work, swap)


def _getting(parts: Ports, get: Callable[[str, Any], Any]) -> Ports:
    """``get(port, id)`` in place of the ``get`` of every aggregate's port."""

    def one(port: str) -> Callable[[Any], Any]:
        return lambda id: get(port, id)

    return evolve(parts, **{port: instead(getattr(parts, port), get=one(port)) for port in _AGGREGATES})


@fault("S6")
def shared_identity_map(open_unit_of_work: Open) -> Open:
    """What one unit of work has read, all later ones are given again."""
    known: dict[Any, Any] = {}

    def swap(parts: Ports) -> Ports:
        def get(port: str, id: Any) -> Any:
            if id not in known:
                known[id] = getattr(parts, port).get(id)
            return known[id]

        return _getting(parts, get)

    return swapping(open_unit_of_work, swap)


@fault("S6")
def dirty_reads(open_unit_of_work: Open) -> Open:
    """What is saved is seen by everybody before it is committed."""
    saved: dict[Any, Any] = {}

    def swap(parts: Ports) -> Ports:
        def save(port: str) -> Callable[[Any], None]:
            def remember(value: Any) -> None:
                saved[value.id] = value
                getattr(parts, port).save(value)

            return remember

        def commit() -> None:
            saved.clear()
            parts.commit()

        def get(port: str, id: Any) -> Any:
            found = getattr(parts, port).get(id)
            return saved.get(id, found)

        read = _getting(parts, get)
        saving = {port: instead(getattr(read, port), save=save(port)) for port in _AGGREGATES}
        return evolve(read, **saving, commit=commit)

    return swapping(open_unit_of_work, swap)


@fault("S14")
def blind_to_itself(open_unit_of_work: Open) -> Open:
    """A unit of work does not see what it has saved itself."""

    def swap(parts: Ports) -> Ports:
        def get(port: str, id: Any) -> Any:
            getattr(parts, port).get(id)
            with open_unit_of_work() as other:
                return getattr(other, port).get(id)

        return _getting(parts, get)

    return swapping(open_unit_of_work, swap)


@fault("S21")
def superusers_not_held(open_unit_of_work: Open) -> Open:
    """The superusers are read, but not held still until the decision is committed."""

    def hold() -> frozenset[UserId]:
        with open_unit_of_work() as other:
            found = other.superusers.hold()
        time.sleep(0.002)
        return found

    return swapping(open_unit_of_work, lambda parts: evolve(parts, superusers=instead(parts.superusers, hold=hold)))
