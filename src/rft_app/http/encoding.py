"""Answers as JSON text for others than HTTP: the command line shows things in the same shape."""

import msgspec


def as_json(answer: object) -> str:
    """Indented, for people and for programs."""
    return msgspec.json.format(msgspec.json.encode(answer), indent=2).decode()
