"""Customers: their table, their rows and their repository."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from attrs import evolve
from sqlalchemy import Column, Date, Index, Integer, Table, Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from rft_domain.customers.customer import Customer, CustomerStatus
from rft_domain.customers.errors import CustomerNotFound
from rft_domain.customers.figures import Figures, FiguresChange
from rft_domain.customers.finding import searched_customer
from rft_domain.customers.profile import CustomerType, Profile
from rft_domain.shared.changes import Pair
from rft_domain.shared.email import Email
from rft_domain.shared.ids import CustomerId
from rft_domain.shared.phone import Phone
from rft_domain.shared.searching import grams

from . import figures
from .figures import FIGURES, FiguresLedger
from .flush import Part, Row
from .forms import inserting, updating
from .identity_map import IdentityMap, News
from .link import Link
from .metadata import METADATA, at, found_by, refers, text, whole, words
from .query import query

CUSTOMERS = Table(
    "customers",
    METADATA,
    Column("id", Uuid, primary_key=True),
    text("email"),
    text("email_identity"),
    at("created_at"),
    at("updated_at"),
    text("status"),
    text("first_name"),
    text("last_name"),
    text("phone", nullable=True),
    text("mobile", nullable=True),
    Column("date_of_birth", Date),
    text("address_line_1", nullable=True),
    text("address_line_2", nullable=True),
    text("city", nullable=True),
    text("county", nullable=True),
    text("postcode", nullable=True),
    text("country"),
    text("company", nullable=True),
    text("company_role", nullable=True),
    text("department", nullable=True),
    text("vat_number", nullable=True),
    text("customer_type"),
    whole("version"),
    refers("merged_into", "customers.customers.id", nullable=True),
    at("erased_at", nullable=True),
    # written with every change, never read with a customer; NULL where SQL wrote the row (see .searching)
    found_by("searched"),
    Column("grams", ARRAY(Integer)),
    words("status", CustomerStatus),
    words("customer_type", CustomerType),
    schema="customers",
)
Index("uq_customers_email_identity", CUSTOMERS.c.email_identity, unique=True)
Index("ix_customers_phone", CUSTOMERS.c.phone, postgresql_where=CUSTOMERS.c.phone.is_not(None))
Index("ix_customers_company", CUSTOMERS.c.company)
Index("ix_customers_customer_type", CUSTOMERS.c.customer_type)
Index("ix_customers_merged_into", CUSTOMERS.c.merged_into, postgresql_where=CUSTOMERS.c.merged_into.is_not(None))
Index("ix_customers_created_at", CUSTOMERS.c.created_at, CUSTOMERS.c.id)
Index("ix_customers_searched", CUSTOMERS.c.searched, CUSTOMERS.c.id)
Index("ix_customers_grams", CUSTOMERS.c.grams, postgresql_using="gin")

COLUMNS = (*tuple(CUSTOMERS.columns)[:-2], *tuple(FIGURES.columns)[1:])
_WIDTH = len(CUSTOMERS.columns) - 2
# who somebody is by now: themselves, or whom they were merged into
PRESENT_ID = func.coalesce(CUSTOMERS.c.merged_into, CUSTOMERS.c.id)


def to_row(customer: Customer) -> Row:
    profile, found_in = customer.profile, searched_customer(customer)
    return (
        customer.id,
        customer.email.typed,
        customer.email.identity,
        customer.created_at,
        customer.updated_at,
        customer.status.value,
        profile.first_name,
        profile.last_name,
        profile.phone.e164 if profile.phone else None,
        profile.mobile.e164 if profile.mobile else None,
        profile.date_of_birth,
        profile.address_line_1,
        profile.address_line_2,
        profile.city,
        profile.county,
        profile.postcode,
        profile.country,
        profile.company,
        profile.company_role,
        profile.department,
        profile.vat_number,
        profile.customer_type.value,
        customer.version,
        customer.merged_into,
        customer.erased_at,
        found_in,
        grams(found_in),
    )


def from_row(row: Row) -> Customer:
    """From the values of :data:`COLUMNS`."""
    return Customer(
        id=CustomerId(row[0]),
        email=Email(row[1], row[2]),
        created_at=row[3],
        updated_at=row[4],
        status=CustomerStatus(row[5]),
        profile=_profile(row[6:22]),
        version=row[22],
        merged_into=CustomerId(row[23]) if row[23] else None,
        erased_at=row[24],
        figures=_figures(row),
    )


def _figures(row: Row) -> Figures:
    """Who was merged has none of their own."""
    return Figures.opened(row[3]) if row[_WIDTH] is None else figures.from_row(row[_WIDTH:])


def _profile(row: Row) -> Profile:
    return Profile(
        first_name=row[0],
        last_name=row[1],
        phone=Phone(row[2]) if row[2] else None,
        mobile=Phone(row[3]) if row[3] else None,
        date_of_birth=row[4],
        address_line_1=row[5],
        address_line_2=row[6],
        city=row[7],
        county=row[8],
        postcode=row[9],
        country=row[10],
        company=row[11],
        company_role=row[12],
        department=row[13],
        vat_number=row[14],
        customer_type=CustomerType(row[15]),
    )


_INSERT_UNLESS_KNOWN = inserting(CUSTOMERS, unless="email_identity")
_UPDATE = updating(CUSTOMERS)
_ALL = select(*COLUMNS).select_from(CUSTOMERS.outerjoin(FIGURES))
_BY_ID = query(_ALL.where(CUSTOMERS.c.id == bindparam("id")))
_HOLD = query(
    select(CUSTOMERS.c.id)
    .where(CUSTOMERS.c.id == func.any(bindparam("ids", type_=ARRAY(Uuid))))
    .order_by(CUSTOMERS.c.id)
    .with_for_update()
)
_PAIR = query(_ALL.where(CUSTOMERS.c.id == func.any(bindparam("ids", type_=ARRAY(Uuid)))))
_BY_EMAIL = query(_ALL.where(CUSTOMERS.c.email_identity == bindparam("email")))


class CustomerRepository:
    """The customers slice's ``Customers``. The figures in a customer that is saved are not looked at."""

    __slots__ = ("_figures", "_known", "_link")

    def __init__(self, link: Link, news: News, figures: FiguresLedger) -> None:
        self._link, self._figures = link, figures
        self._known: IdentityMap[Customer] = IdentityMap(news)

    def get(self, customer_id: CustomerId) -> Customer:
        if (known := self._known.get(customer_id)) is not None:
            return self._present(known)
        rows = self._link.rows(_BY_ID, {"id": customer_id})
        if not rows:
            raise CustomerNotFound()
        return self._present(self.read(rows[0]))

    def by_email(self, email: Email) -> Customer | None:
        rows = self._link.rows(_BY_EMAIL, {"email": email.identity})
        return self._present(self.read(rows[0])) if rows else None

    def pair(self, one: CustomerId, other: CustomerId, *, held: bool) -> tuple[Customer, Customer]:
        """As they are, also who was merged. The figures are locked first, as a booking does that is under way."""
        named = {"ids": [one, other]}
        if held:
            self._link.held_rows(figures.HOLD, named)
            self._link.held_rows(_HOLD, named)
            self._known.forget()
        found = {row[0]: self.read(row) for row in self._link.rows(_PAIR, named)}
        try:
            return found[one], found[other]
        except KeyError:
            raise CustomerNotFound() from None

    def add_unless_known(self, customer: Customer) -> None:
        self._figures.open(customer.id, customer.figures)
        self._known.add(customer)

    def save(self, customer: Customer) -> None:
        self._known.save(customer)

    def change_figures(self, customer_id: CustomerId, change: FiguresChange) -> None:
        self._figures.change(customer_id, change)

    def several(self, ids: Sequence[CustomerId]) -> list[Customer]:
        """As they are, in no order."""
        return [self.read(row) for row in self._link.rows(_PAIR, {"ids": list(ids)})] if ids else []

    def settle_figures(self, customer_id: CustomerId, settled: Figures | None) -> None:
        if settled is None:
            self._link.rows(figures.DROP, {"customer_id": customer_id})
        else:
            row = dict(zip((c.name for c in FIGURES.columns), figures.to_row(customer_id, settled), strict=True))
            self._link.rows(figures.SETTLE, row)
            self._figures.read(customer_id, settled)

    def _present(self, customer: Customer) -> Customer:
        return self._with_figures(customer) if customer.merged_into is None else self.get(customer.merged_into)

    def read(self, row: Row) -> Customer:
        """From a row that another query brought along."""
        stored = from_row(row)
        self._figures.read(stored.id, stored.figures)
        return self._with_figures(self._known.read(stored))

    def was_made(self, key: UUID) -> bool:
        return self._known.was_made(key)

    def changed(self) -> Iterable[Pair]:
        return self._known.changed()

    def parts(self) -> list[Part]:
        added, saved = self._known.take()
        if not added and not saved:
            return []
        return [
            (_INSERT_UNLESS_KNOWN, [to_row(customer) for customer in added]),
            (_UPDATE, [(*to_row(each.value), each.expected) for each in saved]),
        ]

    def _with_figures(self, customer: Customer) -> Customer:
        present = self._figures.of(customer.id)
        return customer if present in (None, customer.figures) else evolve(customer, figures=present)
