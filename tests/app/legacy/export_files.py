"""A small export with every kind of dirt, and what an import is told."""

import io
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from rft_adapters.postgres.legacy import ImportOptions, revert
from rft_adapters.postgres.roles import APP
from rft_app.legacy.running import import_lines
from tests.app.loading.exports import contact, export, line, people

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Replayed:
    """The same chance in every run; ids that are drawn are of the audit trail, and of what it changes of others."""

    def uuid(self) -> UUID:
        return uuid4()

    def bits(self, count: int) -> int:
        return int.from_bytes(b"chance" * 10) & ((1 << count) - 1)


# each line, and what becomes of it
DIRTY: list[tuple[bytes, str]] = [
    (b"\xef\xbb\xbf" + line(1).strip() + b"\r\n", "loaded"),
    (b"\r\n", "blank"),
    (line(2, status="CONFIRMED", sessionId="s-2", utmSource="leaflet"), "loaded"),
    (line(2, status="CONFIRMED", sessionId="s-2", utmSource="leaflet"), "already there"),
    (line(2, status="CONFIRMED", sessionId="s-2", finalAmount="1.00"), "conflict"),
    (line(3, bookingReference="RFT-2023-00001"), "conflict"),
    (line(4)[:70] + b"\n", "not-json"),
    (b"[]\n", "not-an-object"),
    (line(5).replace(b"Leeds", b"\xff"), "not-utf-8"),
    (line(6, status="maybe"), "status-unknown"),
    (line(7, participants=[]), "no-participants"),
    (line(8, contactDetails=None), "loaded"),
    (line(9, contactDetails=contact(email="n/a")), "loaded"),
    (line(10, finalAmount="-75.00"), "amount-negative"),
    (line(11, totalAmount="lots"), "amount-unreadable"),
    (line(12, participants=[{"firstName": "", "lastName": "Silva"}]), "invalid"),
    (line(13, sessionId="s-3", sessionDate="soon"), "session-date-unreadable"),
    (line(14, sessionId="s-4", courseName=None), "session-unknown"),
    (line(15, totalAmount=None, finalAmount=None), "amount-missing"),
    (line(16, participants=people(12), totalAmount="£1,900.00", discountAmount=135, finalAmount=765), "loaded"),
    (line(17, status="canceled", createdAt="2023-04-01T10:00:00"), "loaded"),
    (line(18, status="no-show", sessionId="s-2"), "loaded"),
    (line(19, status="Completed", contactDetails=contact(phone="none", email="bo@example.org")), "loaded"),
    (line(20, certificates=[{"number": "E-1"}], contactDetails=contact(email="BO@example.org", company="")), "loaded"),
    # refused, so that its id is free for the next
    (line(21, status="???"), "status-unknown"),
    (line(21), "loaded"),
    *((line(22, **{key: "Le\0eds"}), "invalid") for key in ("id", "bookingReference", "courseName", "venue")),
]
FATES = [fate for _, fate in DIRTY]
QUARANTINED = {fate: FATES.count(fate) for fate in sorted(set(FATES) - {"loaded", "blank", "already there"})}


def file_of(lines: list[bytes]) -> io.BytesIO:
    return io.BytesIO(b"".join(lines))


def imported(url: str, lines: list[bytes], batch: str = "old", **changes: Any) -> dict[str, Any]:
    options = ImportOptions(batch=batch, now=NOW, **changes)
    return import_lines(url, file_of(lines), options, Replayed())


def of_owner(url: str) -> str:
    """The same database, for who owns its tables."""
    return url.replace(f"//{APP}@", "//postgres@", 1)


def taken_back(url: str, batch: str = "old") -> dict[str, int]:
    return dict(revert(of_owner(url), batch, now=NOW, entropy=Replayed()))


def dirty() -> list[bytes]:
    return [raw for raw, _ in DIRTY]


def many(count: int) -> list[bytes]:
    """Lines of ``count`` bookings on few sessions and by few people, with some dirt among them."""
    return [_one(number) for number in range(1, count + 1)]


def _one(number: int) -> bytes:
    told = export(
        number,
        sessionId=f"s-{number % 17}",
        status=("confirmed", "Completed", "canceled", "no-show", "maybe")[number % 5],
        contactDetails=contact(
            email=f"person{number % 29}@example.org" if number % 11 else "", lastName=f"Silva{number}"
        ),
        createdAt=f"2023-04-{number % 28 + 1:02}T10:11:12Z",
        participants=people(number % 3 + 1),
        finalAmount=f"{75 * (number % 3 + 1)}.00",
        totalAmount=f"£{75 * (number % 3 + 1)}",
    )
    return json.dumps(told).encode() + b"\n"
