"""From the customer portal to the wire."""

from rft_domain.customers.customer import Customer
from rft_domain.identity.use_cases.look_up import Opened
from rft_domain.identity.use_cases.step_up import SteppedUp

from .wire import PortalAnswer, ProfileAnswer, ScopeAnswer


def portal_answer(opened: Opened) -> PortalAnswer:
    return PortalAnswer(token=opened.token, expires_at=opened.session.expires_at, scope=opened.scope)


def scope_answer(done: SteppedUp) -> ScopeAnswer:
    session = done.session
    return ScopeAnswer(expires_at=session.expires_at, sensitive_until=session.proven_until, scope=done.scope)


def profile_answer(customer: Customer) -> ProfileAnswer:
    profile = customer.profile
    return ProfileAnswer(
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
        version=customer.version,
    )
