"""What can be refused about customers."""

from ..shared.errors import Conflict, NotFound


class CustomerNotFound(NotFound):
    code = "not-found"


class CustomerEmailTaken(Conflict):
    code = "customer-email-taken"
    message = "Another customer has this e-mail address."
