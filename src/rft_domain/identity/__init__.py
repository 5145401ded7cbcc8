"""Who our people are: users, their roles and their state."""
