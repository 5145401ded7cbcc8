"""What customers want to hear: shapes, commands, answers, calls."""
