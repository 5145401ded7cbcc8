"""What is taught (product.md C1)."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from attrs import Attribute, evolve, field, frozen

from ..shared.changes import Record
from ..shared.errors import Invalid
from ..shared.events import Event
from ..shared.ids import CourseId
from ..shared.money import Money, not_negative
from ..shared.period import instant
from ..shared.text import text

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,31}")


def _code(instance: object, attribute: "Attribute[Any]", value: str) -> None:
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise Invalid.at("/code", "must be 1 to 32 capital letters, digits and hyphens")


def _rate(instance: object, attribute: "Attribute[Any]", value: Decimal) -> None:
    if not isinstance(value, Decimal) or not value.is_finite() or not 0 <= value <= 1:
        raise Invalid.at("/vat_rate", "must be between 0 and 1")
    if value != value.quantize(Decimal("0.0001")):
        raise Invalid.at("/vat_rate", "must have at most four decimal places")


def _months(instance: object, attribute: "Attribute[Any]", value: int | None) -> None:
    if value is not None and not 1 <= value <= 600:
        raise Invalid.at("/certificate_months", "must be between 1 and 600")


@frozen(kw_only=True)
class CourseTerms:
    """All of a course that may change. ``price`` includes VAT at ``vat_rate`` (0.20 is twenty per cent)."""

    code: str = field(validator=_code)
    title: str = field(validator=text(at_least=1, at_most=200))
    description: str = field(default="", validator=text(at_most=10_000))
    price: Money = field(validator=not_negative)
    vat_rate: Decimal = field(default=Decimal("0.20"), validator=_rate)
    certificate_months: int | None = field(default=None, validator=_months)
    active: bool = True


@frozen(kw_only=True)
class Course:
    record: ClassVar[Record] = Record.of(
        "course",
        plain="id created_at version terms.code terms.title terms.description terms.price terms.vat_rate "
        "terms.certificate_months terms.active",
    )

    id: CourseId
    terms: CourseTerms
    created_at: datetime = field(validator=instant)
    version: int = 1
    events: tuple[Event, ...] = field(default=(), eq=False, repr=False)

    def with_terms(self, terms: CourseTerms) -> "Course":
        return self if terms == self.terms else evolve(self, terms=terms, version=self.version + 1)
