"""Phone numbers in E.164 (ITU-T E.164), read as British unless they say otherwise."""

import re
from functools import lru_cache

from attrs import field, frozen

from .errors import Invalid

_E164 = re.compile(r"\+[1-9][0-9]{1,14}")
# British mobile numbers as most people write them: what the parser says of these needs no parser
_PLAIN = re.compile(r"0(7[0-9]{3}) ?([0-9]{3}) ?([0-9]{3})")


def _shaped(instance: object, attribute: object, value: str) -> None:
    if not _E164.fullmatch(value):
        raise Invalid.at("/phone", "must be a phone number in E.164 form")


@frozen
class Phone:
    """``Phone("+447700900123")``. A stored number is checked for its shape only: numbering plans change."""

    e164: str = field(validator=_shaped)

    @classmethod
    def parse(cls, text: str, region: str = "GB") -> "Phone":
        """The number in ``text`` as people type it. Raises :class:`Invalid` at ``/phone``."""
        return cls(_e164(text, region))


@lru_cache(maxsize=4096)
def _e164(text: str, region: str) -> str:
    if region == "GB" and (plain := _PLAIN.fullmatch(text)):
        return f"+44{''.join(plain.groups())}"
    import phonenumbers  # noqa: PLC0415 - the metadata is large, and readers of rows need none of it

    # letters would be read as the keys they stand on
    if any(ch.isalpha() for ch in text):
        raise Invalid.at("/phone", "must be a phone number")
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        raise Invalid.at("/phone", "must be a phone number") from None
    # possible, not valid: the ranges in the metadata are always older than the numbers in use
    if not phonenumbers.is_possible_number(number) or number.extension:
        raise Invalid.at("/phone", "must be a phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
