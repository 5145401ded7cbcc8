"""A superuser for trying the service out: made anew with every start, and gone with its data."""

import secrets

from rft_domain.shared.email import Email

from .log_in import NewSuperuser

ADDRESS = "superuser@example.org"


def new_password() -> str:
    return secrets.token_urlsafe(18)


def trial_superuser(password: str) -> NewSuperuser:
    return NewSuperuser(email=Email.parse(ADDRESS), first_name="Super", last_name="User", password=password)
