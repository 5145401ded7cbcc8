"""What the harness found, as plain text for people and as values for tests."""

from enum import StrEnum
from textwrap import indent

from attrs import frozen


class Outcome(StrEnum):
    KEPT = "kept"
    BROKEN = "BROKEN"
    NOT_CLAIMED = "not claimed"


@frozen(kw_only=True)
class Row:
    """``examples`` counts those that ran to their end; ``detail`` tells the smallest one that did not."""

    law: str
    promise: str
    outcome: Outcome
    examples: int = 0
    detail: str = ""


class AdapterBroken(AssertionError):
    """At least one law does not hold. The text is the whole report."""


@frozen
class Report:
    rows: tuple[Row, ...]

    @property
    def ok(self) -> bool:
        """Every law that was claimed is kept."""
        return not self.failures

    @property
    def failures(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.outcome is Outcome.BROKEN)

    def __getitem__(self, law: str) -> Row:
        """Raises ``KeyError``."""
        for row in self.rows:
            if row.law == law:
                return row
        raise KeyError(law)

    def raise_if_broken(self) -> None:
        """Raises :class:`AdapterBroken`."""
        if self.failures:
            raise AdapterBroken(f"\n{self}")

    def __str__(self) -> str:
        lines = [f"{row.law:<4} {row.outcome:<11} {row.examples:>5}  {row.promise}" for row in self.rows]
        details = [f"\n{row.law}: {row.promise}\n{indent(row.detail, '    ')}" for row in self.failures]
        return "\n".join(["law  outcome  examples  promise", *lines, *details])
