"""What can go wrong with the embedded server, said in one sentence."""

from rft_domain.shared.errors import Busy


class EmbeddedServerError(Busy):
    """The embedded PostgreSQL is not installed, may not run here or did not start."""

    code = "embedded-server-failed"
    message = "The embedded PostgreSQL did not start."
