"""Bookings over HTTP."""
