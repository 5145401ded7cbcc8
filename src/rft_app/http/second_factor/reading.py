"""From the wire to second factors."""

from rft_domain.identity.queries import SeeOwnSecondFactor

from ...second_factor import CodeShown, PasswordAgain, PasswordAndCode
from ..endpoint import Call
from .wire import CodeBody, PasswordAgainBody, PasswordAndCodeBody


def see(call: Call) -> SeeOwnSecondFactor:
    return SeeOwnSecondFactor()


def begin(call: Call) -> PasswordAgain:
    body: PasswordAgainBody = call.body
    return PasswordAgain(password=body.password)


def turn_on(call: Call) -> CodeShown:
    body: CodeBody = call.body
    return CodeShown(code=body.code)


def with_password_and_code(call: Call) -> PasswordAndCode:
    body: PasswordAndCodeBody = call.body
    return PasswordAndCode(password=body.password, code=body.code)
