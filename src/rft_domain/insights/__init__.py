"""Read-only figures across the slices."""
