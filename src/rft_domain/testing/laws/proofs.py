"""Laws of registration, codes, invitations and consents (product.md A5, A7, B2, B7)."""

from collections.abc import Callable
from datetime import timedelta

from attrs import asdict, evolve
from hypothesis import strategies as st

from ...access.actor import ANONYMOUS, SYSTEM
from ...customers.preferences import Choices, ConsentChange, ConsentSource, PreferredContact
from ...customers.queries import SeeConsentHistory, SeePreferences, see_consent_history, see_preferences
from ...customers.use_cases.change_preferences import ChangePreferences, change_preferences
from ...identity.errors import InvitationRefused, MemberOfAnother, RegistrationRefused
from ...identity.use_cases.accept_invitation import AcceptInvitation, accept_invitation
from ...identity.use_cases.confirm_code import BeginConfirmation, begin_confirmation
from ...identity.use_cases.finish_registration import FinishRegistration, finish_registration
from ...identity.verification import MOST_TRIES, Channel
from ...shared.email import Email
from ...shared.errors import StaleWrite
from ...shared.ids import CustomerId, InvitationId
from ...unit_of_work import UnitOfWork
from ..law import law
from ..proofs import PHONE, a_code, a_registration, an_invitation, token_of
from ..scenes import ADDRESS, a_booking, a_session, a_user, member
from ..strategies import emails, names, spellings
from ..world import World, refusal

BEN = "ben@example.org"
Use = Callable[[UnitOfWork], None]


def _uses(world: World) -> dict[str, tuple[Use, Use]]:
    """For each kind of proof two ways of using it up; only one may come true."""
    now, ana = world.clock.now, a_user(world)
    wish = a_registration(world, BEN).id
    invitation = an_invitation(world, _customer(world), BEN).id
    code = a_code(world, ana.id).id

    def use_registration(uow: UnitOfWork) -> None:
        uow.registrations.save(uow.registrations.get(wish).used(now))

    def use_code(uow: UnitOfWork) -> None:
        uow.codes.save(uow.codes.get(code).used(now))

    def accept(uow: UnitOfWork) -> None:
        uow.invitations.save(uow.invitations.get(invitation).accepted(now))

    def revoke(uow: UnitOfWork) -> None:
        uow.invitations.save(uow.invitations.get(invitation).revoked(now))

    return {
        "registration": (use_registration, use_registration),
        "code": (use_code, use_code),
        "accepted": (accept, revoke),
        "revoked": (revoke, accept),
    }


def _customer(world: World, address: str = "cyd@example.org") -> CustomerId:
    customer_id = a_booking(world, a_session(world).id, address).customer_id
    assert customer_id is not None
    return customer_id


def _unlink(world: World) -> None:
    """The user of the address is no longer a member of its customer."""
    with world.open() as uow:
        user = uow.users.by_email(Email.parse(ADDRESS))
        assert user is not None
        assert user.customer_id is not None
        uow.users.save(user.left(user.customer_id, world.clock.now))
        uow.commit()


@law("S40")
def a_proof_is_used_once(world: World, data: st.DataObject) -> None:
    """Of two who use one token or code at the same moment, the second is refused as stale, and whoever comes later
    finds it used; an invitation is accepted or revoked, never both.
    """
    uses = _uses(world)
    one, other = uses[data.draw(st.sampled_from(sorted(uses)))]
    with world.open() as first, world.open() as second:
        one(first)
        other(second)
        first.commit()
        assert isinstance(refusal(second.commit), StaleWrite), "used twice"
    with world.open() as late:
        other(late)
        assert isinstance(refusal(late.commit), StaleWrite), "used again"


