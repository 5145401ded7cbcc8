"""How fast a booking is, against the database's own limit and against an ORM: ``python -m bench``.

How it measures and how to read it: docs/explanation/performance.md.
"""
