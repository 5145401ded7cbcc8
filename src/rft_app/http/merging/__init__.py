"""Duplicates, merges and undoing them: shapes, commands, answers, calls."""
