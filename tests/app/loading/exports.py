"""Lines as the old system wrote them."""

import json
from typing import Any


def export(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A clean exported booking; ``changes`` replace its fields."""
    return {
        "id": f"b-{number:04}",
        "bookingReference": f"RFT-2023-{number:05}",
        "sessionId": "s-0192",
        "courseName": "Emergency First Aid at Work",
        "sessionDate": "2023-05-17T09:00:00",
        "venue": "Leeds",
        "status": "confirmed",
        "createdAt": "2023-04-02T10:11:12.345Z",
        "userId": None,
        "contactDetails": {
            "firstName": "Ana",
            "lastName": "Silva",
            "email": " Ana.Silva@Example.org",
            "phone": "07700 900123",
            "company": "Silva Ltd",
        },
        "participants": [{"firstName": "Ana", "lastName": "Silva", "email": "ana.silva@example.org"}],
        "totalAmount": "75.00",
        "discountAmount": 0,
        "finalAmount": 75.0,
        "paymentStatus": "paid",
        "payments": [],
    } | changes


def line(number: int = 1, **changes: Any) -> bytes:
    return json.dumps(export(number, **changes)).encode() + b"\n"


def contact(**changes: Any) -> dict[str, Any]:
    return {**export()["contactDetails"], **changes}


def people(count: int) -> list[dict[str, str]]:
    return [{"firstName": f"Person{place}", "lastName": "Silva"} for place in range(count)]
