"""Customers as a training provider has them: names that many share, a few domains that nearly all use, companies.

Drawn by rank, as names are: the commonest first name is borne by one in fifty, the commonest last name by one in a
hundred, the last ones by hardly anybody.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from uuid import UUID

from attrs import frozen

from rft_domain.shared.phone import Phone
from rft_domain.shared.searching import grams, searched

_FIRST = (
    "Oliver Amelia George Olivia Ana Jose Mohammed Emma John Susan David Margaret James Sarah Muhammad Zoë Ben Łukasz "
    "Siân Chloé Søren Aleksandra Thomas Grace William Emily Robert Elizabeth Daniel Hannah Anna Anaïs Joanna Diana "
    "Alison Jason Nelson Peter Paul Mark Jack Harry Charlotte Sophie Ivo Nadia Fatima Yusuf Wei Xin Priya Arjun Björn "
    "Ingrid Zara Zachary Quentin Ulrike Vera Tariq Kofi Ngozi Eilidh Rhys Gwen Niamh Caoimhe Declan Ewan Isla Finlay"
)
_LAST = (
    "Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts Green "
    "Hall Wood Jackson Clarke Silva Okafor Kowalski Müller Nguyen Patel Khan Ahmed García Rossi Novák Ångström Çelik "
    "O'Brien Macdonald Campbell Stewart Anderson Murray Morrison Watson Harrison Richardson Dawson Simpson Stevenson "
    "Zöllner Żak Yilmaz Quinn Underwood Vaughan Ødegaard Ivanova Ito Zhang Li Wang Singh Kaur Begum Hussain Fernandes"
)
_SYLLABLES = "ba ben cor dal den el far gar hol in ker lan mor nor ol pen quar ros shaw ton ul ver wex yar zel"
_DOMAINS = (
    "gmail.com hotmail.com example.com yahoo.co.uk outlook.com icloud.com btinternet.com example.org example.net "
    "live.co.uk sky.com talktalk.net virginmedia.com aol.com protonmail.com nhs.example.uk council.example.uk"
)
_TRADES = "Building Care Catering Dental Electrical Engineering Fabrication Logistics Nursery Plumbing Roofing Training"
_BEGAN = datetime(2015, 1, 1, tzinfo=UTC)
_SECONDS = 11 * 365 * 86_400


@frozen
class Ranked:
    """Texts that are drawn the more often the earlier they stand."""

    texts: Sequence[str]
    weights: Sequence[float]

    @classmethod
    def of(cls, texts: Sequence[str], flat: int = 3) -> "Ranked":
        """The higher ``flat``, the less it matters to stand early."""
        return cls(texts, list(accumulate(1 / (rank + flat) for rank in range(len(texts)))))

    def draw(self, chance: random.Random) -> str:
        return chance.choices(self.texts, cum_weights=self.weights)[0]


@frozen(kw_only=True)
class Somebody:
    id: UUID
    email: str
    first_name: str
    last_name: str
    phone: str
    company: str | None
    created_at: datetime
    active_at: datetime
    bookings: int
    spent: int
    active: bool

    @property
    def searched(self) -> str:
        return searched(self.first_name, self.last_name, self.email, self.company, Phone(self.phone))

    @property
    def grams(self) -> list[int]:
        return grams(self.searched)


def crowd(count: int, seed: int = 1) -> Iterator[Somebody]:
    """The same ones for the same seed. Who came late has a higher id, as with UUIDv7."""
    chance = random.Random(seed)
    rare = ["".join(chance.sample(_SYLLABLES.split(), 3)).title() for _ in range(3000)]
    first, last = Ranked.of([*_FIRST.split(), *rare[:1000]], 12), Ranked.of([*_LAST.split(), *rare[1000:]], 25)
    domains, trades = Ranked.of(_DOMAINS.split()), _TRADES.split()
    for number in range(count):
        created = _BEGAN + timedelta(seconds=_SECONDS * number / count)
        one, other = first.draw(chance), last.draw(chance)
        company = f"{other} {chance.choice(trades)} Ltd" if chance.random() < 0.2 else None
        local = f"{one}.{other}{number}".lower().encode("ascii", "ignore").decode()
        bookings = min(int(chance.paretovariate(1.2)), 400)
        yield Somebody(
            id=UUID(int=number << 64 | 0x7000 << 64 | chance.getrandbits(32)),
            email=f"{local}@{domains.draw(chance)}",
            first_name=one,
            last_name=other,
            phone=f"+447{chance.randrange(10**9):09}",
            company=company,
            created_at=created,
            active_at=created + (_BEGAN + timedelta(seconds=_SECONDS) - created) * chance.random() ** 2,
            bookings=bookings,
            spent=bookings * chance.choice((4500, 7500, 9900, 12000)),
            active=chance.random() < 0.97,
        )
