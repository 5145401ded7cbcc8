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
    """Unknown address, wrong password, wrong code, locked, inactive: the answer is the same for all (product.md A4)."""

    code = "log-in-refused"
    message = (
        "Log-in refused. Check the address, the password and, if you use a second factor, the code; or try again later."
    )


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
    message = "This code is not valid, or no longer. Ask for a new one, or wait for the next of your device."


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


class SecondFactorUnavailable(RuleBroken):
    """The service was given no key to encrypt secrets with."""

    code = "second-factor-unavailable"
    message = "This service is not set up for second factors. Ask who runs it to set RFT_SECOND_FACTOR_KEY_FILE."


class SecondFactorIsOn(Conflict):
    code = "second-factor-is-on"
    message = "There is a second factor already. Turn it off first."


class SecondFactorIsOff(RuleBroken):
    code = "second-factor-is-off"
    message = "There is no second factor, or what was begun is too long ago. Begin anew."


class PasswordTooShortAlone(RuleBroken):
    """A short password is allowed with a second factor only (NIST SP 800-63B-4, 3.1.1.2)."""

    code = "password-too-short-alone"
    message = "Your password is too short to be used without a second factor. Choose a longer one first."


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


class UserIsErased(Conflict):
    code = "user-erased"
    message = "What was known of this user is erased, for good."
