"""From invitations and members to the wire."""

from collections.abc import Sequence

from rft_domain.identity.invitation import Invitation
from rft_domain.identity.user import User

from .wire import InvitationAnswer, InvitationsAnswer, MemberAnswer, MembersAnswer


def invitation_answer(one: Invitation) -> InvitationAnswer:
    return InvitationAnswer(
        id=one.id,
        email=one.email.typed,
        first_name=one.first_name,
        last_name=one.last_name,
        is_organizer=one.is_organizer,
        created_at=one.created_at,
        expires_at=one.expires_at,
    )


def invitations_answer(invitations: Sequence[Invitation]) -> InvitationsAnswer:
    return InvitationsAnswer([invitation_answer(one) for one in invitations])


def members_answer(members: Sequence[User]) -> MembersAnswer:
    return MembersAnswer([_member(user) for user in members])


def _member(user: User) -> MemberAnswer:
    return MemberAnswer(
        user_id=user.id,
        email=user.email.typed,
        first_name=user.first_name,
        last_name=user.last_name,
        is_organizer=user.is_organizer,
        email_verified=user.email_verified,
        is_active=user.is_active,
    )
