"""Faults of committing: too much, too little, too early, or without a word."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from attrs import evolve

from ...access.actor import ANONYMOUS, SYSTEM
from ...shared.errors import Busy, RftError
from ...shared.outbox import Message
from ...shared.receipts import Receipt
from ...unit_of_work import UnitOfWork
from ..ports import Open, Ports, ports_of
from .fault import fault, instead, swapping
from .replay import Write, replaying


@fault("S1")
def commits_when_left(open_unit_of_work: Open) -> Open:
    """Leaving a unit of work commits it, asked or not."""

    @contextmanager
    def opened() -> Iterator[UnitOfWork]:
        with open_unit_of_work() as uow:
            done: list[bool] = []

            def commit() -> None:
                done.append(True)
                uow.commit()

            yield evolve(ports_of(uow), commit=commit)
            if not done:
                with suppress(RftError):
                    uow.commit()

    return opened


@fault("S2")
def keeps_rows_on_rollback(open_unit_of_work: Open) -> Open:
    """An error inside a unit of work does not undo what was saved before it."""

    @contextmanager
    def opened() -> Iterator[UnitOfWork]:
        with open_unit_of_work() as uow:
            try:
                yield uow
            except RftError:
                with suppress(RftError):
                    uow.commit()
                raise

    return opened


@fault("S10")
def swallows_failures(open_unit_of_work: Open) -> Open:
    """A commit that fails says nothing."""

    def swap(parts: Ports) -> Ports:
        def commit() -> None:
            with suppress(RftError):
                parts.commit()

        return evolve(parts, commit=commit)

    return swapping(open_unit_of_work, swap)


@fault("S16")
def swallows_lost_connections(open_unit_of_work: Open) -> Open:
    """A commit that the store could not carry out is taken for done."""

    def swap(parts: Ports) -> Ports:
        def commit() -> None:
            with suppress(Busy):
                parts.commit()

        return evolve(parts, commit=commit)

    return swapping(open_unit_of_work, swap)


@fault("S9")
def receipts_apart(open_unit_of_work: Open) -> Open:
    """Receipts are committed in a transaction of their own."""

    def add(receipt: Receipt) -> None:
        with open_unit_of_work() as other:
            other.receipts.add(receipt)
            other.commit()

    return swapping(open_unit_of_work, lambda parts: evolve(parts, receipts=instead(parts.receipts, add=add)))


@fault("S9")
def receipts_for_all(open_unit_of_work: Open) -> Open:
    """A receipt is found by its key alone, whoever asks."""

    def swap(parts: Ports) -> Ports:
        def find(scope: str, key: str) -> Receipt | None:
            scopes = (actor.scope for actor in (ANONYMOUS, SYSTEM))
            return next(filter(None, (parts.receipts.find(one, key) for one in scopes)), None)

        return evolve(parts, receipts=instead(parts.receipts, find=find))

    return swapping(open_unit_of_work, swap)


@fault("S11")
def messages_ahead(open_unit_of_work: Open) -> Open:
    """Messages leave before the change that wants them is committed."""

    def add(message: Message) -> None:
        with open_unit_of_work() as other:
            other.outbox.add(message)
            other.commit()

    return swapping(open_unit_of_work, lambda parts: evolve(parts, outbox=instead(parts.outbox, add=add)))


@fault("S15")
def two_transactions(open_unit_of_work: Open) -> Open:
    """Discounts are committed first, the rest after them."""

    def amend(write: Write, fresh: UnitOfWork) -> Write:
        return write

    return replaying(open_unit_of_work, amend, split=lambda write: write.port == "discounts")
