"""Do two profiles look like one person (product.md B8)? Each reason counts, and every one has a key to find it by.

Two profiles can only be alike where they share a key, so a store finds all candidates by joining on keys.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from attrs import frozen

from ...shared.ids import CustomerId

MOST_TOGETHER = 20
"""A key that more profiles than that share says nothing: a switchboard's number, a common name at one address."""

_ACCENTED = "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ"
_PLAIN = "aaaaaaceeeeiiiinoooooouuuuyy"
_CAPITALS, _SMALL = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"
# letter by letter, and nothing for what has no counterpart: as SQL's translate() does it
FOLD_FROM = _CAPITALS + _ACCENTED + _ACCENTED[:-1].upper() + " .'-"
FOLD_TO = _SMALL + _PLAIN + _PLAIN[:-1]
_FOLD = str.maketrans(FOLD_FROM[: len(FOLD_TO)], FOLD_TO, FOLD_FROM[len(FOLD_TO) :])
SAME_DOMAIN = {"googlemail.com": "gmail.com"}


class Reason(StrEnum):
    SAME_PHONE = "same-phone"
    SAME_NAME_AND_POSTCODE = "same-name-and-postcode"
    SAME_NAME_AND_BIRTH_DATE = "same-name-and-birth-date"
    LOOK_ALIKE_EMAIL = "look-alike-email"


WEIGHTS = {
    Reason.SAME_PHONE: 40,
    Reason.SAME_NAME_AND_POSTCODE: 50,
    Reason.SAME_NAME_AND_BIRTH_DATE: 60,
    Reason.LOOK_ALIKE_EMAIL: 60,
}
MOST = 100


@frozen(kw_only=True)
class Traits:
    """What is compared of a customer. ``email`` is an address's identity; phones are E.164."""

    customer_id: CustomerId
    email: str
    first_name: str
    last_name: str
    phones: frozenset[str]
    postcode: str | None
    date_of_birth: date | None

    @property
    def name(self) -> str:
        return fold(f"{self.first_name} {self.last_name}")

    @property
    def place(self) -> str:
        return fold(self.postcode or "")

    @property
    def local(self) -> str:
        """The part before the ``@`` as most providers read it: without dots, and without what follows a plus."""
        return self.email.split("@")[0].split("+")[0].replace(".", "")

    @property
    def domain(self) -> str:
        return self.email.split("@")[1]

    def found_by(self) -> Iterator[str]:
        """Whoever shares none of them with another is not like them."""
        for phone in self.phones:
            yield f"phone:{phone}"
        if self.name and self.place:
            yield f"place:{self.name}:{self.place}"
        if self.name and self.date_of_birth:
            yield f"birth:{self.name}:{self.date_of_birth.isoformat()}"
        yield f"local:{self.local}@{self.domain[:1]}"
        yield f"letters:{''.join(sorted(self.local))}@{self.domain}"


def fold(text: str) -> str:
    """Small letters without accents, spaces, dots, apostrophes and hyphens."""
    return text.translate(_FOLD)


def reasons(one: Traits, other: Traits) -> tuple[Reason, ...]:
    """In the order of :class:`Reason`."""
    same_name = bool(one.name) and one.name == other.name
    found = {
        Reason.SAME_PHONE: bool(one.phones & other.phones),
        Reason.SAME_NAME_AND_POSTCODE: same_name and bool(one.place) and one.place == other.place,
        Reason.SAME_NAME_AND_BIRTH_DATE: same_name
        and one.date_of_birth is not None
        and one.date_of_birth == other.date_of_birth,
        Reason.LOOK_ALIKE_EMAIL: _look_alike(one, other),
    }
    return tuple(reason for reason in Reason if found[reason])


def score(found: tuple[Reason, ...]) -> int:
    """1 to 100; nothing for no reason."""
    return min(MOST, sum(WEIGHTS[reason] for reason in found))


def _look_alike(one: Traits, other: Traits) -> bool:
    """The same but for dots and a plus, one slip in the domain, or two letters exchanged before the ``@``."""
    domains = (SAME_DOMAIN.get(one.domain, one.domain), SAME_DOMAIN.get(other.domain, other.domain))
    if one.local == other.local:
        return one.domain[:1] == other.domain[:1] and (domains[0] == domains[1] or is_slip(*domains))
    return one.domain == other.domain and _is_exchange(one.local, other.local)


def is_slip(one: str, other: str) -> bool:
    """One letter more, fewer or another, or two neighbours exchanged."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1 or short == long:
        return False
    start = next((place for place, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    return short[start + 1 :] == long[start + 1 :] or _is_exchange(short, long)


def _is_exchange(one: str, other: str) -> bool:
    """Two neighbours exchanged, and nothing else."""
    places = [place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]]
    return (
        len(one) == len(other)
        and len(places) == 2
        and places[1] == places[0] + 1
        and one[places[0]] == other[places[1]]
        and one[places[1]] == other[places[0]]
    )
