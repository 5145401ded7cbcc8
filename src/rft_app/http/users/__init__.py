"""Users, as admins manage them: shapes, commands, answers, calls."""
