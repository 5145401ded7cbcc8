"""Log-in, passwords and sessions: shapes, commands, answers, calls."""
