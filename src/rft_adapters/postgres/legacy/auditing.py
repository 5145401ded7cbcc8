"""What batches leave in the audit trail (product.md H5): one act of the system, and what it changed of others."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from rft_domain.access.actor import SYSTEM
from rft_domain.shared.audit import AuditRow
from rft_domain.shared.changes import Pair, recorded
from rft_domain.shared.ids import Entropy

from ..activity import AUDIT, audit_row
from .batches import Db

_NAMES = [column.name for column in AUDIT.columns]
_INSERT = f"INSERT INTO activity.audit ({', '.join(_NAMES)}) VALUES ({', '.join('%s' for _ in _NAMES)})".encode()


def tell(
    db: Db, action: str, about: Mapping[str, object], now: datetime, entropy: Entropy, pairs: Iterable[Pair] = ()
) -> None:
    """One accepted act. Counts that are tables themselves stay in the report."""
    changes, salt = recorded(pairs, entropy)
    row = AuditRow(
        id=entropy.uuid(),
        at=now,
        actor_kind=SYSTEM.name,
        actor_id=None,
        action=action,
        outcome="accepted",
        about={name: str(value) for name, value in about.items() if not isinstance(value, dict)},
        changes=changes,
        salt=salt,
    )
    db.execute(_INSERT, audit_row(row))
