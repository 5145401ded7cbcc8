"""Seats on a session for a customer: bookings, attendees, price, reference, and the roster the seats are on."""
