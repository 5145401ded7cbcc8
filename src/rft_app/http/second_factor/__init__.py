"""One's own second factor: shapes, commands, answers, calls."""
