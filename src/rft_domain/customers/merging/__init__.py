"""Two profiles of one person become one: the plan, carrying it out, and taking it back (product.md B8, B9)."""
