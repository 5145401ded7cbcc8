"""The API over a small training provider in memory, and a valid request for every call of the table."""

from copy import deepcopy
from functools import cache
from typing import Any
from unittest.mock import patch

import pyotp
from attrs import evolve, field, frozen
from falcon.testing import Result, TestClient

from rft_adapters.system import SystemEntropy
from rft_app.application import Application
from rft_app.http import app as http_app
from rft_app.http.app import create_wsgi
from rft_app.http.endpoint import Endpoint, IfMatch
from rft_app.http.operations import Text
from rft_app.http.pages import page_routes
from rft_app.http.portal.endpoints import PORTAL
from rft_app.http.table import ENDPOINTS
from rft_domain.access.actor import ADMIN
from rft_domain.bookings.booking import Booking
from rft_domain.bookings.contact import AttendeeDetails, Contact
from rft_domain.bookings.use_cases.create_booking import CreateBooking, create_booking
from rft_domain.customers.customer import Customer
from rft_domain.customers.finding import CustomerFilter
from rft_domain.customers.note import Note
from rft_domain.customers.profile import Profile
from rft_domain.customers.segment import Segment
from rft_domain.customers.use_cases.create_segment import CreateSegment, create_segment
from rft_domain.customers.use_cases.mark_distinct import MarkDistinct, mark_distinct
from rft_domain.customers.use_cases.merge_customers import MergeCustomers, merge_customers
from rft_domain.customers.use_cases.write_note import WriteNote, write_note
from rft_domain.identity.auth_session import AuthSession
from rft_domain.identity.invitation import VALID_FOR, Invitation
from rft_domain.identity.password_reset import PasswordReset
from rft_domain.identity.portal_link import PortalLink
from rft_domain.identity.portal_session import PortalSession
from rft_domain.identity.registration import Registration
from rft_domain.identity.second_factor import SecondFactor
from rft_domain.identity.tokens import token_hash
from rft_domain.identity.user import Role, User
from rft_domain.identity.verification import VerificationCode
from rft_domain.shared.email import Email
from rft_domain.shared.ids import (
    AuthSessionId,
    CodeId,
    CustomerId,
    InvitationId,
    PortalLinkId,
    PortalSessionId,
    RegistrationId,
    ResetId,
    UserId,
)
from rft_domain.shared.phone import Phone
from tests.app.house import House

TOKEN = "a-token-for-the-staff"
PASSWORD = "a long walk along the canal"  # that of the documentation's examples
RESET_TOKEN = "pLw3hQ0mJt5xkS8Zr1vYc6uA9dGfNbEiXo2TqKjWz4M"  # the same
ORGANISERS_TOKEN = "a-token-for-the-organiser"
REGISTRATION_PASSWORD, CODE = "a short swim in cold water", "042917"  # the documentation's, too
LINK_CODE, NEW_EMAIL_CODE = RESET_TOKEN, "c" + RESET_TOKEN[1:]
GUEST_TOKEN = "a-token-for-a-guest"
GUEST = {"Authorization": f"Bearer {GUEST_TOKEN}"}
ORGANISER = {"Authorization": f"Bearer {ORGANISERS_TOKEN}"}
STAFF = {"Authorization": f"Bearer {TOKEN}"}
ROOT = {"Authorization": "Bearer a-token-of-a-superuser"}
CAREFUL = {"Authorization": "Bearer a-token-of-an-admin-with-a-second-factor"}
# calls that the staff of the tests cannot carry out
OTHERS = {"remove_second_factor": ROOT, "disable_second_factor": CAREFUL, "renew_recovery_codes": CAREFUL}
KEY = {"Idempotency-Key": "0123456789abcdef"}
NO_SUCH_ID = "00000000-0000-7000-8000-000000000000"


@frozen(kw_only=True)
class Request:
    method: str
    path: str
    body: Any = None
    headers: dict[str, str] = field(factory=dict)

    def with_(self, **headers: str) -> "Request":
        """The same with more headers, named in snake_case."""
        return evolve(self, headers=self.headers | {name.replace("_", "-"): text for name, text in headers.items()})

    def without(self, name: str) -> "Request":
        return evolve(self, headers={key: text for key, text in self.headers.items() if key != name})


