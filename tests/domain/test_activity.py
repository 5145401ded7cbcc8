"""All news is in the activity log by itself, or it is said why not (product.md B11)."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib import import_module
from pkgutil import iter_modules
from types import UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid4

import attrs
import pytest
from attrs import frozen

import rft_domain
from rft_domain.activity.entry import ActivityEntry
from rft_domain.bookings.contact import Contact
from rft_domain.customers import events as customers
from rft_domain.identity import events as identity
from rft_domain.reactions import REACTIONS
from rft_domain.shared.audit import Origin
from rft_domain.shared.email import Email
from rft_domain.shared.ids import UserId
from rft_domain.shared.money import Money
from rft_domain.testing.world import SeededEntropy

NOW = datetime(2031, 3, 29, tzinfo=UTC)
SECRET = "canary"
WITHOUT_A_LINE = {
    customers.MemberJoined: "it makes UserLinked, which has one",
    identity.NewEmailProven: "it makes EmailChanged, which has one",
    identity.EmailReplaced: "the change itself has one, and the letter when it has left",
    identity.ResetAsked: "anybody may ask: there is a line when the letter has left, to somebody we know",
    identity.CodeAsked: "the same",
    identity.PortalLinkAsked: "the same",
    identity.WayInAsked: "the same",
    identity.RegistrationAsked: "whoever asks is nobody yet: UserRegistered or EmailProven has one",
}


def news() -> Iterator[type[Any]]:
    """Every event of every slice: whatever in a module of events says when it happened."""
    for slice_ in iter_modules(rft_domain.__path__):
        if slice_.ispkg and "events" in {
            part.name for part in iter_modules([f"{rft_domain.__path__[0]}/{slice_.name}"])
        }:
            module = import_module(f"rft_domain.{slice_.name}.events")
            for kind in vars(module).values():
                if attrs.has(kind) and kind.__module__ == module.__name__ and "at" in attrs.fields_dict(kind):
                    yield kind


NEWS = sorted(news(), key=lambda kind: (kind.__module__, kind.__name__))


class Log:
    """All that a line needs of a unit of work."""

    def __init__(self) -> None:
        self.activity, self.entropy, self.lines = self, SeededEntropy(1), list[ActivityEntry]()

    def came_from(self, origin: Origin) -> None: ...

    def add(self, entry: ActivityEntry) -> None:
        self.lines.append(entry)


def sample(kind: Any) -> Any:
    """Some value of that type."""
    if isinstance(kind, NewType) or kind is UUID:
        return uuid4()
    if get_origin(kind) in (UnionType, Union):
        return sample(get_args(kind)[0])
    if get_origin(kind) is tuple:
        return (sample(get_args(kind)[0]),)
    if kind in _VALUES:
        return _VALUES[kind]
    assert attrs.has(kind), f"no sample of {kind}"
    return kind(
        **{name: sample(hint) for name, hint in get_type_hints(kind).items() if name in attrs.fields_dict(kind)}
    )


_EMAIL = Email.parse(f"{SECRET}@example.org")
_VALUES: Mapping[Any, Any] = {
    datetime: NOW,
    str: "word",
    int: 3,
    bool: True,
    Money: Money.of(75),
    Email: _EMAIL,
    Contact: Contact(email=_EMAIL, first_name=SECRET, last_name=SECRET),
}


def lines_of(event: Any) -> list[ActivityEntry]:
    log = Log()
    for reaction in REACTIONS.get(type(event), ()):
        if reaction.__module__ == "rft_domain.activity.reactions":
            reaction(event, NOW, log)  # type: ignore[arg-type]  # no more of it is asked for
    return log.lines


@pytest.mark.parametrize("kind", NEWS, ids=lambda kind: kind.__name__)
def test_all_news_has_a_line_of_whom_it_is_about_or_a_reason_to_have_none(kind: type[Any]) -> None:
    event = sample(kind)
    lines = lines_of(event)
    if kind in WITHOUT_A_LINE:
        assert lines == []
        return
    customers_named = [getattr(event, name, None) for name in ("customer_id", "winner_id", "loser_id")]
    assert [line.customer_id for line in lines] == ([one for one in customers_named if one] or [None])
    for line in lines:
        assert line.at == NOW
        assert line.user_id == getattr(event, "user_id", None)
        assert SECRET not in f"{line.type} {line.text}"
        assert line.entity_id in {value for value in vars_of(event).values() if isinstance(value, UUID)}


def vars_of(event: Any) -> dict[str, Any]:
    return attrs.asdict(event, recurse=False)


def test_no_reason_outlives_its_news() -> None:
    assert WITHOUT_A_LINE.keys() <= set(NEWS)
    assert set(REACTIONS) == set(NEWS)


@frozen(kw_only=True)
class _Planted:
    at: datetime
    user_id: UserId


def test_news_that_nobody_writes_down_is_noticed() -> None:
    with pytest.raises(AssertionError):
        test_all_news_has_a_line_of_whom_it_is_about_or_a_reason_to_have_none(_Planted)
