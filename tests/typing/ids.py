"""Type-checked, never run: an id of one kind is refused where another is meant (product.md B7)."""

from datetime import UTC, datetime
from typing import assert_type
from uuid import UUID

from rft_domain.access.actor import ADMIN, Actor, ActorKind
from rft_domain.access.decisions import Subject
from rft_domain.access.visibility import Visibility
from rft_domain.catalogue.ports import CatalogueUnitOfWork
from rft_domain.customers.customer import Customer
from rft_domain.customers.ports import CustomersUnitOfWork
from rft_domain.customers.use_cases.open_customer import OpenCustomer, open_customer
from rft_domain.identity.user import User
from rft_domain.shared.ids import CourseId, CustomerId, SessionId, UserId

NOW = datetime(2030, 1, 1, tzinfo=UTC)


def right(user: User, user_id: UserId, customer_id: CustomerId, uow: CustomersUnitOfWork) -> None:
    assert_type(user.linked_to(customer_id, NOW), User)
    assert_type(open_customer(OpenCustomer(user_id=user_id), actor=ADMIN, now=NOW, uow=uow), Customer)
    assert_type(uow.customers.get(customer_id), Customer)


def a_user_is_no_customer(user: User, user_id: UserId, uow: CustomersUnitOfWork) -> None:
    user.linked_to(user_id, NOW)  # type: ignore[arg-type]  # a user's id is not a customer's
    uow.customers.get(user_id)  # type: ignore[arg-type]  # a user's id is not a customer's
    Actor(kind=ActorKind.CUSTOMER, customer_id=user_id)  # type: ignore[arg-type]  # a user's id is not a customer's
    Subject(customer_id=user_id)  # type: ignore[arg-type]  # a user's id is not a customer's
    Visibility(customer_id=user_id)  # type: ignore[arg-type]  # a user's id is not a customer's


def a_customer_is_no_user(customer_id: CustomerId) -> None:
    OpenCustomer(user_id=customer_id)  # type: ignore[arg-type]  # a customer's id is not a user's
    Actor(kind=ActorKind.CUSTOMER, user_id=customer_id)  # type: ignore[arg-type]  # a customer's id is not a user's
    Visibility(instructor_id=customer_id)  # type: ignore[arg-type]  # a customer's id is not a user's


def a_course_is_no_session(course_id: CourseId, session_id: SessionId, uow: CatalogueUnitOfWork) -> None:
    uow.sessions.get(course_id)  # type: ignore[arg-type]  # a course's id is not a session's
    uow.courses.get(session_id)  # type: ignore[arg-type]  # a session's id is not a course's


def any_uuid_is_no_id(some: UUID, text: str, uow: CustomersUnitOfWork) -> None:
    uow.customers.get(some)  # type: ignore[arg-type]  # whose id it is has to be said
    uow.customers.get(text)  # type: ignore[arg-type]  # text is parsed at the edge
    SessionId(text)  # type: ignore[arg-type]  # text is parsed at the edge
