"""The rules of every table there is, in the order in which they are erased."""

from .columns import Table
from .history import HISTORY
from .people import PEOPLE
from .records import RECORDS

TABLES: tuple[Table, ...] = (*HISTORY, *RECORDS, *PEOPLE)
