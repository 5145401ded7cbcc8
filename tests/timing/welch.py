"""Whether two sets of times differ: Welch's t-test, on all of them and without the slowest, as dudect does it.

Reparaz, Balasch, Verbauwhede: Dude, is my code constant time? (DATE 2017). Beyond ±4.5 chance is no explanation.
"""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, variance

THRESHOLD = 4.5
# what is above one of these percentiles of both sets is somebody else's doing: the scheduler's, the disk's
KEPT = (50, 75, 90, 95, 100)


def t_of(a: Sequence[float], b: Sequence[float]) -> float:
    """Welch's t of two samples; zero where nothing varies and nothing differs."""
    spread = variance(a) / len(a) + variance(b) / len(b)
    apart = fmean(b) - fmean(a)
    return apart / sqrt(spread) if spread else float("inf") * apart if apart else 0.0


def worst_t(a: Sequence[float], b: Sequence[float]) -> float:
    """The t that is farthest from zero, over what is :data:`KEPT` of both."""
    together = sorted([*a, *b])
    found = []
    for percent in KEPT:
        most = together[(len(together) - 1) * percent // 100]
        found.append(t_of([one for one in a if one <= most], [one for one in b if one <= most]))
    return max(found, key=abs)


def apart(a: Sequence[float], b: Sequence[float]) -> float:
    """How much later the middle of ``b`` is than that of ``a``."""
    return sorted(b)[len(b) // 2] - sorted(a)[len(a) // 2]
