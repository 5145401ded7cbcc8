"""The people-and-bookings core of a training provider: pure values and plain functions.

Start with :mod:`rft_domain.bookings` for what is sold, and :mod:`rft_domain.testing` to prove an adapter.
"""
