"""Courses and sessions over HTTP."""
