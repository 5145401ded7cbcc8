"""Taking a batch back."""
