"""Values of the domain, for Hypothesis. All are valid; what is refused is tried out by name."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from attrs import evolve
from hypothesis import strategies as st

from ..bookings.contact import AttendeeDetails, Contact
from ..bookings.pricing import Discount
from ..catalogue.course import CourseTerms
from ..customers.profile import CustomerType, Profile
from ..customers.sensitive import Details, EmergencyContact
from ..shared.email import Email
from ..shared.money import Money
from ..shared.phone import Phone
from ..shared.text import has_control, is_seen

_PRINTED = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))
_LETTERS = "abcxyzABCXYZ0189éÉßñØ"
# what adapters get wrong: case, accents, composed and decomposed, quotes, wide characters, white space
_AWKWARD = ("ANA", "ana", "O'Brien", "Zoë", "Zoe\u0308", "Çelik-Ünal", "ﬁ", "孫", "🦺", " a ", "%_\\", '"', "ß", "NULL")


def texts(at_most: int, at_least: int = 0) -> st.SearchStrategy[str]:
    short = [text for text in _AWKWARD if at_least <= len(text) <= at_most]
    drawn = st.text(_PRINTED, min_size=at_least, max_size=min(at_most, 30))
    return st.sampled_from(short) | drawn.filter(lambda t: not has_control(t) and (at_least == 0 or is_seen(t)))


def names() -> st.SearchStrategy[str]:
    return texts(100, 1)


def emails() -> st.SearchStrategy[Email]:
    local = st.text(_LETTERS, min_size=1, max_size=12)
    domain = st.sampled_from(("example.org", "Example.ORG", "mail.example.com"))
    return st.builds(lambda name, home: Email.parse(f"{name}@{home}"), local, domain)


def spellings(address: str) -> st.SearchStrategy[Email]:
    """The same address in any mixture of upper and lower case."""
    flags = st.lists(st.booleans(), min_size=len(address), max_size=len(address))
    return flags.map(
        lambda upper: Email.parse("".join(c.upper() if u else c for c, u in zip(address, upper, strict=True)))
    )


def phones() -> st.SearchStrategy[Phone]:
    return st.integers(0, 999).map(lambda last: Phone(f"+447700900{last:03}"))


def money(at_most: int = 10_000_000) -> st.SearchStrategy[Money]:
    """Up to ``at_most`` pence."""
    return st.integers(0, at_most).map(lambda pence: Money.of(Decimal(pence) / 100))


def rates(at_least: int = 0) -> st.SearchStrategy[Decimal]:
    """0 to 1 with up to four decimal places."""
    return st.integers(at_least, 10_000).map(lambda points: Decimal(points) / 10_000)


def instants() -> st.SearchStrategy[datetime]:
    seconds, first = 2_000_000_000, datetime(1995, 1, 1, tzinfo=UTC)
    return st.integers(0, seconds * 10**6).map(lambda micros: first + timedelta(microseconds=micros))


def codes() -> st.SearchStrategy[str]:
    return st.text("ABCXYZ0189", min_size=3, max_size=12)


def contacts(address: st.SearchStrategy[Email] | None = None) -> st.SearchStrategy[Contact]:
    return st.builds(
        Contact,
        email=address if address is not None else emails(),
        first_name=names(),
        last_name=names(),
        phone=st.none() | phones(),
        company=st.none() | texts(200, 1),
    )


def attendees() -> st.SearchStrategy[AttendeeDetails]:
    return st.builds(
        AttendeeDetails,
        first_name=names(),
        last_name=names(),
        email=st.none() | emails(),
        special_requirements=st.none() | texts(1000, 1),
    )


def groups(at_most: int = 4) -> st.SearchStrategy[tuple[AttendeeDetails, ...]]:
    return st.lists(attendees(), min_size=1, max_size=at_most).map(tuple)


def course_terms() -> st.SearchStrategy[CourseTerms]:
    return st.builds(
        CourseTerms,
        code=codes(),
        title=texts(200, 1),
        description=texts(10_000),
        price=money(),
        vat_rate=rates(),
        certificate_months=st.none() | st.integers(1, 600),
        active=st.booleans(),
    )


def discounts() -> st.SearchStrategy[Discount]:
    def lasting(hours: int | None, begins: datetime | None) -> datetime | None:
        return None if hours is None else (begins or datetime(2026, 1, 1, tzinfo=UTC)) + timedelta(hours=hours)

    hours, begins = st.none() | st.integers(1, 9000), st.none() | instants()
    return st.tuples(hours, begins).flatmap(
        lambda drawn: st.builds(
            Discount, code=codes(), rate=rates(1), valid_from=st.just(drawn[1]), valid_until=st.just(lasting(*drawn))
        )
    )


def profiles() -> st.SearchStrategy[Profile]:
    line = st.none() | texts(20, 1)
    return st.builds(
        Profile,
        first_name=names(),
        last_name=names(),
        phone=st.none() | phones(),
        mobile=st.none() | phones(),
        date_of_birth=st.none() | st.dates(date(1900, 1, 1), date(2030, 1, 1)),
        address_line_1=line,
        address_line_2=line,
        city=line,
        county=line,
        postcode=line,
        country=st.sampled_from(("GB", "IE", "FR")),
        company=line,
        company_role=line,
        department=line,
        vat_number=line,
        customer_type=st.sampled_from(CustomerType),
    )


def sensitive_details() -> st.SearchStrategy[Details]:
    contact = st.builds(EmergencyContact, name=names(), phone=phones(), relationship=st.none() | texts(100, 1))
    flagged = st.builds(
        Details,
        emergency_contact=st.none() | contact,
        medical_flag=st.just(True),
        medical_notes=st.none() | texts(4000),
        dietary_requirements=st.none() | texts(1000),
    )
    return flagged.flatmap(lambda one: st.sampled_from((one, evolve(one, medical_flag=False, medical_notes=None))))
