"""Seals chain the audit rows, so that tampering shows (product.md H5).

Each seal is an HMAC-SHA-256 (RFC 2104) over the row, its number and the seal before it. The chain is the order of
sealing: a row that appears later than one already sealed gets a later number, whatever its ``at`` says.
"""

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from attrs import Attribute, field, frozen

from ..shared.audit import AuditRow
from ..shared.errors import Invalid

FIRST = bytes(32)
"""What stands for the seal before the first."""
SHORTEST_SECRET = 32


def _strong(instance: object, attribute: "Attribute[Mapping[str, bytes]]", value: Mapping[str, bytes]) -> None:
    if not value:
        raise Invalid.at("/audit_key", "must name at least one key")
    if any(len(secret) < SHORTEST_SECRET for secret in value.values()):
        raise Invalid.at("/audit_key", f"must have at least {SHORTEST_SECRET} bytes")
    if not all(key_id.isalnum() and key_id.isascii() for key_id in (name.replace("-", "") for name in value)):
        raise Invalid.at("/audit_key", "must have an id of letters, digits and hyphens")


@frozen
class Keys:
    """Secrets by id, oldest first: the last one seals, all of them verify."""

    secrets: Mapping[str, bytes] = field(validator=_strong, repr=lambda secrets: " ".join(secrets))

    @property
    def current(self) -> str:
        return list(self.secrets)[-1]

    def mac(self, key_id: str, message: bytes) -> bytes | None:
        """``None`` for a key that is not here."""
        secret = self.secrets.get(key_id)
        return hmac.digest(secret, message, "sha256") if secret is not None else None


@frozen(kw_only=True)
class Seal:
    """``seq`` counts from 1, without gaps. ``value`` has 32 bytes."""

    seq: int
    row_id: UUID
    key_id: str
    value: bytes


def canonical(row: AuditRow) -> bytes:
    """The one form in which a row is sealed. It stays as it is for rows that are sealed already.

    Where a request came from is sealed as the commitment to it, so that it can be erased (product.md B15).
    """
    origin = (
        {"request_id": row.origin.request_id, "ip": row.origin.ip, "user_agent": row.origin.user_agent}
        if row.origin_commitment is None
        else {"origin": row.origin_commitment}
    )
    whole = {
        "id": str(row.id),
        "at": row.at.isoformat(timespec="microseconds"),
        "actor_kind": row.actor_kind,
        "actor_id": str(row.actor_id) if row.actor_id else None,
        "action": row.action,
        "outcome": row.outcome,
        "code": row.code,
        "about": row.about,
        **origin,
        **({"changes": row.changes} if row.changes else {}),
    }
    return json.dumps(whole, sort_keys=True, separators=(",", ":")).encode()


def seal_value(keys: Keys, key_id: str, seq: int, previous: bytes, row: AuditRow) -> bytes | None:
    """``None`` where the key is not known."""
    return keys.mac(key_id, f"rft-seal-1\n{key_id}\n{seq}\n{previous.hex()}\n".encode() + canonical(row))


def chained(rows: Sequence[AuditRow], head: Seal | None, keys: Keys) -> Iterator[Seal]:
    """A seal for each of ``rows``, going on from ``head``."""
    count, previous = (head.seq, head.value) if head else (0, FIRST)
    key_id = keys.current
    for seq, row in enumerate(rows, count + 1):
        value = seal_value(keys, key_id, seq, previous, row)
        if value is None:
            raise LookupError("the current key is one of the keys")
        yield Seal(seq=seq, row_id=row.id, key_id=key_id, value=value)
        previous = value
