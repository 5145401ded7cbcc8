"""Old bookings to try an import with: any number of lines, the same for the same seed, with the dirt of real exports.

The people are made up, and so are their addresses (RFC 2606: nothing under example.org is delivered).
"""

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta

_FIRST = ("Ana", "Bo", "Chidi", "Dora", "Ewan", "Fatima", "Grace", "Hana", "Ivo", "Jo", "Karim", "Lena", "Mei", "Noor")
_LAST = ("Ahmed", "Brown", "Clarke", "Diaz", "Evans", "Ferreira", "Green", "Hughes", "Iqbal", "Jones", "Silva", "Wong")
_COURSES = (("Emergency First Aid at Work", 75), ("First Aid at Work", 195), ("Paediatric First Aid", 95))
_VENUES = ("Leeds", "Bradford", "Hull", "York", "Halifax", "Wakefield")
_STATUSES = (
    "confirmed",
    "confirmed",
    "CONFIRMED",
    "Completed",
    "completed",
    "cancelled",
    "canceled",
    "no-show",
    "pending",
)
_FIRST_DAY = datetime(2021, 1, 4, 9)  # noqa: DTZ001 - the old system wrote wall clocks
_PER_SESSION = 8
_PER_PERSON = 4


def generate(lines: int, seed: int = 1) -> Iterator[bytes]:
    """About one line in fifty is dirty: cut off, told twice, of an unknown status, or without an address."""
    chance = random.Random(seed)
    last = b""
    for number in range(1, lines + 1):
        dirt = chance.random()
        if dirt < 0.004 and last:
            yield last
            continue
        told = _booking(number, lines, chance)
        if dirt < 0.008:
            told["status"] = "maybe"
        elif dirt < 0.012:
            told["contactDetails"] = None
        written = json.dumps(told).encode()
        last = (written[:60] if 0.012 <= dirt < 0.015 else written) + b"\n"
        yield last


def _booking(number: int, lines: int, chance: random.Random) -> dict[str, object]:
    session = chance.randrange(max(1, lines // _PER_SESSION))
    course, price = _COURSES[session % len(_COURSES)]
    date = _FIRST_DAY + timedelta(days=session % 1500, hours=session % 3)
    made = date - timedelta(days=chance.randrange(1, 60), minutes=chance.randrange(1440))
    person = chance.randrange(max(1, lines // _PER_PERSON))
    seats = chance.choice((1, 1, 1, 2, 3))
    first, last = _FIRST[person % len(_FIRST)], _LAST[person % len(_LAST)]
    email = f"{first}.{last}.{person}@example.org"
    others = [{"firstName": chance.choice(_FIRST), "lastName": chance.choice(_LAST)} for _ in range(seats - 1)]
    return {
        "id": f"old-{number:09}",
        "bookingReference": f"RFT-{made.year}-{number:09}",
        "sessionId": f"s-{session:06}",
        "courseName": course,
        "sessionDate": date.isoformat(),
        "venue": _VENUES[session % len(_VENUES)],
        "status": chance.choice(_STATUSES),
        "createdAt": f"{made.isoformat()}.000Z",
        "userId": None,
        "contactDetails": {
            "firstName": first,
            "lastName": last,
            "email": email if number % 3 else f" {email.upper()} ",
            "phone": f"07700 {person % 1_000_000:06}",
            **({"company": f"{last} Ltd"} if person % 5 == 0 else {}),
        },
        "participants": [{"firstName": first, "lastName": last, "email": email.lower()}, *others],
        "totalAmount": f"£{price * seats:,}.00" if number % 10 == 0 else price * seats,
        "discountAmount": "0.00",
        "finalAmount": f"{price * seats}.00",
        "paymentStatus": "paid",
        "payments": [{"amount": price * seats, "method": "card", "status": "succeeded", "reference": f"pi_{number}"}],
    }
