"""What is typed and what it finds, by hand."""

import pytest

from rft_domain.customers.finding import CustomerFilter
from rft_domain.shared.errors import Invalid
from rft_domain.shared.money import Money
from rft_domain.shared.phone import Phone
from rft_domain.shared.searching import fewest_grams, folded, grams, is_found, searched, words

PHONE = Phone("+447700900123")


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("José", "jose"),
        ("Jose\u0301", "josé"),
        ("Weiß", "weiss"),
        ("WEISS", "weiß"),
        ("Øystein", "oystein"),
        ("Łódź", "lodz"),
        ("Ærø", "aero"),
        ("Đặng", "dang"),
        ("Þór", "thor"),
        ("Çelik-Ünal", "celik-unal"),
        ("İpek", "ipek"),
        ("Işık", "isik"),
        ("ﬁona", "fiona"),
        ("Ｚｏｅ", "zoe"),
        ("Ångström", "ANGSTROM"),
        ("孫", "孫"),
        ("O'Brien", "o'brien"),
        ("O’Brien", "o'brien"),
        ("O'Brien", "o‘brien"),
        ("Smith–Jones", "smith-jones"),
    ],
)
def test_case_and_accents_make_no_difference(written: str, typed: str) -> None:
    assert folded(written) == folded(typed)
    assert is_found(words(typed), searched(f"{written} Silva"))


def test_other_letters_are_other_letters() -> None:
    assert folded("Ana") != folded("Anna")
    assert not is_found(words("sn"), searched("Ana Silva"))


def test_folding_twice_is_folding_once() -> None:
    for text in ("Weiß", "ŉ", "ǆ", "İ", "Ærø  \u00a0 ﬁ", "ᾳ", "K"):
        assert folded(folded(text)) == folded(text), text


@pytest.mark.parametrize(
    "typed",
    ["07700 900123", "7700900", "(07700) 900-123", "+44 7700 900123", "+44 (0)7700 900123", "0044 7700 900 123",
     "07700.900.123", "900123", "+447700900123", "0123"],
)  # fmt: skip
def test_a_phone_is_found_as_people_type_it(typed: str) -> None:
    assert is_found(words(typed), searched("Ana Silva", PHONE))
    assert not is_found(words(typed), searched("Ana Silva", Phone("+447700911456")))


def test_digits_in_an_address_are_no_phone() -> None:
    assert is_found(words("2000-01"), searched("Ana", "ana.2000-01@example.org"))


def test_every_word_must_be_found_wherever_it_stands() -> None:
    text = searched("Ana Silva", "ana@example.org", "Müller Ltd")
    assert is_found(words("MULLER an"), text)
    assert not is_found(words("muller rui"), text)
    assert words("  Ana   ana ") == ("ana",)
    assert words(None) == ()


def test_grams_are_all_runs_of_three_bytes() -> None:
    assert sorted(grams("abcab")) == sorted({0x616263, 0x626361, 0x636162})
    assert grams("ab") == []
    assert len(grams("孫")) == 1
    assert set(grams("silv")) <= set(grams("ana silva"))


def test_what_is_longer_than_a_row_of_an_index_is_cut_between_characters() -> None:
    text = searched("孫" * 2_000)
    assert 2_490 < len(text.encode()) <= 2_500
    assert set(text) == {"孫"}


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"min_spent": Money.of(2), "max_spent": Money.of(1)}, "/max_spent"),
        ({"min_bookings": 2, "max_bookings": 1}, "/max_bookings"),
        ({"min_bookings": -1}, "/min_bookings"),
        ({"max_bookings": 10**9}, "/max_bookings"),
        ({"search": "a" * 201}, "/search"),
    ],
)
def test_a_filter_that_can_find_nobody_is_refused_by_name(wrong: dict[str, object], where: str) -> None:
    with pytest.raises(Invalid) as refused:
        CustomerFilter(**wrong)  # type: ignore[arg-type]  # as they come from outside
    assert [error.pointer for error in refused.value.errors] == [where]


@pytest.mark.parametrize("word", ["ana", "oliv", "susan", "oliver", "gmail.com", "孫文", "weiß"])
def test_the_fewest_grams_cover_the_word(word: str) -> None:
    fewest = {gram.to_bytes(3) for gram in fewest_grams(word)}
    assert set(fewest_grams(word)) <= set(grams(word))
    covered = {at + place for at in range(len(word.encode())) for place in range(3)
               if word.encode()[at : at + 3] in fewest}  # fmt: skip
    assert covered == set(range(len(word.encode())))
    assert len(fewest) <= -(-len(word.encode()) // 3)


def test_two_letters_have_no_grams() -> None:
    assert fewest_grams("an") == grams("an") == []
