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


class RegistrationRefused(RuleBroken):
    """Unknown, used or expired, another password, an account that is there: the answer is the same for all."""

    code = "registration-refused"
    message = "This proof of the address is not valid, or no longer. Register again."


class CodeRefused(RuleBroken):
    """Wrong, expired, used, tried too often, or never asked for."""

    code = "code-refused"
    message = "This code is not valid, or no longer. Ask for a new one."


class InvitationNotFound(NotFound):
    code = "not-found"


class InvitationRefused(RuleBroken):
    code = "invitation-refused"
    message = "This invitation is not valid, or no longer. Ask for a new one."


class InvitedTooOften(RuleBroken):
    code = "invited-too-often"
    message = "This address was invited too often. Try again later."


class MemberOfAnother(Conflict):
    """An invitation never moves anybody (product.md B7)."""

    code = "member-of-another"
    message = "You are a member of another customer already. Ask us to change that."


class MemberStays(RuleBroken):
    code = "member-stays"
    message = "Neither yourself nor whoever has the customer's own address can be removed."
