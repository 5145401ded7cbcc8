"""A state machine that drives the adapter and a plain oracle side by side, and compares them at every step."""
