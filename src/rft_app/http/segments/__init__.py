"""Saved filters over customers: shapes, commands, answers, calls."""
