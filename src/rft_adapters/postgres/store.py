"""The PostgreSQL store: pools of connections, and units of work on them."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from threading import Lock

from attrs import asdict
from sqlalchemy import bindparam, column, literal, select, table

from rft_domain.access.actor import Actor
from rft_domain.identity.forgetting import OldLogIns
from rft_domain.shared.errors import Busy
from rft_domain.shared.ids import AuthSessionId, Entropy

from ..sealing import MasterKeys
from .data_keys import PostgresDataKeys
from .errors import StoreFault
from .introduction import AS_HOUSE, Introduction, introduction
from .limiter import PostgresLimiter
from .link import Link, Pool
from .log_in import FORGET_LOG_INS, NOTE_SEEN
from .outbox_queue import PostgresOutboxQueue
from .proofs import DROP_OVER
from .query import query
from .receipts import RECEIPTS
from .roles import APP, HOUSE
from .row_security import COMMANDS
from .schema import head
from .seals import PostgresAuditTrail
from .searching import fill
from .server import connection_pool
from .settings import StoreSettings
from .unit_of_work import PostgresUnitOfWork

_PING = query(select(literal(1)))
_REVISION = query(select(column("version_num")).select_from(table("alembic_version", schema="shared")))
_FORGET_RECEIPTS = query(
    RECEIPTS.delete().where(RECEIPTS.c.created_at < bindparam("before")).returning(RECEIPTS.c.created_at)
)


class Store:
    """Shared by all threads of a process. ``round_trips`` counts those of everything that was finished.

    ``house`` connects for whatever the house does itself, ``readers`` for whoever asks: without their introduction
    such a connection sees nothing.
    """

    def __init__(
        self,
        house: Pool,
        readers: Pool,
        entropy: Entropy,
        *,
        house_says: Introduction | None = None,
        masters: MasterKeys | None = None,
    ) -> None:
        """``house_says``: how the house introduces itself where its connections are not its own from the start.

        Without ``masters`` no sensitive field can be written or read.
        """
        self._house, self._readers, self._house_says, self._masters = house, readers, house_says, masters
        self._entropy = entropy
        self._counting = Lock()
        self.round_trips = 0
        self.outbox_queue = PostgresOutboxQueue(self._borrow)
        self.audit_trail = PostgresAuditTrail(self._borrow)
        self.limiter = PostgresLimiter(self._borrow)
        self.data_keys = PostgresDataKeys(self._borrow, masters)

    def unit_of_work(self) -> PostgresUnitOfWork:
        """What the runner calls ``open_unit_of_work``. A connection is borrowed by the first read or write."""
        return PostgresUnitOfWork(self._borrow(), self._entropy, self._masters)

    def reading_as(self, actor: Actor) -> PostgresUnitOfWork:
        """A unit of work that sees what ``actor`` may see, by row-level security, and writes nothing."""
        link = Link(self._readers, self._count, reads_as=introduction(actor))
        return PostgresUnitOfWork(link, self._entropy, self._masters, keys_link=self._borrow())

    def acting_as(self, actor: Actor, use_case: str) -> PostgresUnitOfWork:
        """The house reads for ``use_case``; what is then written, row-level security lets ``actor`` write, or not.

        It does so where the policy tells one row from another: elsewhere the house writes (docs/decisions/0015).
        """
        if (action := COMMANDS.get(use_case)) is None:
            return self.unit_of_work()
        writes_as = introduction(actor, action)
        link = Link(self._house, self._count, reads_as=self._house_says, writes_as=writes_as)
        return PostgresUnitOfWork(link, self._entropy, self._masters)

    def ping(self) -> None:
        """Raises :class:`Busy` where the server cannot be reached."""
        with self._borrow() as link:
            link.rows(_PING, {})

    def schema_is_current(self) -> bool:
        """Raises :class:`Busy` where the server cannot be reached."""
        with self._borrow() as link:
            try:
                return [row[0] for row in link.rows(_REVISION, {})] == [head()]
            except StoreFault:  # there is no such table yet
                return False

    def is_ready(self) -> bool:
        """Reachable, and at the schema this code was written for."""
        try:
            return self.schema_is_current()
        except Busy:
            return False

    def forget_receipts(self, before: datetime) -> int:
        """How many were older, and are gone."""
        with self._borrow() as link:
            return len(link.rows(_FORGET_RECEIPTS, {"before": before}))

    def forget_proofs(self, before: datetime) -> int:
        """How many registrations, invitations and codes were over before that instant, and are gone."""
        with self._borrow() as link:
            return sum(len(link.rows(drop, {"before": before})) for drop in DROP_OVER)

    def forget_log_ins(self, old: OldLogIns) -> int:
        """How many attempts, sessions, resets and devices are gone."""
        with self._borrow() as link:
            return sum(len(link.rows(one, asdict(old))) for one in FORGET_LOG_INS)

    def fill_search(self, most: int) -> int:
        """How many rows that SQL wrote can be found from now on; up to ``most`` of each kind."""
        with self._borrow() as link:
            return fill(link.run, most)

    def note_seen(self, session_id: AuthSessionId, at: datetime) -> None:
        """When a log-in was last used: outside every unit of work, because nothing is decided by it."""
        with self._borrow() as link:
            link.rows(NOTE_SEEN, {"session_id": session_id, "at": at})

    def _borrow(self) -> Link:
        return Link(self._house, self._count, reads_as=self._house_says, writes_as=self._house_says)

    def _count(self, trips: int) -> None:
        with self._counting:
            self.round_trips += trips


@contextmanager
def open_store(
    url: str, settings: StoreSettings = StoreSettings(), *, entropy: Entropy, masters: MasterKeys | None = None
) -> Iterator[Store]:
    """The store at ``url`` (``postgresql://…`` or ``postgresql+psycopg://…``), usable while the block lasts.

    Does not wait for the server: until it answers, whatever needs it raises :class:`Busy`.
    """
    pooled = settings.prepare_threshold is None  # a connection behind PgBouncer keeps no role between transactions
    with ExitStack() as stack:
        house, readers = (connection_pool(url, settings, role) for role in (APP if pooled else HOUSE, APP))
        for pool in (house, readers):
            stack.callback(pool.close)
            pool.open(wait=False)
        yield Store(house, readers, entropy, house_says=AS_HOUSE if pooled else None, masters=masters)
