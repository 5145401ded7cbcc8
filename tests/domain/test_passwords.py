"""Which passwords may be chosen (NIST SP 800-63B-4)."""

import pytest

from rft_domain.identity.password import check_password
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Invalid

EMAIL = Email.parse("grace.ofori.from.leeds@example.org")


@pytest.mark.parametrize(
    "password",
    [
        "a long walk along the canal",
        "xq8 Zr! wint 4p",
        "gänseblümchenwiese",
        "🌊🌊🏔 sea and mountains",
        "x" + "correct horse battery staple",
    ],
)
def test_length_is_what_counts(password: str) -> None:
    assert check_password(password, EMAIL)


@pytest.mark.parametrize(
    "password",
    [
        "", "short", "fourteen chars", "x" * 15, "abababababababab", "abcdefghijklmnop", "ponmlkjihgfedcba",
        "passwordpassword", "PasswordPassword", "correct horse battery staple", "Manchester United 1",
        "summer2026summer2026", "grace.ofori.from.leeds", "GRACE.OFORI.FROM.LEEDS@example.org", "a long walk " * 20,
        "qwertyuiop123456", "1234567890123456",
    ],
)  # fmt: skip
def test_what_is_tried_first_and_what_is_short_is_refused_without_repeating_it(password: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_password(password, EMAIL)
    assert [error.pointer for error in refusal.value.errors] == ["/password"]
    assert not password or password not in str(refusal.value)


def test_the_same_text_is_the_same_password_however_it_was_typed() -> None:
    assert check_password("gänseblümchenwiese") == check_password("ga\u0308nseblu\u0308mchenwiese")