class Api:
    """``session`` has a confirmed booking of two and a provisional one; ``other`` is empty.

    ``staff`` is an admin who is logged in with ``TOKEN``, and in another place too, asked for a new password, and has
    begun a second factor. ``careful`` is an admin who has one, and so has who booked.

    A guest with ``GUEST_TOKEN`` came with the reference of ``booking``, has proven the address, and has three codes.
    """

    def __init__(self) -> None:
        self.house = House()
        self.client = _client(self.house.application)
        self.staff = self.user("Grace.Ofori@example.org", Role.ADMIN, PASSWORD)
        self.logged_in(self.staff, TOKEN)
        self.elsewhere = self.logged_in(self.staff, "another token")
        self._reset_asked()
        self.careful = self.user("Petra.Holm@example.org", Role.ADMIN, PASSWORD)
        self._logged_in_with(CAREFUL, self.careful)
        self.root = self.user("Sol.Reyes@example.org", Role.SUPERUSER, PASSWORD)
        self._logged_in_with(ROOT, self.root)
        self.secret = self._factor(self.staff.id, on=False)
        self.careful_secret = self._factor(self.careful.id, on=True)
        self.session = self.house.session()
        self.other = self.house.session()
        self.booking = self._book(provisional=False)
        self.pending = self._book(provisional=True)
        self.organiser = self._organiser()
        self.member = self.user("Eva.Silva@example.org", customer_id=self.booking.customer_id)
        self.invitation = self._invited()
        self._proofs_asked()
        assert self.booking.booked_by is not None
        self._factor(self.booking.booked_by, on=True)
        self.guest = self._guest()
        self.note = self._note()
        self.segment = self._segment()
        self._merged()

    def user(
        self,
        address: str,
        role: Role = Role.CUSTOMER,
        password: str | None = None,
        customer_id: CustomerId | None = None,
    ) -> User:
        now, application = self.house.clock(), self.house.application
        first_name, _, last_name = address.partition("@")[0].partition(".")
        user = User.register(
            id=UserId(SystemEntropy().uuid()),
            email=Email.parse(address),
            first_name=first_name,
            last_name=last_name or "Byrne",
            role=role,
            customer_id=customer_id,
            now=now,
        )
        if password is not None:
            user = evolve(user, password_hash=application.passwords.hash(password))
        with self.house.store.unit_of_work() as uow:
            uow.users.add(user)
            uow.commit()
        return user

    def logged_in(self, user: User, token: str) -> AuthSession:
        session = AuthSession.open(
            id=AuthSessionId(SystemEntropy().uuid()),
            user_id=user.id,
            token_hash=token_hash(token),
            now=self.house.clock(),
        )
        with self.house.store.unit_of_work() as uow:
            uow.auth_sessions.add(session)
            uow.commit()
        return session

    def _logged_in_with(self, headers: dict[str, str], user: User) -> None:
        self.logged_in(user, headers["Authorization"].removeprefix("Bearer "))

    def _factor(self, user_id: UserId, *, on: bool) -> str:
        """Its secret."""
        application, now = self.house.application, self.house.clock()
        assert application.authenticator is not None
        secret, sealed = application.authenticator.new_secret(user_id)
        factor = SecondFactor.first(user_id, sealed, now)
        with self.house.store.unit_of_work() as uow:
            uow.second_factors.add(evolve(factor, turned_on_at=now if on else None))
            uow.commit()
        return secret

    def code(self, secret: str) -> str:
        return pyotp.TOTP(secret).at(self.house.clock())

    def _reset_asked(self) -> None:
        reset = PasswordReset.open(
            id=ResetId(SystemEntropy().uuid()),
            user_id=self.staff.id,
            token_hash=token_hash(RESET_TOKEN),
            now=self.house.clock(),
        )
        with self.house.store.unit_of_work() as uow:
            uow.resets.add(reset)
            uow.commit()

    def _organiser(self) -> User:
        """Ana, who booked, has proven her address and acts for the whole customer."""
        assert self.booking.booked_by is not None
        with self.house.store.unit_of_work() as uow:
            ana = uow.users.get(self.booking.booked_by)
            ana = evolve(ana, email_verified=True, is_organizer=True)
            # at the same version: calls are made on the first one
            uow.users.save(ana)
            uow.commit()
        self.logged_in(ana, ORGANISERS_TOKEN)
        return ana

    def _invited(self) -> Invitation:
        assert self.booking.customer_id is not None
        now = self.house.clock()
        invitation = Invitation(
            id=InvitationId(SystemEntropy().uuid()),
            customer_id=self.booking.customer_id,
            email=Email.parse("Cyd.Byrne@example.org"),
            first_name="Cyd",
            last_name="Byrne",
            token_hash=token_hash(RESET_TOKEN),
            created_at=now,
            expires_at=now + VALID_FOR,
        )
        with self.house.store.unit_of_work() as uow:
            uow.invitations.add(invitation)
            uow.commit()
        return invitation

    def _proofs_asked(self) -> None:
        """Rui registered, and the staff asked for codes to a new address and a new phone."""
        now, passwords, entropy = self.house.clock(), self.house.application.passwords, SystemEntropy()
        wish = Registration.open(
            id=RegistrationId(entropy.uuid()),
            email=Email.parse("Rui.Silva@example.org"),
            first_name="Rui",
            last_name="Silva",
            password_hash=passwords.hash(REGISTRATION_PASSWORD),
            now=now,
        )
        with self.house.store.unit_of_work() as uow:
            uow.registrations.add(wish.issued(token_hash(RESET_TOKEN)))
            for target in (Email.parse("Grace@example.org"), Phone.parse("07700 900789")):
                code = VerificationCode.open(id=CodeId(entropy.uuid()), user_id=self.staff.id, target=target, now=now)
                uow.codes.add(code.issued(passwords.hash(CODE)))
            uow.commit()

    def _guest(self) -> PortalSession:
        now, customer_id = self.house.clock(), self.booking.customer_id
        assert customer_id is not None
        session = PortalSession.open(
            id=PortalSessionId(SystemEntropy().uuid()),
            customer_id=customer_id,
            booking_id=self.booking.id,
            token_hash=token_hash(GUEST_TOKEN),
            now=now,
        ).proven(now)
        with self.house.store.unit_of_work() as uow:
            uow.portal_sessions.add(session)
            for code, new_email in ((LINK_CODE, None), (NEW_EMAIL_CODE, Email.parse("Ana.Byrne@example.org"))):
                link = PortalLink.ask(
                    id=PortalLinkId(SystemEntropy().uuid()),
                    session_id=session.id,
                    customer_id=customer_id,
                    new_email=new_email,
                    now=now,
                )
                uow.portal_links.add(link.issued(token_hash(code)))
            way_in = PortalLink.ask(
                id=PortalLinkId(SystemEntropy().uuid()), customer_id=customer_id, booking_id=self.booking.id, now=now
            )
            uow.portal_links.add(way_in.issued(token_hash("d" + RESET_TOKEN[1:])))
            uow.commit()
        return session

    def _note(self) -> Note:
        assert self.booking.customer_id is not None
        command = WriteNote(customer_id=self.booking.customer_id, text="Parks behind the house.", internal=False)
        return self.house.application.run(write_note, command, actor=ADMIN)

    def _segment(self) -> Segment:
        command = CreateSegment(name="Everybody", wanted=CustomerFilter())
        return self.house.application.run(create_segment, command, actor=ADMIN)

    def _merged(self) -> None:
        """``twin`` may be merged; of the others, one was merged already, and one marked as somebody else."""
        assert self.booking.customer_id is not None
        application, now = self.house.application, self.house.clock()
        known = [CustomerId(SystemEntropy().uuid()) for _ in range(4)]
        self.twin, self.stranger, winner, loser = known
        profile = Profile(first_name="Ana", last_name="Silva", city="York", postcode="YO1 7HH")
        for place, id in enumerate(known):
            email = Email.parse(f"twin{place}@example.org")
            with self.house.store.unit_of_work() as uow:
                uow.customers.add_unless_known(Customer.open(id=id, email=email, profile=profile, now=now))
                uow.commit()
        self.merge = application.run(merge_customers, MergeCustomers(winner_id=winner, loser_id=loser), actor=ADMIN)
        pair = MarkDistinct(customer_id=self.booking.customer_id, other_id=self.stranger)
        application.run(mark_distinct, pair, actor=ADMIN)

    def _book(self, *, provisional: bool) -> Booking:
        email = Email.parse("Ana.Silva@example.org")
        ana = AttendeeDetails(first_name="Ana", last_name="Silva", email=email)
        command = CreateBooking(
            session_id=self.session.id,
            contact=Contact(email=email, first_name="Ana", last_name="Silva"),
            attendees=(ana, AttendeeDetails(first_name="Rui", last_name="Silva")),
            provisional=provisional,
        )
        return self.house.application.run(create_booking, command, actor=ADMIN)

    def send(self, request: Request) -> Result:
        return self.client.simulate_request(
            request.method, request.path, json=request.body, headers=request.headers or None
        )

    def get(self, path: str, *, staff: bool = False, query: str = "") -> Result:
        return self.client.simulate_get(path, headers=STAFF if staff else None, query_string=query)

    def valid(self, endpoint: Endpoint) -> Request:
        """A request of the staff, an organiser or a guest that ``endpoint`` carries out."""
        whose = GUEST if endpoint in PORTAL else ORGANISER if of_ones_customer(endpoint) else STAFF
        headers = dict(OTHERS.get(endpoint.name, whose))
        if endpoint.if_match is IfMatch.REQUIRED:
            headers["If-Match"] = '"1"'
        return Request(method=endpoint.method, path=self.path(endpoint), body=self.body(endpoint), headers=headers)

    def path(self, endpoint: Endpoint) -> str:
        booking = self.pending if endpoint.name == "confirm_booking" else self.booking
        return endpoint.path.format(
            session_id=self.session.id,
            course_id=self.session.terms.course_id,
            booking_id=booking.id,
            attendee_id=booking.attendees[0].id,
            user_id=self.member.id if endpoint.name == "erase_user" else booking.booked_by,
            auth_session_id=self.elsewhere.id,
            customer_id=booking.customer_id,
            member_id=self.member.id,
            invitation_id=self.invitation.id,
            note_id=self.note.id,
            segment_id=self.segment.id,
            merge_id=self.merge.id,
        )

    def body(self, endpoint: Endpoint) -> Any:
        """The example of the documentation, with ids that are there."""
        real = {
            "session_id": str(self.other.id),
            "sessionId": str(self.session.id),
            "course_id": str(self.session.terms.course_id),
            "reference": str(self.booking.reference),
            "loser_id": str(self.twin),
            "other_id": str(self.stranger if endpoint.name == "unmark_distinct" else self.twin),
        }
        if OTHERS.get(endpoint.name) is CAREFUL or endpoint.name == "confirm_second_factor":
            real["code"] = self.code(self.secret if endpoint.name not in OTHERS else self.careful_secret)
        body = deepcopy(endpoint.body_example)
        return body | {name: text for name, text in real.items() if name in body} if body else None

    def everything(self) -> str:
        """All that is stored, but for the audit, which also records refusals."""
        state = vars(self.house.store.state)
        return repr({name: value for name, value in sorted(state.items()) if name not in ("audit", "lock")})


def _client(application: Application) -> TestClient:
    """The pages about the API follow from the table alone, and take ten times as long as all the rest."""
    with patch.object(http_app, "page_routes", lambda endpoints: _pages()):
        return TestClient(create_wsgi(application))


@cache
def _pages() -> dict[str, Text]:
    return page_routes(ENDPOINTS)


def of_ones_customer(endpoint: Endpoint) -> bool:
    """Is it about the customer that the caller acts for? The staff act for none."""
    return endpoint.path.startswith("/api/customer/")


def refused(answer: Result) -> tuple[int, str]:
    """Status and code of a problem document."""
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["status"] == answer.status_code
    return answer.status_code, answer.json["code"]


def wrong_at(answer: Result) -> list[str]:
    """Where the fields are that were found wrong: a pointer, ``?parameter`` or the name of a header."""

    def place(error: dict[str, str]) -> str:
        ((kind, name),) = ((kind, name) for kind, name in error.items() if kind != "detail")
        return f"?{name}" if kind == "parameter" else name

    return sorted(map(place, answer.json["errors"]))
