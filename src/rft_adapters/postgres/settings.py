"""How the store uses its server."""

from attrs import field, frozen
from attrs.validators import ge, gt


@frozen(kw_only=True)
class StoreSettings:
    """Seconds, unless a name says otherwise. The first three are product.md J7.

    ``connection_timeout``: how long a caller waits for a connection of the pool. ``connect_timeout``: how long one
    attempt to reach the server takes. ``prepare_threshold``: a statement is prepared after so many runs; ``None``
    behind PgBouncer in transaction mode.
    """

    pool_size: int = field(default=20, validator=ge(1))
    connection_timeout: float = field(default=10.0, validator=gt(0))
    idle_timeout: float = field(default=30.0, validator=gt(0))
    connect_timeout: int = field(default=2, validator=ge(1))
    lock_timeout: float = field(default=3.0, validator=gt(0))
    statement_timeout: float = field(default=5.0, validator=gt(0))
    idle_in_transaction_timeout: float = field(default=10.0, validator=gt(0))
    prepare_threshold: int | None = 3
