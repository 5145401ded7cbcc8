"""From second factors to the wire."""

from rft_domain.identity.second_factor import SecondFactor

from ...second_factor import NewRecoveryCodes, NewSecret
from .wire import RecoveryCodesAnswer, SecondFactorAnswer, SecretAnswer


def second_factor_answer(factor: SecondFactor | None) -> SecondFactorAnswer:
    if factor is None:
        return SecondFactorAnswer(on=False, turned_on_at=None, recovery_codes_left=0)
    left = len(factor.recovery_hashes)
    return SecondFactorAnswer(on=factor.is_on, turned_on_at=factor.turned_on_at, recovery_codes_left=left)


def secret_answer(made: NewSecret) -> SecretAnswer:
    return SecretAnswer(secret=made.secret, uri=made.uri)


def recovery_codes_answer(made: NewRecoveryCodes) -> RecoveryCodesAnswer:
    return RecoveryCodesAnswer(recovery_codes=list(made.codes))