@law("S41")
def a_proof_ends_with_its_time(world: World, data: st.DataObject) -> None:
    """A token is good until its time is over, to the microsecond, and not after it."""
    late = data.draw(st.booleans())
    early_by = timedelta(0) if late else timedelta(microseconds=data.draw(st.integers(1, 10**6)))
    if data.draw(st.booleans()):
        wish = a_registration(world, BEN)
        world.clock.now = wish.expires_at - early_by
        proof = FinishRegistration(token=token_of(wish.id), right=True)
        told = refusal(lambda: world.do(finish_registration, proof, ANONYMOUS))
        assert type(told) is (RegistrationRefused if late else type(None))
    else:
        invitation = an_invitation(world, _customer(world), BEN)
        world.clock.now = invitation.expires_at - early_by
        accept = AcceptInvitation(token=token_of(invitation.id))
        told = refusal(lambda: world.do(accept_invitation, accept, ANONYMOUS))
        assert type(told) is (InvitationRefused if late else type(None))


@law("S42")
def nothing_is_anybodys_before_the_proof(world: World, data: st.DataObject) -> None:
    """Whoever booked or registered with an address has neither password nor history until it is proven; then they are
    the member of the customer of that address, in any case of its letters.
    """
    customer_id = _customer(world, ADDRESS)
    address = data.draw(spellings(ADDRESS))
    if data.draw(st.booleans()):
        _unlink(world)
    wish = a_registration(world, address.typed)
    proof = FinishRegistration(token=token_of(wish.id), right=False)
    assert isinstance(refusal(lambda: world.do(finish_registration, proof, ANONYMOUS)), RegistrationRefused)
    with world.open() as uow:
        user = uow.users.by_email(address)
        assert user is not None
        assert (user.password_hash, user.email_verified) == (None, False), "before the proof"
    world.do(finish_registration, FinishRegistration(token=proof.token, right=True), ANONYMOUS)
    with world.open() as uow:
        proven = uow.users.get(user.id)
        assert (proven.password_hash, proven.email_verified) == (wish.password_hash, True)
        assert proven.customer_id == customer_id


@law("S43")
def a_code_is_tried_five_times(world: World, data: st.DataObject) -> None:
    """However wrong codes are typed in, after five tries even the right one is refused, and of several codes only the
    latest is good.
    """
    ana = a_user(world)
    actor = member(ana.id, None)
    older = a_code(world, ana.id)
    world.clock.pass_by(seconds=1)
    code = a_code(world, ana.id)
    tries = data.draw(st.integers(0, 2 * MOST_TRIES))
    begin = BeginConfirmation(channel=Channel.PHONE)
    told = [world.do(begin_confirmation, begin, actor) for _ in range(tries)]
    allowed = min(tries, MOST_TRIES)
    assert [one.code_id for one in told] == [code.id] * allowed + [None] * (tries - allowed)
    with world.open() as uow:
        assert (uow.codes.get(code.id).tries, uow.codes.get(older.id).tries) == (allowed, 0)


@law("S44")
def an_invitation_moves_nobody(world: World, data: st.DataObject) -> None:
    """Whoever belongs to a customer stays there, whatever invitation of another they accept; whoever belongs to none
    becomes a member.
    """
    mine = _customer(world)
    theirs = _customer(world, BEN) if data.draw(st.booleans()) else None
    is_organizer = data.draw(st.booleans())
    invitation = an_invitation(world, mine, data.draw(spellings(BEN)).typed, is_organizer=is_organizer)
    accept = AcceptInvitation(token=token_of(invitation.id))
    told = refusal(lambda: world.do(accept_invitation, accept, ANONYMOUS))
    assert type(told) is (MemberOfAnother if theirs else type(None))
    with world.open() as uow:
        ben = uow.users.by_email(Email.parse(BEN))
        assert ben is not None
        assert (ben.customer_id, ben.is_organizer) == ((theirs, False) if theirs else (mine, is_organizer))
        assert (ben.id in {user.id for user in uow.members.of(mine)}) == (theirs is None)


@law("S45")
def one_address_is_invited_once(world: World, data: st.DataObject) -> None:
    """Of two who invite one address to one customer at the same moment, the second must look again."""
    customer_id = _customer(world)
    stand = an_invitation(world, customer_id, "eva@example.org")
    with world.open() as first, world.open() as second:
        for uow in (first, second):
            id = InvitationId(world.entropy.uuid())
            uow.invitations.add(evolve(stand, id=id, email=data.draw(spellings(BEN)), token_hash=None))
        first.commit()
        assert isinstance(refusal(second.commit), StaleWrite)
    with world.open() as uow:
        assert sorted(one.email.identity for one in uow.invitations.of_customer(customer_id)) == [
            BEN,
            "eva@example.org",
        ]


