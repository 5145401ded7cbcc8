"""What can be refused about users."""

from ..shared.errors import Conflict, NotFound, RuleBroken


class UserNotFound(NotFound):
    code = "not-found"


class EmailTaken(Conflict):
    code = "email-taken"
    message = "Another user has this e-mail address."


class PhoneTaken(Conflict):
    code = "phone-taken"
    message = "Another user has this phone number."


class LastSuperuser(RuleBroken):
    code = "last-superuser"
    message = "The last superuser keeps the role and stays active."
