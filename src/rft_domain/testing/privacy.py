"""For tests of rules: which columns have none."""

from collections.abc import Iterable, Mapping, Set

from ..privacy.columns import Table, all_columns


def unruled(there: Mapping[str, Set[str]], tables: Iterable[Table]) -> set[tuple[str, str]]:
    """Of the columns that are ``there``, by table, those that no rule names."""
    return {(name, column) for name, columns in there.items() for column in columns} - set(all_columns(tables))
