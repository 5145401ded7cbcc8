"""The calls about one's own second factor (http.md, "Staff and customers": ``/totp``)."""

from rft_domain.access.policy import Action
from rft_domain.identity import errors as e
from rft_domain.identity import queries

from ... import second_factor
from ..endpoint import Endpoint
from . import examples, reading
from .showing import recovery_codes_answer, second_factor_answer, secret_answer
from .wire import (
    CodeBody,
    PasswordAgainBody,
    PasswordAndCodeBody,
    RecoveryCodesAnswer,
    SecondFactorAnswer,
    SecretAnswer,
)

_GROUP = "Second factor"
_PATH = "/api/auth/totp"

SECOND_FACTOR: tuple[Endpoint, ...] = (
    Endpoint(
        name="see_second_factor",
        method="GET",
        path=_PATH,
        group=_GROUP,
        summary="See whether one has a second factor",
        action=Action.MANAGE_OWN_LOG_IN,
        answer=SecondFactorAnswer,
        read=queries.see_own_second_factor,
        ask=reading.see,
        show=second_factor_answer,
        answer_example=examples.OFF,
    ),
    Endpoint(
        name="begin_second_factor",
        method="POST",
        path=_PATH,
        group=_GROUP,
        summary="Begin a second factor: a secret for the authenticator",
        description="It is off until a code of it was confirmed, within 15 minutes.",
        action=Action.MANAGE_OWN_LOG_IN,
        body=PasswordAgainBody,
        answer=SecretAnswer,
        carry_out=second_factor.begin,
        ask=reading.begin,
        show=secret_answer,
        errors=(e.LogInRefused, e.SecondFactorIsOn, e.SecondFactorUnavailable),
        body_example=examples.PASSWORD_BODY,
        answer_example=examples.SECRET,
    ),
    Endpoint(
        name="confirm_second_factor",
        method="POST",
        path=f"{_PATH}/confirm",
        group=_GROUP,
        summary="Turn the second factor on with a first code",
        description="From then on, a log-in needs a code.",
        action=Action.MANAGE_OWN_LOG_IN,
        body=CodeBody,
        answer=RecoveryCodesAnswer,
        carry_out=second_factor.turn_on,
        ask=reading.turn_on,
        show=recovery_codes_answer,
        errors=(e.CodeRefused, e.LogInRefused, e.SecondFactorIsOn, e.SecondFactorIsOff),
        body_example=examples.CODE_BODY,
        answer_example=examples.RECOVERY_CODES,
    ),
    Endpoint(
        name="disable_second_factor",
        method="POST",
        path=f"{_PATH}/disable",
        group=_GROUP,
        summary="Turn one's second factor off",
        description="Not while the password is one of less than 15 characters: choose a longer one first.",
        action=Action.MANAGE_OWN_LOG_IN,
        body=PasswordAndCodeBody,
        answer=SecondFactorAnswer,
        carry_out=second_factor.turn_off,
        ask=reading.with_password_and_code,
        show=second_factor_answer,
        errors=(e.LogInRefused, e.PasswordTooShortAlone),
        body_example=examples.PASSWORD_AND_CODE_BODY,
        answer_example=examples.OFF,
    ),
    Endpoint(
        name="renew_recovery_codes",
        method="POST",
        path=f"{_PATH}/recovery-codes",
        group=_GROUP,
        summary="Make new recovery codes; the old ones work no more",
        action=Action.MANAGE_OWN_LOG_IN,
        body=PasswordAndCodeBody,
        answer=RecoveryCodesAnswer,
        carry_out=second_factor.renew_codes,
        ask=reading.with_password_and_code,
        show=recovery_codes_answer,
        errors=(e.LogInRefused,),
        body_example=examples.PASSWORD_AND_CODE_BODY,
        answer_example=examples.RECOVERY_CODES,
    ),
)
