"""The same tables, as an application built on the ORM would declare them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Integer, Numeric
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


def of_schema(name: str) -> dict[str, str]:
    return {"schema": name}


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        dict[str, str]: JSONB,
        list[dict[str, str]]: JSONB,
        list[int]: ARRAY(Integer),
        Decimal: Numeric,
    }


class Course(Base):
    __tablename__ = "courses"
    __table_args__ = of_schema("catalogue")
    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]
    title: Mapped[str]
    description: Mapped[str]
    price: Mapped[Decimal]
    vat_rate: Mapped[Decimal]
    certificate_months: Mapped[int | None]
    active: Mapped[bool]
    created_at: Mapped[datetime]
    version: Mapped[int]


class CourseSession(Base):
    __tablename__ = "sessions"
    __table_args__ = of_schema("catalogue")
    id: Mapped[UUID] = mapped_column(primary_key=True)
    course_id: Mapped[UUID] = mapped_column(ForeignKey(Course.id))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    time_zone: Mapped[str]
    venue: Mapped[str]
    price: Mapped[Decimal | None]
    notes: Mapped[str]
    status: Mapped[str]
    created_at: Mapped[datetime]
    version: Mapped[int]
    course: Mapped[Course] = relationship(lazy="joined", innerjoin=True)


class Roster(Base):
    __tablename__ = "rosters"
    __table_args__ = of_schema("bookings")
    session_id: Mapped[UUID] = mapped_column(ForeignKey(CourseSession.id), primary_key=True)
    capacity: Mapped[int]
    seats_taken: Mapped[int]


class Customer(Base):
    __tablename__ = "customers"
    __table_args__ = of_schema("customers")
    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str]
    email_identity: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(default="active")
    first_name: Mapped[str]
    last_name: Mapped[str]
    phone: Mapped[str | None]
    mobile: Mapped[str | None]
    date_of_birth: Mapped[date | None]
    address_line_1: Mapped[str | None]
    address_line_2: Mapped[str | None]
    city: Mapped[str | None]
    county: Mapped[str | None]
    postcode: Mapped[str | None]
    country: Mapped[str] = mapped_column(default="GB")
    company: Mapped[str | None]
    company_role: Mapped[str | None]
    department: Mapped[str | None]
    vat_number: Mapped[str | None]
    customer_type: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    searched: Mapped[str]
    grams: Mapped[list[int]]
    figures: Mapped["Figures"] = relationship(lazy="joined", back_populates="customer")


class Figures(Base):
    __tablename__ = "figures"
    __table_args__ = of_schema("customers")
    customer_id: Mapped[UUID] = mapped_column(ForeignKey(Customer.id), primary_key=True)
    total_bookings: Mapped[int]
    total_spent: Mapped[Decimal]
    first_booking_at: Mapped[datetime | None]
    last_booking_at: Mapped[datetime | None]
    customer_since: Mapped[datetime]
    last_activity_at: Mapped[datetime]
    customer: Mapped[Customer] = relationship(back_populates="figures")


class User(Base):
    __tablename__ = "users"
    __table_args__ = of_schema("identity")
    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str]
    email_identity: Mapped[str]
    phone: Mapped[str | None]
    password_hash: Mapped[str | None]
    first_name: Mapped[str]
    last_name: Mapped[str]
    role: Mapped[str] = mapped_column(default="customer")
    is_organizer: Mapped[bool] = mapped_column(default=False)
    email_verified: Mapped[bool] = mapped_column(default=False)
    phone_verified: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(default="active")
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey(Customer.id))
    last_login_at: Mapped[datetime | None]
    failed_login_count: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)
    searched: Mapped[str]
    customer: Mapped[Customer | None] = relationship()


class Attendee(Base):
    __tablename__ = "attendees"
    __table_args__ = of_schema("bookings")
    id: Mapped[UUID] = mapped_column(primary_key=True)
    booking_id: Mapped[UUID] = mapped_column(ForeignKey("bookings.bookings.id"))
    position: Mapped[int]
    first_name: Mapped[str]
    last_name: Mapped[str]
    email: Mapped[str | None]
    email_identity: Mapped[str | None]
    special_requirements: Mapped[str | None]
    is_primary: Mapped[bool]
    attendance: Mapped[str] = mapped_column(default="unmarked")
    cancelled_at: Mapped[datetime | None]


class Booking(Base):
    __tablename__ = "bookings"
    __table_args__ = of_schema("bookings")
    id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str]
    session_id: Mapped[UUID] = mapped_column(ForeignKey(CourseSession.id))
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey(Customer.id))
    booked_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    contact_email: Mapped[str]
    contact_email_identity: Mapped[str]
    contact_first_name: Mapped[str]
    contact_last_name: Mapped[str]
    contact_phone: Mapped[str | None]
    contact_company: Mapped[str | None]
    unit_amount: Mapped[Decimal]
    total_amount: Mapped[Decimal]
    discount_amount: Mapped[Decimal]
    final_amount: Mapped[Decimal]
    vat_amount: Mapped[Decimal]
    vat_rate: Mapped[Decimal]
    code_rate: Mapped[Decimal]
    discount_code: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="confirmed")
    payment_status: Mapped[str] = mapped_column(default="unpaid")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    searched: Mapped[str]
    attendees: Mapped[list[Attendee]] = relationship()
    customer: Mapped[Customer | None] = relationship()
    user: Mapped[User | None] = relationship()


class Entry(Base):
    __tablename__ = "entries"
    __table_args__ = of_schema("activity")
    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    type: Mapped[str]
    text: Mapped[str]
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey(Customer.id))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    entity: Mapped[str]
    entity_id: Mapped[UUID]
    customer: Mapped[Customer | None] = relationship()
    user: Mapped[User | None] = relationship()


class Audit(Base):
    __tablename__ = "audit"
    __table_args__ = of_schema("activity")
    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    action: Mapped[str]
    outcome: Mapped[str]
    code: Mapped[str | None]
    about: Mapped[dict[str, str]]
    request_id: Mapped[str | None]
    ip: Mapped[str | None]
    user_agent: Mapped[str | None]
    changes: Mapped[list[dict[str, str]]]
    salt: Mapped[str | None]


class Outbox(Base):
    __tablename__ = "outbox"
    __table_args__ = of_schema("shared")
    id: Mapped[UUID] = mapped_column(primary_key=True)
    topic: Mapped[str]
    body: Mapped[dict[str, str]]
    created_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    put_aside: Mapped[bool] = mapped_column(default=False)
    last_failure: Mapped[str | None]
