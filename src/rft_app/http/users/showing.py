"""From users, their customers and their activity to the wire."""

from msgspec import structs

from rft_domain.activity.entry import ActivityEntry
from rft_domain.customers.customer import Customer
from rft_domain.identity.user import User
from rft_domain.insights.people import Person
from rft_domain.shared.paging import Page

from ...people import PersonView
from ..bookings.showing import booking_answer
from ..wire import ListAnswer, MoneyAnswer
from .wire import ActivityAnswer, CustomerAnswer, FiguresAnswer, ListedUserAnswer, PersonAnswer, UserAnswer


def user_answer(user: User) -> UserAnswer:
    return UserAnswer(
        id=user.id,
        email=user.email.typed,
        phone=user.phone.e164 if user.phone else None,
        first_name=user.first_name,
        last_name=user.last_name,
        role=user.role,
        is_organizer=user.is_organizer,
        email_verified=user.email_verified,
        phone_verified=user.phone_verified,
        status=user.status,
        is_active=user.is_active,
        customer_id=user.customer_id,
        has_password=user.password_hash is not None,
        last_login_at=user.last_login_at,
        failed_login_count=user.failed_login_count,
        locked_until=user.locked_until,
        created_at=user.created_at,
        updated_at=user.updated_at,
        created_by=user.created_by,
        version=user.version,
    )


def people_list(page: Page[Person]) -> ListAnswer[ListedUserAnswer]:
    return ListAnswer.of(page.map(_listed))


def _listed(person: Person) -> ListedUserAnswer:
    figures = _figures(person.customer) if person.customer is not None else None
    return ListedUserAnswer(**structs.asdict(user_answer(person.user)), customer=figures)


def _figures(customer: Customer) -> FiguresAnswer:
    profile, figures = customer.profile, customer.figures
    return FiguresAnswer(
        id=customer.id,
        customer_type=profile.customer_type,
        company=profile.company,
        total_bookings=figures.total_bookings,
        total_spent=MoneyAnswer.of(figures.total_spent),
        first_booking_at=figures.first_booking_at,
        last_booking_at=figures.last_booking_at,
        customer_since=figures.customer_since,
        last_activity_at=figures.last_activity_at,
    )


def person_answer(person: PersonView) -> PersonAnswer:
    return PersonAnswer(
        user=user_answer(person.user),
        customer=customer_answer(person.customer) if person.customer else None,
        recent_bookings=[booking_answer(booking) for booking in person.recent_bookings],
    )


def customer_answer(customer: Customer) -> CustomerAnswer:
    profile, figures = customer.profile, customer.figures
    return CustomerAnswer(
        id=customer.id,
        email=customer.email.typed,
        first_name=profile.first_name,
        last_name=profile.last_name,
        phone=profile.phone.e164 if profile.phone else None,
        mobile=profile.mobile.e164 if profile.mobile else None,
        date_of_birth=profile.date_of_birth,
        address_line_1=profile.address_line_1,
        address_line_2=profile.address_line_2,
        city=profile.city,
        county=profile.county,
        postcode=profile.postcode,
        country=profile.country,
        company=profile.company,
        company_role=profile.company_role,
        department=profile.department,
        vat_number=profile.vat_number,
        customer_type=profile.customer_type,
        status=customer.status,
        total_bookings=figures.total_bookings,
        total_spent=MoneyAnswer.of(figures.total_spent),
        first_booking_at=figures.first_booking_at,
        last_booking_at=figures.last_booking_at,
        customer_since=figures.customer_since,
        last_activity_at=figures.last_activity_at,
        version=customer.version,
    )


def activity_list(page: Page[ActivityEntry]) -> ListAnswer[ActivityAnswer]:
    return ListAnswer.of(page.map(activity_answer))


def activity_answer(entry: ActivityEntry) -> ActivityAnswer:
    return ActivityAnswer(
        id=entry.id,
        at=entry.at,
        type=entry.type,
        text=entry.text,
        customer_id=entry.customer_id,
        user_id=entry.user_id,
        entity=entry.entity,
        entity_id=entry.entity_id,
        ip=entry.ip,
        user_agent=entry.user_agent,
    )
