"""What is only ever added: activity, audit, outbox, receipts."""

from attrs import evolve

from rft_domain.activity.entry import ActivityEntry
from rft_domain.shared.audit import AuditRow, Origin
from rft_domain.shared.errors import StaleWrite
from rft_domain.shared.outbox import Message
from rft_domain.shared.receipts import Receipt

from .queue import Posted
from .state import State


class MemoryActivity:
    def __init__(self, state: State) -> None:
        self._state = state
        self._added: list[ActivityEntry] = []
        self._origin = Origin()

    def came_from(self, origin: Origin) -> None:
        self._origin = origin

    def add(self, entry: ActivityEntry) -> None:
        self._added.append(evolve(entry, ip=self._origin.ip, user_agent=self._origin.user_agent))

    def check(self) -> None:
        """There is nothing that could stand against an entry."""

    def apply(self) -> None:
        self._state.activity.extend(self._added)


class MemoryAudit:
    def __init__(self, state: State) -> None:
        self._state = state
        self._added: list[AuditRow] = []

    def add(self, row: AuditRow) -> None:
        self._added.append(row)

    def check(self) -> None:
        """There is nothing that could stand against a row."""

    def apply(self) -> None:
        self._state.audit.extend(self._added)


class MemoryOutbox:
    def __init__(self, state: State) -> None:
        self._state = state
        self._added: list[Message] = []

    def add(self, message: Message) -> None:
        self._added.append(message)

    def check(self) -> None:
        """There is nothing that could stand against a message."""

    def apply(self) -> None:
        for message in self._added:
            self._state.outbox[message.id] = Posted(message=message, due_at=message.created_at)


class MemoryReceipts:
    def __init__(self, state: State) -> None:
        self._state = state
        self._added: dict[tuple[str, str], Receipt] = {}

    def find(self, scope: str, key: str) -> Receipt | None:
        return self._added.get((scope, key)) or self._state.receipts.get((scope, key))

    def add(self, receipt: Receipt) -> None:
        self._added[receipt.scope, receipt.key] = receipt

    def check(self) -> None:
        if self._added.keys() & self._state.receipts.keys():
            raise StaleWrite()

    def apply(self) -> None:
        self._state.receipts.update(self._added)
