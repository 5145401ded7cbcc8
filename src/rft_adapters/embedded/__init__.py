"""A real PostgreSQL that starts and stops with the program that uses it.

For demonstrations, tests and small installations: whoever may enter the data directory is trusted without a
password, and the server listens on a Unix socket only, never on the network. It keeps its promises to the disk
(``fsync`` and ``synchronous_commit`` stay on unless ``settings`` say otherwise).
"""

from rft_adapters.embedded.archive import archive_folder, archive_to
from rft_adapters.embedded.errors import EmbeddedServerError
from rft_adapters.embedded.recovery import recovering_server, why_it_stopped
from rft_adapters.embedded.server import (
    EmbeddedServer,
    default_data_dir,
    embedded_server,
    temporary_server,
)
from rft_adapters.embedded.signals import terminate_on_signals

__all__ = [
    "EmbeddedServer",
    "EmbeddedServerError",
    "archive_folder",
    "archive_to",
    "default_data_dir",
    "embedded_server",
    "recovering_server",
    "temporary_server",
    "terminate_on_signals",
    "why_it_stopped",
]
