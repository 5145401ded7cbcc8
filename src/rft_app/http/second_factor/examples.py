"""What the documentation shows."""

from typing import Any

PASSWORD_BODY: dict[str, Any] = {"password": "a long walk along the canal"}
CODE_BODY: dict[str, Any] = {"code": "287082"}
PASSWORD_AND_CODE_BODY: dict[str, Any] = PASSWORD_BODY | CODE_BODY
SECRET: dict[str, Any] = {
    "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
    "uri": "otpauth://totp/rft:Grace.Ofori%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=rft",
}
SECOND_FACTOR: dict[str, Any] = {"on": True, "turned_on_at": "2026-03-02T09:00:00Z", "recovery_codes_left": 10}
OFF: dict[str, Any] = {"on": False, "turned_on_at": None, "recovery_codes_left": 0}
RECOVERY_CODES: dict[str, Any] = {"recovery_codes": ["7Q2M-XK4T-9DVB-3HWE", "C5RA-0NPF-J8YS-6ZG1"]}
