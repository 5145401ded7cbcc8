"""From the wire to registration, codes, invitations and members."""

from rft_domain.identity.member_queries import ListInvitations, ListMembers
from rft_domain.identity.use_cases.accept_invitation import AcceptInvitation
from rft_domain.identity.use_cases.invite_member import InviteMember
from rft_domain.identity.use_cases.remove_member import RemoveMember
from rft_domain.identity.use_cases.revoke_invitation import RevokeInvitation
from rft_domain.identity.use_cases.start_verification import StartVerification
from rft_domain.identity.verification import Channel
from rft_domain.shared.email import Email
from rft_domain.shared.ids import InvitationId, UserId
from rft_domain.shared.phone import Phone
from rft_domain.shared.text import tidy

from ...proofs import AddressProof, NewAccount, NewEmail, TypedCode
from ..endpoint import Call
from ..findings import Findings
from .wire import AcceptBody, CodeBody, InvitationBody, NewEmailBody, NewPhoneBody, RegisterBody, VerifyEmailBody

# stand in for what was refused, so that the other fields are looked at as well; never leave this file
_ADDRESS = Email("nobody@invalid", "nobody@invalid")
_INVITE = InviteMember(email=_ADDRESS, first_name="-", last_name="-")


def register(call: Call) -> NewAccount:
    body: RegisterBody = call.body
    checked = _person(body)
    return NewAccount(
        email=checked.email, first_name=checked.first_name, last_name=checked.last_name, password=body.password
    )


def invite(call: Call) -> InviteMember:
    body: InvitationBody = call.body
    return _person(body, is_organizer=body.is_organizer)


def _person(body: RegisterBody | InvitationBody, *, is_organizer: bool = False) -> InviteMember:
    """Both have an address and two names, and the same rules for them."""
    findings = Findings()
    email = findings.at("", lambda: Email.parse(body.email), _ADDRESS)

    def make() -> InviteMember:
        first_name, last_name = tidy(body.first_name), tidy(body.last_name)
        return InviteMember(email=email, first_name=first_name, last_name=last_name, is_organizer=is_organizer)

    found = findings.at("", make, _INVITE)
    findings.settle()
    return found


def verify_email(call: Call) -> AddressProof:
    body: VerifyEmailBody = call.body
    return AddressProof(token=body.token, password=body.password)


def new_email(call: Call) -> NewEmail:
    body: NewEmailBody = call.body
    return NewEmail(email=Email.parse(body.email), password=body.password)


def new_phone(call: Call) -> StartVerification:
    body: NewPhoneBody = call.body
    return StartVerification(target=Phone.parse(body.phone))


def email_code(call: Call) -> TypedCode:
    body: CodeBody = call.body
    return TypedCode(channel=Channel.EMAIL, code=body.code)


def phone_code(call: Call) -> TypedCode:
    body: CodeBody = call.body
    return TypedCode(channel=Channel.PHONE, code=body.code)


def list_invitations(call: Call) -> ListInvitations:
    return ListInvitations()


def revoke(call: Call) -> RevokeInvitation:
    return RevokeInvitation(invitation_id=InvitationId(call.ids["invitation_id"]))


def accept(call: Call) -> AcceptInvitation:
    body: AcceptBody = call.body
    return AcceptInvitation(token=body.token)


def list_members(call: Call) -> ListMembers:
    return ListMembers()


def remove(call: Call) -> RemoveMember:
    return RemoveMember(user_id=UserId(call.ids["member_id"]))
