"""What happened around one customer: shapes, queries, answers, calls."""
