"""Why a line is skipped."""


class Unbookable(Exception):
    """``reason`` is a stable code, ``fields`` are JSON pointers into the line; neither holds personal data."""

    def __init__(self, reason: str, fields: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fields = fields
