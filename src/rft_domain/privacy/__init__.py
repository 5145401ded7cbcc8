"""What is known of one person: handed out, erased, and no longer kept (product.md B15)."""
