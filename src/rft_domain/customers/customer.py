"""The party that books and pays (product.md B1)."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from attrs import Attribute, evolve, field, frozen

from ..shared.changes import Record
from ..shared.email import Email
from ..shared.errors import Invalid
from ..shared.events import Event
from ..shared.ids import CustomerId
from ..shared.period import instant
from .errors import CustomerIsErased
from .events import CustomerOpened, EmailChanged, ProfileChanged
from .figures import Figures
from .profile import Profile


class CustomerStatus(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"
    SUSPENDED = "suspended"


def _born_in_the_past(instance: "Customer", attribute: "Attribute[Any]", value: Profile) -> None:
    if value.date_of_birth is not None and value.date_of_birth > instance.updated_at.date():
        raise Invalid.at("/date_of_birth", "must not be in the future")


@frozen(kw_only=True)
class Customer:
    """``figures`` are read with the customer and changed by :class:`FiguresChange` only, never by saving one.

    ``merged_into`` is who this customer is part of by now, in one step however many merges there were.
    With ``erased_at`` it is an empty shell, which nobody fills again (product.md B15).
    """

    record: ClassVar[Record] = Record.of(
        "customer",
        personal="email profile.first_name profile.last_name profile.phone profile.mobile profile.date_of_birth "
        "profile.address_line_1 profile.address_line_2 profile.city profile.county profile.postcode profile.company "
        "profile.company_role profile.department profile.vat_number",
        plain="id status created_at updated_at version profile.country profile.customer_type merged_into erased_at",
        left_out="figures",
    )

    id: CustomerId
    email: Email
    created_at: datetime = field(validator=instant)
    updated_at: datetime = field(validator=instant)
    profile: Profile = field(validator=_born_in_the_past)
    status: CustomerStatus = CustomerStatus.ACTIVE
    figures: Figures
    version: int = 1
    merged_into: CustomerId | None = None
    erased_at: datetime | None = field(default=None, validator=instant)
    events: tuple[Event, ...] = field(default=(), eq=False, repr=False)

    @classmethod
    def open(cls, *, id: CustomerId, email: Email, profile: Profile, now: datetime) -> "Customer":
        return cls(
            id=id,
            email=email,
            profile=profile,
            created_at=now,
            updated_at=now,
            figures=Figures.opened(now),
            events=(CustomerOpened(at=now, customer_id=id),),
        )

    def enriched(self, known: Mapping[str, object], now: datetime) -> "Customer":
        """Itself where ``known`` fills no blank."""
        return self.with_profile(self.profile.enriched(known), now)

    def with_profile(self, profile: Profile, now: datetime) -> "Customer":
        return self.changed_to(profile, self.status, now)

    def changed_to(self, profile: Profile, status: CustomerStatus, now: datetime) -> "Customer":
        """Itself where nothing differs. Raises :class:`CustomerIsErased`."""
        changed = (*self.profile.differences(profile), *(("status",) if status is not self.status else ()))
        if not changed:
            return self
        self.must_be_there()
        event = ProfileChanged(at=now, customer_id=self.id, fields=changed)
        return evolve(self, profile=profile, status=status, updated_at=now, version=self.version + 1, events=(event,))

    def with_email(self, email: Email, now: datetime) -> "Customer":
        """Itself where it is the same as typed. Raises :class:`CustomerIsErased`."""
        if email.typed == self.email.typed:
            return self
        self.must_be_there()
        event = EmailChanged(at=now, customer_id=self.id)
        return evolve(self, email=email, updated_at=now, version=self.version + 1, events=(event,))

    def joined_by(self, profile: Profile, email: Email, now: datetime) -> "Customer":
        """After another was merged into this one, or taken out again: always a new version."""
        return evolve(self, profile=profile, email=email, updated_at=now, version=self.version + 1, events=())

    def part_of(self, winner_id: CustomerId | None, email: Email, now: datetime) -> "Customer":
        """Merged into another; ``None``: on its own again."""
        return evolve(self, merged_into=winner_id, email=email, updated_at=now, version=self.version + 1, events=())

    def must_be_there(self) -> None:
        """Raises :class:`CustomerIsErased`."""
        if self.erased_at is not None:
            raise CustomerIsErased()
