"""Old bookings brought in as history: the lines are read here, the store takes them in."""
