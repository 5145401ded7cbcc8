"""What happened to whom: the log that people read (product.md B11). The audit trail is another thing."""
