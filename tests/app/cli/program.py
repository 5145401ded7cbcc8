"""``rft`` in this process, as somebody would type it."""

import json
from collections.abc import Callable
from typing import Any

from attrs import frozen
from click.testing import CliRunner

from rft_app.cli import main


@frozen
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Rft = Callable[..., Answer]


def rft(*words: object, stdin: str | bytes | None = None) -> Answer:
    """Standard input and output are no terminals."""
    done = CliRunner().invoke(main, [str(word) for word in words], input=stdin, catch_exceptions=False)
    return Answer(done.exit_code, done.stdout, done.stderr)
