"""Sensitive details over HTTP."""
