"""The party that books and pays: a person or a company, with profile, consents and figures."""
