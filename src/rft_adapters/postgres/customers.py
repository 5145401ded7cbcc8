"""Customers: their table, their rows and their repository."""

from collections.abc import Iterable
from uuid import UUID

from attrs import evolve
from sqlalchemy import Column, Date, Index, Integer, Table, Uuid, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from rft_domain.customers.customer import Customer, CustomerStatus
from rft_domain.customers.errors import CustomerNotFound
from rft_domain.customers.figures import FiguresChange
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
from .metadata import METADATA, at, found_by, text, whole, words
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
Index("ix_customers_created_at", CUSTOMERS.c.created_at, CUSTOMERS.c.id)
Index("ix_customers_searched", CUSTOMERS.c.searched, CUSTOMERS.c.id)
Index("ix_customers_grams", CUSTOMERS.c.grams, postgresql_using="gin")

COLUMNS = (*tuple(CUSTOMERS.columns)[:-2], *tuple(FIGURES.columns)[1:])


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
        figures=figures.from_row(row[23:]),
    )


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
_ALL = select(*COLUMNS).join_from(CUSTOMERS, FIGURES)
_BY_ID = query(_ALL.where(CUSTOMERS.c.id == bindparam("id")))
_BY_EMAIL = query(_ALL.where(CUSTOMERS.c.email_identity == bindparam("email")))


class CustomerRepository:
    """The customers slice's ``Customers``. The figures in a customer that is saved are not looked at."""

    __slots__ = ("_figures", "_known", "_link")

    def __init__(self, link: Link, news: News, figures: FiguresLedger) -> None:
        self._link, self._figures = link, figures
        self._known: IdentityMap[Customer] = IdentityMap(news)

    def get(self, customer_id: CustomerId) -> Customer:
        if (known := self._known.get(customer_id)) is not None:
            return self._with_figures(known)
        rows = self._link.rows(_BY_ID, {"id": customer_id})
        if not rows:
            raise CustomerNotFound()
        return self.read(rows[0])

    def by_email(self, email: Email) -> Customer | None:
        rows = self._link.rows(_BY_EMAIL, {"email": email.identity})
        return self.read(rows[0]) if rows else None

    def add_unless_known(self, customer: Customer) -> None:
        self._figures.open(customer.id, customer.figures)
        self._known.add(customer)

    def save(self, customer: Customer) -> None:
        self._known.save(customer)

    def change_figures(self, customer_id: CustomerId, change: FiguresChange) -> None:
        self._figures.change(customer_id, change)

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
