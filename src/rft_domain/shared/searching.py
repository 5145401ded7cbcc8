"""Finding people by any part of what is known of them, in any case and with or without accents (product.md B12).

All of it is decided here, in Python: a store keeps the text that :func:`folded` made and looks for parts of it byte by
byte, so that every adapter finds the same.
"""

import unicodedata
from collections.abc import Iterable

from .phone import Phone

# what Unicode takes for characters of their own, as a keyboard without them types them
_LETTERS = {"æ": "ae", "œ": "oe", "ø": "o", "ð": "d", "đ": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i"}
_MARKS = dict.fromkeys("‘’ʼ′", "'") | dict.fromkeys("‐–—−", "-")
_PLAINLY = str.maketrans(_LETTERS | _MARKS)
_AS_PHONES_ARE_TYPED = frozenset("0123456789 +-()./")
_FEWEST_DIGITS = 7
# a row of an index holds 2,704 bytes (PostgreSQL manual, 65.1.4); no name, address and company come near
_MOST_BYTES = 2_500


def folded(text: str) -> str:
    """Without case, accents and superfluous white space: ``José`` is ``jose``, ``Weiß`` ``weiss``, ``Łódź`` ``lodz``.

    Compatibility forms become what they stand for (Unicode NFKD), so that ``ﬁ`` is ``fi``. Apostrophes and dashes are
    those of a keyboard.
    """
    if not text.isascii():
        text = _bare(_bare(text).casefold()).translate(_PLAINLY)
    return " ".join(text.lower().split())


def _bare(text: str) -> str:
    return "".join(ch for ch in unicodedata.normalize("NFKD", text) if not unicodedata.combining(ch))


def searched(*parts: str | Phone | None) -> str:
    """The text in which words are looked for: the folded parts in their order, each once. Phones with their country,
    and as people in Britain write them.
    """
    texts: dict[str, None] = {}
    for part in parts:
        if isinstance(part, Phone):
            texts[part.e164] = None
            if part.e164.startswith("+44"):
                texts["0" + part.e164[3:]] = None
        elif part:
            texts[folded(part)] = None
    return _cut(" ".join(filter(None, texts)))


def _cut(text: str) -> str:
    if len(text) * 4 <= _MOST_BYTES or len(data := text.encode()) <= _MOST_BYTES:
        return text
    return data[:_MOST_BYTES].decode(errors="ignore")


def words(typed: str | None) -> tuple[str, ...]:
    """What must all be found. Seven digits or more, and nothing else but what stands between the digits of a phone
    number, are looked for as digits alone.
    """
    text = folded(typed or "")
    if _AS_PHONES_ARE_TYPED.issuperset(text) and sum(map(str.isdigit, text)) >= _FEWEST_DIGITS:
        return tuple(filter(None, map(_digits, text.replace("(0)", "").split())))
    return tuple(dict.fromkeys(text.split()))


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text)).removeprefix("00")


def is_found(wanted: Iterable[str], text: str) -> bool:
    """Every word is part of ``text``, which :func:`searched` made."""
    return all(word in text for word in wanted)


def grams(text: str) -> list[int]:
    """Every three bytes of the UTF-8 form that follow each other, as whole numbers below 2²⁴, each once."""
    data = text.encode()
    return sorted({a << 16 | b << 8 | c for a, b, c in zip(data, data[1:], data[2:], strict=False)})


def fewest_grams(word: str) -> list[int]:
    """Those of :func:`grams` that cover ``word`` with the least overlap: less to look up, and nearly as telling."""
    data = word.encode()
    last = len(data) - 3
    return sorted({int.from_bytes(data[at : at + 3]) for at in {*range(0, last, 3), last} if at >= 0})
