"""What became of each line. Line numbers and codes only: nothing here is personal data."""

from collections import defaultdict

from attrs import Factory, define


def _by_code() -> dict[str, list[int]]:
    return defaultdict(list)


@define(kw_only=True)
class Report:
    """``skipped`` and ``warned`` map codes to line numbers. A warned line was booked, or is there already."""

    lines: int = 0
    blank: int = 0
    booked: int = 0
    already_there: int = 0
    skipped: dict[str, list[int]] = Factory(_by_code)
    warned: dict[str, list[int]] = Factory(_by_code)
    fields: dict[int, tuple[str, ...]] = Factory(dict)
    courses_made: int = 0
    sessions_made: int = 0
    sessions_enlarged: int = 0

    @property
    def adds_up(self) -> bool:
        """Every line read is counted exactly once."""
        told = sum(len(lines) for lines in self.skipped.values())
        return self.lines == self.blank + self.booked + self.already_there + told

    def skip(self, reason: str, fields: tuple[str, ...] = ()) -> None:
        self.skipped[reason].append(self.lines)
        if fields:
            self.fields[self.lines] = fields

    def warn(self, code: str) -> None:
        if self.lines not in self.warned[code]:
            self.warned[code].append(self.lines)
