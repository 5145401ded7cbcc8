"""What is taught and when: courses and their sessions."""
