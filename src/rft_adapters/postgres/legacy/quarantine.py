"""Lines that could not become bookings, verbatim."""
