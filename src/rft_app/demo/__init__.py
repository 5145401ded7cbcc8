"""A small training provider, as if it had been in business for two months: for ``rft demo`` and for trying things."""

from .fill import DemoData, fill

__all__ = ["DemoData", "fill"]
