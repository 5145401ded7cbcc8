"""The law of duplicates: who looks like one person is found, whatever the store (product.md B8)."""

from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from ...customers.customer import Customer
from ...customers.merging.duplicates import Likeness
from ...customers.merging.resemblance import Reason, Traits, reasons, score
from ...customers.profile import Profile
from ...customers.use_cases.change_profile import ChangeProfile, change_profile
from ...customers.use_cases.find_duplicates import FindDuplicates, find_duplicates
from ...customers.use_cases.mark_distinct import MarkDistinct, mark_distinct, unmark_distinct
from ...customers.use_cases.merge_customers import MergeCustomers, merge_customers
from ...shared.ids import CustomerId
from ...shared.paging import PageRequest
from ...shared.phone import Phone
from ..law import law
from ..recount import pages
from ..scenes import a_booking, a_session
from ..world import World

ALIKE = (
    "ana.silva@gmail.com",
    "anasilva+work@gmail.com",
    "ana.silva@gmial.com",
    "ansa.ilva@gmail.com",
    "ana.silva@googlemail.com",
    "Ána.silva@example.org",
    "bob@example.org",
    "obb@example.org",
)
Alike = dict[frozenset[CustomerId], tuple[int, tuple[Reason, ...]]]


@law("S64")
def who_looks_like_one_person_is_found(world: World, data: st.DataObject) -> None:
    """Of all pairs of customers those are listed that have a reason, each once, with its reasons and score, the highest
    score first, page by page; who was marked as another person is left out until that is taken back, and who was merged
    is left out.
    """
    everybody = _populate(world, data)
    found = world.do(find_duplicates, FindDuplicates())
    expected = _alike(everybody)
    listed = _listed(world)
    assert found.pairs == len(expected)
    assert {_pair(one): (one.duplicate.score, one.duplicate.reasons) for one in listed} == expected
    assert [one.duplicate.score for one in listed] == sorted((number for number, _ in expected.values()), reverse=True)
    assert [(one.one.id, one.other.id) for one in listed] == [
        (one.duplicate.one_id, one.duplicate.other_id) for one in listed
    ]
    if not listed:
        return
    chosen = data.draw(st.sampled_from(listed))
    marked = MarkDistinct(customer_id=chosen.other.id, other_id=chosen.one.id)
    assert world.do(mark_distinct, marked) == world.do(mark_distinct, marked)
    world.do(find_duplicates, FindDuplicates())
    assert {_pair(one) for one in _listed(world)} == expected.keys() - {_pair(chosen)}
    world.do(unmark_distinct, marked)
    assert {_pair(one) for one in _listed(world)} == expected.keys()
    world.do(merge_customers, MergeCustomers(winner_id=chosen.one.id, loser_id=chosen.other.id))
    assert {_pair(one) for one in _listed(world)} == {pair for pair in expected if chosen.other.id not in pair}


def _populate(world: World, data: st.DataObject) -> list[Customer]:
    addresses = data.draw(st.lists(st.sampled_from(ALIKE), min_size=2, max_size=6, unique=True))
    phones = (None, Phone.parse("07700 900123"), Phone.parse("07700 900456"))
    everybody = []
    for address in addresses:
        customer_id = a_booking(world, a_session(world).id, address).customer_id
        assert customer_id is not None
        profile: dict[str, Any] = {
            "first_name": data.draw(st.sampled_from(("José", "Jose", "JOSÉ", ""))),
            "last_name": data.draw(st.sampled_from(("O'Neil-Byrne", "ONeil Byrne", ""))),
            "phone": data.draw(st.sampled_from(phones)),
            "mobile": data.draw(st.sampled_from(phones)),
            "postcode": data.draw(st.sampled_from((None, "LS1 4AP", "ls14ap"))),
            "date_of_birth": data.draw(st.sampled_from((None, world.clock.now.date()))),
        }
        everybody.append(world.do(change_profile, ChangeProfile(customer_id=customer_id, profile=Profile(**profile))))
    return everybody


def _alike(everybody: list[Customer]) -> Alike:
    """Each with each."""
    found: Alike = {}
    for one, other in combinations(map(_traits, everybody), 2):
        if why := reasons(one, other):
            found[frozenset((one.customer_id, other.customer_id))] = (score(why), why)
    return found


def _traits(customer: Customer) -> Traits:
    profile = customer.profile
    return Traits(
        customer_id=customer.id,
        email=customer.email.identity,
        first_name=profile.first_name,
        last_name=profile.last_name,
        phones=frozenset(phone.e164 for phone in (profile.phone, profile.mobile) if phone),
        postcode=profile.postcode,
        date_of_birth=profile.date_of_birth,
    )


def _listed(world: World) -> list[Likeness]:
    """Page by page, two at a time, and counted."""
    with world.open() as uow:
        total = uow.duplicates.page(PageRequest(limit=2, count=True)).total
        listed = list(pages(uow.duplicates.page, limit=2))
    assert total == len(listed)
    return listed


def _pair(one: Likeness) -> frozenset[CustomerId]:
    return frozenset((one.duplicate.one_id, one.duplicate.other_id))
