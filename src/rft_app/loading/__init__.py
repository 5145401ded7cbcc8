"""Books what the old system exported, line by line, through the real use cases."""

from .loader import LoadOptions, load
from .rehearsal import rehearsal
from .report import Report

__all__ = ["LoadOptions", "Report", "load", "rehearsal"]
