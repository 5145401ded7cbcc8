"""Insights: shapes, queries, answers, calls."""
