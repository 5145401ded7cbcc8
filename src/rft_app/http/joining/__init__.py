"""Registration, codes, invitations and members: shapes, commands, answers, calls."""
