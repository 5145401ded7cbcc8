"""Customers, as the office finds and manages them: shapes, commands, answers, calls."""
