"""Members of one customer over either store: invited by an organiser, by mail, and moved by nobody (product.md B7)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from rft_app.log_in import ResetWanted, reset_with_token
from rft_app.members import list_members
from rft_domain.access.actor import ADMIN, ANONYMOUS, SYSTEM, Actor, ActorKind
from rft_domain.bookings.queries import BookingFilter, ListBookings, list_bookings
from rft_domain.customers.use_cases.merge_customers import MergeCustomers, merge_customers
from rft_domain.identity.attempts import AT_ONCE
from rft_domain.identity.errors import (
    InvitationNotFound,
    InvitationRefused,
    InvitedTooOften,
    MemberOfAnother,
    MemberStays,
    UserNotFound,
)
from rft_domain.identity.invitation import Invitation
from rft_domain.identity.member_queries import ListInvitations, ListMembers, list_invitations
from rft_domain.identity.use_cases.accept_invitation import AcceptInvitation, accept_invitation
from rft_domain.identity.use_cases.ask_for_reset import AskForReset, ask_for_reset
from rft_domain.identity.use_cases.deactivate_user import DeactivateUser, deactivate_user
from rft_domain.identity.use_cases.invite_member import InviteMember, invite_member
from rft_domain.identity.use_cases.register_user import RegisterUser, register_user
from rft_domain.identity.use_cases.remove_member import RemoveMember, remove_member
from rft_domain.identity.use_cases.revoke_invitation import RevokeInvitation, revoke_invitation
from rft_domain.identity.user import Role, User
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Forbidden, NotFound, RftError, Unauthenticated
from tests.app.office import ANA, ANOTHER, BEN, ORIGIN, Office

ANNA, CYD = "anasilva@example.org", "cyd@example.org"


@pytest.fixture
def ana(office: Office) -> Actor:
    """The organiser of a customer with one booking."""
    office.booking()
    user = office.account()
    office.member(user.id, is_organizer=True)
    return office.enter()


def invite(office: Office, actor: Actor, address: str = BEN, **more: Any) -> Invitation:
    command = InviteMember(email=Email.parse(address), first_name="Ben", last_name="Okafor", **more)
    invitation = office.do(invite_member, command, actor)
    office.messages()
    return invitation


def accept(office: Office, token: str) -> User:
    return office.do(accept_invitation, AcceptInvitation(token=token), ANONYMOUS)


def with_password(office: Office, address: str) -> Actor:
    """Whoever has no password asks for one by mail."""
    office.do(ask_for_reset, AskForReset(email=Email.parse(address)), ANONYMOUS)
    office.messages()
    wanted = ResetWanted(token=office.token(), new=ANOTHER)
    reset_with_token(office.application, wanted, actor=ANONYMOUS, origin=ORIGIN)
    return office.enter(address, ANOTHER)


def members(office: Office, actor: Actor) -> list[str]:
    return [user.email.identity for user in list_members(office.application, ListMembers(), actor=actor, origin=ORIGIN)]


def invited(office: Office, actor: Actor) -> list[str]:
    return [one.email.identity for one in office.see(list_invitations, ListInvitations(), actor)]


def test_who_accepts_acts_for_the_same_customer(office: Office, ana: Actor) -> None:
    invite(office, ana)
    assert (invited(office, ana), members(office, ana)) == ([BEN], [ANA.lower()])
    assert "Ana Silva invites you" in office.letters.sent[-1].body
    accepted = accept(office, office.token())
    assert (accepted.customer_id, accepted.email_verified) == (ana.customer_id, True)
    assert (invited(office, ana), members(office, ana)) == ([], [ANA.lower(), BEN])
    ben = with_password(office, BEN)
    assert (ben.kind, ben.customer_id) == (ActorKind.CUSTOMER, ana.customer_id)
    assert office.history(ben) == office.history(ana) != []


def test_an_organiser_makes_organisers(office: Office, ana: Actor) -> None:
    invite(office, ana, is_organizer=True)
    accept(office, office.token())
    assert with_password(office, BEN).kind is ActorKind.ORGANISER


def test_an_account_that_is_there_is_used(office: Office, ana: Actor) -> None:
    office.account(BEN)
    invite(office, ana)
    accept(office, office.token())
    assert office.enter(BEN).customer_id == ana.customer_id


def test_an_invitation_never_moves_who_belongs_to_another_customer(office: Office, ana: Actor) -> None:
    theirs = office.booking(BEN).customer_id
    invite(office, ana, is_organizer=True)
    token = office.token()
    with pytest.raises(MemberOfAnother):
        accept(office, token)
    ben = office.known(BEN)
    assert (ben.customer_id, ben.is_organizer, ben.email_verified) == (theirs, False, False)
    assert invited(office, ana) == [BEN]


def test_staff_and_who_is_inactive_become_no_members(office: Office, ana: Actor) -> None:
    command = RegisterUser(email=Email.parse(BEN), first_name="Ben", last_name="Okafor", role=Role.ADMIN)
    office.do(register_user, command, SYSTEM)
    gone = office.account(CYD)
    office.do(deactivate_user, DeactivateUser(user_id=gone.id), SYSTEM)
    for address in (BEN, CYD):
        invite(office, ana, address)
        with pytest.raises(InvitationRefused):
            accept(office, office.token())
        assert office.known(address).customer_id is None


def test_a_link_works_once_and_for_a_week(office: Office, ana: Actor) -> None:
    invite(office, ana)
    token = office.token()
    accept(office, token)
    with pytest.raises(InvitationRefused):
        accept(office, token)
    invite(office, ana, CYD)
    office.later(days=7)
    for wrong in (office.token(), "", "x"):
        with pytest.raises(InvitationRefused):
            accept(office, wrong)


def test_what_was_revoked_opens_nothing(office: Office, ana: Actor) -> None:
    invitation = invite(office, ana)
    office.do(revoke_invitation, RevokeInvitation(invitation_id=invitation.id), ana)
    with pytest.raises(InvitationRefused):
        accept(office, office.token())
    with pytest.raises(InvitationNotFound):
        office.do(revoke_invitation, RevokeInvitation(invitation_id=invitation.id), ana)
    assert (office.user(BEN), invited(office, ana)) == (None, [])


def test_revoked_before_the_letter_was_written_there_is_none(office: Office, ana: Actor) -> None:
    command = InviteMember(email=Email.parse(BEN), first_name="Ben", last_name="Okafor")
    invitation = office.do(invite_member, command, ana)
    office.do(revoke_invitation, RevokeInvitation(invitation_id=invitation.id), ana)
    written = len(office.letters.sent)
    office.messages()
    assert len(office.letters.sent) == written


def test_invited_once_more_the_new_letter_works_and_the_old_one_does_not(office: Office, ana: Actor) -> None:
    first = invite(office, ana)
    old = office.token()
    assert invite(office, ana, BEN.upper()).id == first.id
    with pytest.raises(InvitationRefused):
        accept(office, old)
    accept(office, office.token())


def test_one_address_is_not_flooded(office: Office, ana: Actor) -> None:
    for _ in range(AT_ONCE):
        invite(office, ana)
    with pytest.raises(InvitedTooOften):
        invite(office, ana)


def test_only_organisers_say_who_is_a_member(office: Office, ana: Actor) -> None:
    invitation = invite(office, ana)
    office.account(CYD)
    plain = Actor(kind=ActorKind.CUSTOMER, user_id=ana.user_id, customer_id=ana.customer_id)
    for actor, error in ((plain, Forbidden), (ANONYMOUS, Unauthenticated)):
        for use_case, command in (
            (invite_member, InviteMember(email=Email.parse(CYD), first_name="C", last_name="D")),
            (revoke_invitation, RevokeInvitation(invitation_id=invitation.id)),
            (remove_member, RemoveMember(user_id=office.known(ANA).id)),
        ):
            with pytest.raises(error):
                office.do(use_case, command, actor)


def test_an_organiser_reaches_nothing_of_other_customers(office: Office, ana: Actor) -> None:
    other = office.booking(CYD).customer_id
    invitation = invite(office, ana)
    stranger = Actor(kind=ActorKind.ORGANISER, user_id=office.known(CYD).id, customer_id=other)
    assert ana.user_id is not None
    assert (members(office, stranger), invited(office, stranger)) == ([CYD], [])
    tries: list[tuple[Any, Any]] = [
        (revoke_invitation, RevokeInvitation(invitation_id=invitation.id)),
        (remove_member, RemoveMember(user_id=ana.user_id)),
        (remove_member, RemoveMember(user_id=ana.user_id, customer_id=ana.customer_id)),
        (
            invite_member,
            InviteMember(email=Email.parse(BEN), first_name="B", last_name="O", customer_id=ana.customer_id),
        ),
    ]
    for use_case, command in tries:
        with pytest.raises(NotFound):
            office.do(use_case, command, stranger)
    assert invited(office, ana) == [BEN]


def test_who_is_removed_is_out_at_once_and_keeps_the_account(office: Office, ana: Actor) -> None:
    invite(office, ana, is_organizer=True)
    ben_id = accept(office, office.token()).id
    ben = with_password(office, BEN)
    office.do(remove_member, RemoveMember(user_id=ben_id), ana)
    assert members(office, ana) == [ANA.lower()]
    with office.store.unit_of_work() as uow:
        assert uow.auth_sessions.of_user(ben_id) == ()
    again = office.enter(BEN, ANOTHER)
    assert (again.kind, again.customer_id, office.history(again)) == (ActorKind.CUSTOMER, None, [])
    assert ben.customer_id == ana.customer_id
    with pytest.raises(UserNotFound):
        office.do(remove_member, RemoveMember(user_id=ben_id), ana)


def test_nobody_removes_themselves_or_who_has_the_customers_own_address(office: Office, ana: Actor) -> None:
    assert ana.user_id is not None
    invite(office, ana, is_organizer=True)
    accept(office, office.token())
    ben = with_password(office, BEN)
    for actor in (ana, ben):
        with pytest.raises(MemberStays):
            office.do(remove_member, RemoveMember(user_id=ana.user_id), actor)


def test_of_invitations_accepted_at_once_one_makes_the_member(office: Office, ana: Actor) -> None:
    invite(office, ana)
    tokens = [office.token()] * 2
    other = office.booking(CYD).customer_id
    boss = Actor(kind=ActorKind.ORGANISER, user_id=office.known(CYD).id, customer_id=other)
    invite(office, boss)
    tokens.append(office.token())

    def use(token: str) -> type[RftError] | None:
        try:
            accept(office, token)
        except RftError as error:
            return type(error)
        return None

    with ThreadPoolExecutor(3) as pool:
        told = list(pool.map(use, tokens))
    assert told.count(None) == 1
    assert set(told) <= {None, InvitationRefused, MemberOfAnother}
    assert office.known(BEN).customer_id in (ana.customer_id, other)


def test_invited_by_many_at_once_there_is_one_invitation(office: Office, ana: Actor) -> None:
    command = InviteMember(email=Email.parse(BEN), first_name="Ben", last_name="Okafor")
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: office.do(invite_member, command, ana), range(4)))
    assert len({one.id for one in made}) == 1
    assert invited(office, ana) == [BEN]


def test_accepted_and_revoked_at_once_only_one_happens(office: Office, ana: Actor) -> None:
    invitation = invite(office, ana)
    token = office.token()

    def go(accepts: bool) -> bool:
        try:
            if accepts:
                accept(office, token)
            else:
                office.do(revoke_invitation, RevokeInvitation(invitation_id=invitation.id), ana)
        except (InvitationRefused, InvitationNotFound):
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        accepted, revoked = pool.map(go, (True, False))
    assert accepted != revoked
    assert (office.user(BEN) is not None) == accepted


def test_who_was_invited_is_not_named_in_audit_or_activity(office: Office, ana: Actor) -> None:
    invite(office, ana)
    accept(office, office.token())
    rows = repr(office.audited())
    assert "InvitationNotFound" not in rows
    assert [personal for personal in ("ben", "okafor", office.token().lower()) if personal in rows.lower()] == []


def test_an_old_id_leads_the_office_to_the_members_of_the_winner(office: Office, ana: Actor) -> None:
    invite(office, ana)
    ben = accept(office, office.token())
    invite(office, ana, CYD)
    old = office.booking(ANNA).customer_id
    assert ana.customer_id is not None
    assert old is not None
    office.do(merge_customers, MergeCustomers(winner_id=ana.customer_id, loser_id=old))
    seen = list_members(office.application, ListMembers(customer_id=old), actor=ADMIN, origin=ORIGIN)
    assert {user.email.identity for user in seen} == {ANA.lower(), BEN, ANNA}
    assert [one.email.identity for one in office.see(list_invitations, ListInvitations(customer_id=old), ADMIN)] == [
        CYD
    ]
    bookings = [
        [one.id for one in office.see(list_bookings, ListBookings(wanted=BookingFilter(customer_id=id))).items]
        for id in (old, ana.customer_id)
    ]
    assert (bookings[0] == bookings[1], len(bookings[0])) == (True, 2)
    office.do(remove_member, RemoveMember(user_id=ben.id, customer_id=old), ADMIN)
    assert members(office, ana) == [ANA.lower(), ANNA]


def test_nobody_else_learns_by_an_old_id_who_was_merged(office: Office, ana: Actor) -> None:
    old = office.booking(ANNA).customer_id
    assert ana.customer_id is not None
    assert old is not None
    office.do(merge_customers, MergeCustomers(winner_id=ana.customer_id, loser_id=old))
    with pytest.raises(NotFound):
        list_members(office.application, ListMembers(customer_id=old), actor=ana, origin=ORIGIN)
    with pytest.raises(NotFound):
        office.see(list_invitations, ListInvitations(customer_id=old), ana)
    wanted = ListBookings(wanted=BookingFilter(customer_id=old))
    assert office.see(list_bookings, wanted, ana).items == ()
