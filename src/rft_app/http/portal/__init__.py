"""The customer portal: shapes, commands, answers, calls."""
