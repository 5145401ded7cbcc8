"""What has left the house is in the activity log, with whom it was about, over either store (product.md B11)."""

from rft_domain.access.actor import SYSTEM
from rft_domain.activity.log_sent import LogSent, log_sent
from rft_domain.activity.queries import ListActivity, list_activity
from rft_domain.customers.merging.planning import MergeChoices
from rft_domain.customers.use_cases.merge_customers import MergeCustomers, merge_customers, preview_merge
from rft_domain.identity.portal_link import PortalLink
from rft_domain.identity.use_cases.ask_for_reset import AskForReset, ask_for_reset
from rft_domain.identity.use_cases.invite_member import InviteMember, invite_member
from rft_domain.identity.user import User
from rft_domain.identity.verification import VerificationCode
from rft_domain.shared.email import Email
from rft_domain.shared.ids import CodeId, PortalLinkId
from rft_domain.shared.outbox import Message
from rft_domain.shared.phone import Phone
from tests.app.office import ANA, BEN, Office


def sent(office: Office, user: User) -> list[tuple[str, str]]:
    query = ListActivity(user_id=user.id, customer_id=user.customer_id)
    lines = office.see(list_activity, query).items
    return sorted((one.text, one.entity) for one in lines if one.type.endswith("_sent"))


def test_each_kind_of_letter_has_its_line_when_it_has_left(office: Office) -> None:
    customer_id, ana = office.booking(ANA).customer_id, office.known(ANA)
    assert customer_id is not None
    invitation = InviteMember(
        customer_id=customer_id, email=Email.parse("eva@example.org"), first_name="Eva", last_name="Silva"
    )
    office.do(invite_member, invitation)
    with office.store.unit_of_work() as uow:
        uow.users.save(uow.users.get(ana.id).with_password("a hash", office.clock()))
        now, entropy = office.clock(), uow.entropy
        code = VerificationCode.open(
            id=CodeId(entropy.uuid()), user_id=ana.id, target=Phone.parse("07700 900123"), now=now
        )
        link = PortalLink.ask(id=PortalLinkId(entropy.uuid()), customer_id=customer_id, now=now)
        uow.codes.add(code)
        uow.portal_links.add(link)
        for topic, body in (
            ("verification-code", {"code_id": str(code.id)}),
            ("portal-link", {"link_id": str(link.id)}),
        ):
            uow.outbox.add(Message(id=entropy.uuid(), topic=topic, body=body, created_at=now))
        uow.commit()
    office.do(ask_for_reset, AskForReset(email=Email.parse(ANA)))
    assert sent(office, ana) == []
    office.messages()
    assert sent(office, ana) == [
        ("Letter sent: booking confirmed", "booking"),
        ("Letter sent: invitation", "invitation"),
        ("Letter sent: password reset", "user"),
        ("Letter sent: portal link", "customer"),
        ("Text message sent: verification code", "user"),
    ]
    assert ANA not in str(sent(office, ana))


def test_who_is_nobody_yet_has_no_line(office: Office) -> None:
    office.register(ANA)
    assert len(office.letters.sent) == 1
    body = {"registration_id": str(office.application.entropy.uuid())}
    message = Message(id=office.application.entropy.uuid(), topic="registration", body=body, created_at=office.clock())
    office.do(log_sent, LogSent(message=message), SYSTEM)
    office.prove(office.token())
    assert sent(office, office.known(ANA)) == []


def test_a_letter_of_who_is_merged_before_it_leaves_has_its_line_with_the_winner(office: Office) -> None:
    """Both had invited Eva: the loser's invitation is kept under the old id, and its letter goes out."""
    ana, ben = office.booking(ANA).customer_id, office.booking(BEN).customer_id
    assert ana is not None
    assert ben is not None
    office.messages()
    eva = Email.parse("eva@example.org")
    for customer_id in (ana, ben):
        office.do(invite_member, InviteMember(customer_id=customer_id, email=eva, first_name="Eva", last_name="Silva"))
    twice = office.do(preview_merge, MergeCustomers(winner_id=ana, loser_id=ben)).plan.bookings
    keep = MergeChoices(keep=tuple(one.booking_id for one in twice))
    office.do(merge_customers, MergeCustomers(winner_id=ana, loser_id=ben, choices=keep))
    office.messages()
    assert [one for one in sent(office, office.known(ANA)) if one[1] == "invitation"] == [
        ("Letter sent: invitation", "invitation"),
        ("Letter sent: invitation", "invitation"),
    ]
