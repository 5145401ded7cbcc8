"""The house's ways to the outside: stores, mail, clock. Each proven interchangeable by ``rft_domain.testing``."""
