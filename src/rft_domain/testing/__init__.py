"""The harness: laws and a state machine that anybody can run against any adapter.

>>> report = check_adapter(store.unit_of_work, reset=store.clear, capabilities={Capability.THREADS})
>>> report.raise_if_broken()
"""

from .capabilities import Capability
from .harness import check_adapter, check_law
from .law import Law
from .laws import LAWS
from .ports import Open, Ports, ports_of
from .report import AdapterBroken, Outcome, Report, Row
from .together import together
from .world import Dump, Provoke, Subject

__all__ = [
    "LAWS",
    "AdapterBroken",
    "Capability",
    "Dump",
    "Law",
    "Open",
    "Outcome",
    "Ports",
    "Provoke",
    "Report",
    "Row",
    "Subject",
    "check_adapter",
    "check_law",
    "ports_of",
    "together",
]
