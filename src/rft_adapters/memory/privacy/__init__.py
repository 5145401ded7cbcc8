"""Everything about one person in memory: found, handed out, erased, no longer kept. The rules are the domain's."""