def _choices() -> st.SearchStrategy[Choices]:
    return st.builds(
        Choices,
        marketing=st.booleans(),
        sms=st.booleans(),
        newsletter=st.booleans(),
        preferred_contact=st.sampled_from(PreferredContact),
    )


def _lines(before: Choices, after: Choices) -> list[tuple[str, str, str]]:
    """What the history must say of one change, in the order of the names."""
    old, new = asdict(before), asdict(after)
    words = {True: "on", False: "off"}
    return [
        (name, words.get(old[name], old[name]), words.get(new[name], new[name]))
        for name in sorted(old)
        if old[name] != new[name]
    ]


@law("S46")
def every_change_of_consent_is_kept(world: World, data: st.DataObject) -> None:
    """The history of a customer's consents tells every change there ever was, in order, with its instant, and played
    back it ends at what holds now. Nothing that was written is written again.
    """
    customer_id = _customer(world)
    chosen, seen = Choices(), list[ConsentChange]()
    for choices in data.draw(st.lists(_choices(), min_size=1, max_size=5)):
        world.clock.pass_by(seconds=1, microseconds=1)
        world.do(change_preferences, ChangePreferences(customer_id=customer_id, choices=choices), SYSTEM)
        history = world.ask(see_consent_history, SeeConsentHistory(customer_id=customer_id))
        assert list(history[: len(seen)]) == seen, "what was written was changed"
        new = history[len(seen) :]
        assert [(one.field, one.before, one.after) for one in new] == _lines(chosen, choices)
        assert {one.at for one in new} <= {world.clock.now}
        chosen, seen = choices, list(history)
    assert world.ask(see_preferences, SeePreferences(customer_id=customer_id)).choices == chosen


@law("S47")
def nobody_overwrites_preferences_they_have_not_seen(world: World, data: st.DataObject) -> None:
    """Of two who read the same preferences and both change them, the second is refused as stale."""
    customer_id, now = _customer(world), world.clock.now
    if data.draw(st.booleans()):
        world.do(change_preferences, ChangePreferences(customer_id=customer_id, choices=Choices(newsletter=False)))

    def change(uow: UnitOfWork, choices: Choices) -> None:
        before = uow.consents.get(customer_id)
        after = before.changed_to(choices, now)
        lines = after.changes_since(before, source=ConsentSource.LETTER, by=None, now=now, entropy=world.entropy)
        uow.consents.save(after, lines)

    with world.open() as first, world.open() as second:
        change(first, Choices(marketing=False))
        change(second, Choices(sms=False))
        first.commit()
        assert isinstance(refusal(second.commit), StaleWrite)
    with world.open() as uow:
        assert uow.consents.get(customer_id).choices == Choices(marketing=False)


@law("S48")
def proofs_come_back_exactly(world: World, data: st.DataObject) -> None:
    """Registrations, invitations and codes come back as they were saved, to the microsecond and the capital letter,
    by id and by token.
    """
    address: Email = data.draw(emails())
    wish = a_registration(world, address.typed, data.draw(names()) or "h")
    customer_id = _customer(world)
    invitation = an_invitation(world, customer_id, address.typed, is_organizer=data.draw(st.booleans()))
    code = a_code(world, a_user(world).id, address if data.draw(st.booleans()) else PHONE)
    with world.open() as uow:
        for found in (uow.registrations.get(wish.id), uow.registrations.by_token(wish.token_hash or "")):
            assert found is not None
            assert (found, found.email.typed) == (wish, address.typed)
        for sent in (uow.invitations.get(invitation.id), uow.invitations.by_token(invitation.token_hash or "")):
            assert sent is not None
            assert (sent, sent.email.typed) == (invitation, address.typed)
        assert uow.invitations.of_customer(customer_id) == (invitation,)
        assert (uow.codes.get(code.id), uow.codes.hold_latest(code.user_id, code.channel)) == (code, code)
