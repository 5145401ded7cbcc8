"""Notes about customers: shapes, commands, answers, calls."""
