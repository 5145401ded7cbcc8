"""Everything about one person: handed out and erased."""
