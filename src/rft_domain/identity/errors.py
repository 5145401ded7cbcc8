"""What can be refused about users."""

from ..shared.errors import Conflict, NotFound, RuleBroken, Unauthenticated


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


class LogInRefused(Unauthenticated):
    """Unknown address, wrong password, locked, inactive: the answer is the same for all (product.md A4)."""

    code = "log-in-refused"
    message = "Log-in refused. Check the address and the password, or try again later."


class ResetRefused(RuleBroken):
    code = "reset-refused"
    message = "This way to a new password is not valid, or no longer. Ask for a new one."


class AuthSessionNotFound(NotFound):
    code = "not-found"


class LookUpRefused(NotFound):
    """Unknown, of another address, cancelled, erased, malformed, too often: the answer is the same for all (H3)."""

    code = "look-up-refused"
    message = "No booking opens with this reference and this e-mail address. Check both, or try again later."


class LookUpMailed(LookUpRefused):
    """Too many look-ups fail, everywhere together: until that is over, the way in goes by mail, for all."""

    code = "look-up-mailed"
    message = "We have mailed you a code, if this reference and this e-mail address go together."


class LinkRefused(RuleBroken):
    code = "link-refused"
    message = "This code is not valid, or no longer. Ask for a new one."


class PortalSessionNotFound(NotFound):
    code = "not-found"


class PortalLinkNotFound(NotFound):
    code = "not-found"
