"""Invented people on ``example.org``, the same in every demo."""

from random import Random

from attrs import frozen

from rft_domain.bookings.contact import AttendeeDetails, Contact
from rft_domain.shared.email import Email
from rft_domain.shared.phone import Phone

_FIRST = (
    "Ada", "Ben", "Cleo", "Dev", "Elif", "Finn", "Grace", "Hana", "Idris", "Juno", "Kofi", "Lena", "Milo", "Nadia",
    "Orla", "Piet", "Quinn", "Rosa", "Sami", "Tilda", "Umar", "Vera", "Wren", "Yusuf", "Zoe",
)  # fmt: skip
_LAST = (
    "Applegarth", "Birchwood", "Coldbeck", "Dunmore", "Eastley", "Fernhill", "Greenhow", "Hartwell", "Inglefield",
    "Keldsworth", "Larkfield", "Moorcroft", "Nettlebank", "Oakshott", "Penderby", "Ravensby", "Silverdale",
    "Thornley", "Underhill", "Westerdale",
)  # fmt: skip
_COMPANIES = ("Brightside Nurseries", "Dale & Sons Joinery", "Humber Logistics", "Northgate Foods", "Pennine Rail Care")


@frozen
class Person:
    first_name: str
    last_name: str
    phone: str | None
    company: str | None

    @property
    def email(self) -> Email:
        return Email.parse(f"{self.first_name}.{self.last_name}@example.org")

    def contact(self) -> Contact:
        return Contact(
            email=self.email,
            first_name=self.first_name,
            last_name=self.last_name,
            phone=Phone.parse(self.phone) if self.phone else None,
            company=self.company,
        )

    def attendee(self) -> AttendeeDetails:
        return AttendeeDetails(first_name=self.first_name, last_name=self.last_name, email=self.email)


def crowd(chance: Random, size: int) -> tuple[Person, ...]:
    """``size`` different people. Their numbers are from the range kept for fiction (Ofcom: 07700 900000–900999)."""
    names = [(first, last) for first in _FIRST for last in _LAST]
    return tuple(
        Person(
            first_name=first,
            last_name=last,
            phone=f"07700 900{number:03}" if number % 4 else None,
            company=chance.choice(_COMPANIES) if number % 3 == 0 else None,
        )
        for number, (first, last) in enumerate(chance.sample(names, size))
    )
