"""What is known of a customer (product.md B1): how to reach them, where they are, for whom they work."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from attrs import Attribute, evolve, field, fields, frozen

from ..shared.errors import Invalid
from ..shared.phone import Phone
from ..shared.text import optional_text, text


class CustomerType(StrEnum):
    INDIVIDUAL = "individual"
    CORPORATE = "corporate"


def _country(instance: object, attribute: "Attribute[Any]", value: str) -> None:
    if not (len(value) == 2 and value.isascii() and value.isalpha() and value.isupper()):
        raise Invalid.at("/country", "must be a two-letter country code (ISO 3166-1), such as GB")


def parse_vat_number(typed: str) -> str:
    """The compact form of a European or British VAT number. Raises :class:`Invalid` at ``/vat_number``."""
    from stdnum.eu import vat as european  # noqa: PLC0415 - thirty modules that only profiles with a VAT number need
    from stdnum.exceptions import ValidationError  # noqa: PLC0415 - the same
    from stdnum.gb import vat as british  # noqa: PLC0415 - the same

    for rules in (british, european):
        try:
            return str(rules.validate(typed))
        except ValidationError:
            continue
    raise Invalid.at("/vat_number", "must be a valid VAT number")


@frozen(kw_only=True)
class Profile:
    """Every field but the names and the country may be unknown. Blank is ``None``, never empty text."""

    first_name: str = field(validator=text(at_most=100))
    last_name: str = field(validator=text(at_most=100))
    phone: Phone | None = None
    mobile: Phone | None = None
    date_of_birth: date | None = None
    address_line_1: str | None = field(default=None, validator=optional_text(at_most=200))
    address_line_2: str | None = field(default=None, validator=optional_text(at_most=200))
    city: str | None = field(default=None, validator=optional_text(at_most=100))
    county: str | None = field(default=None, validator=optional_text(at_most=100))
    postcode: str | None = field(default=None, validator=optional_text(at_most=20))
    country: str = field(default="GB", validator=_country)
    company: str | None = field(default=None, validator=optional_text(at_most=200))
    company_role: str | None = field(default=None, validator=optional_text(at_most=100))
    department: str | None = field(default=None, validator=optional_text(at_most=100))
    vat_number: str | None = field(default=None, validator=optional_text(at_most=20))
    customer_type: CustomerType = CustomerType.INDIVIDUAL

    def enriched(self, known: Mapping[str, object]) -> "Profile":
        """Blanks filled from ``known``; nothing that is there is overwritten (product.md B6)."""
        blanks: dict[str, Any] = {name: value for name, value in known.items() if value and not getattr(self, name)}
        return evolve(self, **blanks) if blanks else self

    def differences(self, other: "Profile") -> Iterator[str]:
        """The names of the fields in which the two differ."""
        for attribute in fields(Profile):
            if getattr(self, attribute.name) != getattr(other, attribute.name):
                yield attribute.name
