"""What a booking costs (product.md D3). Prices include VAT."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from attrs import Attribute, field, frozen

from ..shared.changes import Record
from ..shared.errors import Invalid
from ..shared.money import Money, not_negative
from ..shared.period import instant

# at least this many attendees on one booking: this part of the total off
GROUP_TIERS: tuple[tuple[int, Decimal], ...] = ((12, Decimal("0.15")), (6, Decimal("0.10")))
NO_DISCOUNT = Decimal(0)


def _adds_up(instance: "Price", attribute: "Attribute[Any]", value: Money) -> None:
    if value != instance.total - instance.discount:
        raise Invalid.at("/final", "must be total less discount")


@frozen(kw_only=True)
class Price:
    """``vat`` is the part of ``final`` that is VAT; ``code_rate`` what a code took off, for re-pricing."""

    unit: Money = field(validator=not_negative)
    total: Money = field(validator=not_negative)
    discount: Money = field(validator=not_negative)
    final: Money = field(validator=(not_negative, _adds_up))
    vat: Money = field(validator=not_negative)
    vat_rate: Decimal
    code_rate: Decimal = NO_DISCOUNT

    def for_seats(self, seats: int) -> "Price":
        """The same terms for another number of seats."""
        return price_of(self.unit, seats, vat_rate=self.vat_rate, code_rate=self.code_rate)


def price_of(unit: Money, seats: int, *, vat_rate: Decimal, code_rate: Decimal = NO_DISCOUNT) -> Price:
    """List price × seats, less the better of the group's tier and the code: discounts do not add up."""
    group_rate = next((rate for at_least, rate in GROUP_TIERS if seats >= at_least), NO_DISCOUNT)
    total = unit * seats
    discount = total.share(max(group_rate, code_rate))
    final = total - discount
    return Price(
        unit=unit,
        total=total,
        discount=discount,
        final=final,
        vat=final.vat_included(vat_rate),
        vat_rate=vat_rate,
        code_rate=code_rate,
    )


def normal_code(typed: str) -> str:
    return typed.strip().upper()


def _code(instance: object, attribute: "Attribute[Any]", value: str) -> None:
    if not 3 <= len(value) <= 32 or not value.isascii() or not value.isalnum() or value != value.upper():
        raise Invalid.at("/code", "must be 3 to 32 capital letters and digits")


def _rate(instance: object, attribute: "Attribute[Any]", value: Decimal) -> None:
    if not isinstance(value, Decimal) or not value.is_finite() or not 0 < value <= 1:
        raise Invalid.at("/rate", "must be more than 0 and at most 1")
    if value != value.quantize(Decimal("0.0001")):
        raise Invalid.at("/rate", "must have at most four decimal places")


def _after_its_start(instance: "Discount", attribute: "Attribute[Any]", value: datetime | None) -> None:
    if value is not None and instance.valid_from is not None and value <= instance.valid_from:
        raise Invalid.at("/valid_until", "must be after valid_from")


@frozen(kw_only=True)
class Discount:
    """A code that customers type. ``rate`` 0.10 is a tenth off; open-ended where no instant is given."""

    record: ClassVar[Record] = Record.of("discount", plain="code rate valid_from valid_until", key="code")

    code: str = field(validator=_code)
    rate: Decimal = field(validator=_rate)
    valid_from: datetime | None = field(default=None, validator=instant)
    valid_until: datetime | None = field(default=None, validator=(instant, _after_its_start))

    def is_valid(self, now: datetime) -> bool:
        return (self.valid_from is None or self.valid_from <= now) and (
            self.valid_until is None or now < self.valid_until
        )
