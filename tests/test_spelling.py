"""What meets under the two foldings, what is near, how Kyrgyz sorts, and what must not reach a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talplan.domain.spelling import contains, key, keys, nearest, normalize, sort_key
from talplan.domain.visible import CONTROL, INVISIBLE, escape, escape_invisible

pytestmark = pytest.mark.once

KYRGYZ = st.text("абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя АӨ-")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Окуу\u00a0\n бөлүмү ", "окуу бөлүмү"),
        ("Кадрлар бөлүмү\u0306", "кадрлар бөлүмү\u0306"),
        ("И\u0306лим", "йлим"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("", ""),
    ],
)
def test_first_folding(text: str, folded: str) -> None:
    assert normalize(text) == folded


@given(st.text())
def test_first_folding_is_stable(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@given(st.text())
def test_what_meets_under_the_first_folding_meets_under_the_second(text: str) -> None:
    assert keys(normalize(text)) == keys(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("окуу болуму", "Окуу бөлүмү"),
        ("окуу бѳлұмұ", "Окуу бөлүмү"),
        ("окуу бɵлγмγ", "Окуу бөлүмү"),
        ("кенеш", "кеңеш"),
        ("боек", "боёк"),
        ("OTK", "ОТК"),
        ("OYK", "ОУК"),
        ("otk", "ОТК"),
        ("СИTTБ", "СИТТБ"),
        ("Кaфeдpa", "Кафедра"),
        ("okuu bolumu", "Окуу бөлүмү"),
        ("okuu bölümü", "Окуу бөлүмү"),
        ("okuu boeluemue", "Окуу бөлүмү"),
        ("okyy bolymy", "Окуу бөлүмү"),
        ("jetekchi", "жетекчи"),
        ("zhetekchi", "жетекчи"),
        ("cetekçi", "жетекчи"),
        ("žetekči", "жетекчи"),
        ("komissiyasy", "комиссиясы"),
        ("komissijasy", "комиссиясы"),
        ("komissiâsy", "комиссиясы"),
        ("komissiyası", "комиссиясы"),
        ("qabyl", "кабыл"),
        ("kabil", "кабыл"),
        ("kengesh", "кеңеш"),
        ("keñeş", "кеңеш"),
        ("bawchy", "башчы"),
        ("wice", "вице"),
        ("bukhgalteriya", "бухгалтерия"),
        ("buxgalteriya", "бухгалтерия"),
        ("expert", "эксперт"),
        ("mttzhei", "МТТжЭИ"),
        ("obshchiy", "общий"),
        ("obschij", "общий"),
        ("boyok", "боёк"),
        ("poyezd", "поезд"),
        ("djalal", "жалал"),
        ("fakultet'", "факультеть"),
        ("ilimiy tehnikalyk", "илимий-техникалык"),
        ("Ilimij–texnikalyq", "илимий-техникалык"),
    ],
)
def test_second_folding(typed: str, meant: str) -> None:
    assert keys(typed) & keys(meant)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Директор", "Директорат"), ("КБ", "ОБ"), ("ИТК", "ОТК"), ("бар", "бер"), ("", ""), ("ь", "—")],
)
def test_what_does_not_meet(one: str, other: str) -> None:
    assert not keys(one) & keys(other)


@given(KYRGYZ)
def test_plain_kyrgyz_has_one_key_but_for_the_letter_yo(text: str) -> None:
    assert len(keys(text)) <= 1 + ("ё" in text)
    assert not keys(text) or key(text) in keys(text)


def test_a_long_latin_text_has_few_keys() -> None:
    assert 1 <= len(keys("Wojciech Joyce wrote exactly oe and ue, juxtaposed by Bucyk ё" * 20)) <= 16


@pytest.mark.parametrize(
    ("text", "wanted", "expected"),
    [
        ("Кафедралардын окуу жүктөмү", "окуу ЖҮК", True),
        ("Кафедралардын окуу жүктөмү", "жуктом", True),
        ("Кафедралардын окуу жүктөмү", "juktom", True),
        ("Буйрук № 142", "№ 142", True),
        ("Буйрук 142", "№", False),
        ("Буйрук 142", "—", False),
        ("Moodle аркылуу", "MOODLE", True),
        ("Кафедралардын окуу жүктөмү", "жүктөлүү", False),
    ],
)
def test_contains(text: str, wanted: str, expected: bool) -> None:
    assert contains(text, wanted) is expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("оку", ["окуу бөлүмү", "окумуштуулар кеңеши"]),
        ("кенеш", ["окумуштуулар кеңеши"]),
        ("okuu bolm", ["окуу бөлүмү"]),
        ("бух", ["бухгалтерия"]),
        ("кб", ["КБ"]),
        ("я", []),
        ("", []),
        ("—", []),
        ("эч нерсе", []),
    ],
)
def test_nearest(wanted: str, expected: list[str]) -> None:
    known = ["бухгалтерия", "окуу бөлүмү", "КБ", "окумуштуулар кеңеши"]
    assert nearest(wanted, known) == expected


def test_nearest_names_three_at_most_and_none_twice() -> None:
    assert nearest("окуу", ["окуу 1", "окуу 1", "окуу 2", "жаңы окуу", "окуу 3"]) == [
        "окуу 1",
        "окуу 2",
        "окуу 3",
    ]


def test_kyrgyz_order() -> None:
    words = [
        "ярус",
        "үй",
        "уй",
        "ңа",
        "Не",
        "не",
        "өң",
        "оң",
        "ёж",
        "её",
        "жаз",
        "2",
        "окуу бөлүмү",
        "окууга",
    ]
    expected = [
        "2",
        "её",
        "ёж",
        "жаз",
        "Не",
        "не",
        "ңа",
        "окуу бөлүмү",
        "окууга",
        "оң",
        "өң",
        "уй",
        "үй",
        "ярус",
    ]
    assert sorted(words, key=sort_key) == expected


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Окуу бөлүмү – №1 «ң» ❤️", "Окуу бөлүмү – №1 «ң» ❤️"),
        ("a\tb\nc", "a b c"),
        ("\x1b[31m\r\x7f\x85\0", r"\x1b[31m\x0d\x7f\x85\x00"),
        ("a\u202eb\u200b\ufeff\u00ad\u2066", r"a\u202eb\u200b\ufeff\xad\u2066"),
        ("\u2028\u2029\u061c\u180e\ud800", r"\u2028\u2029\u061c\u180e\ud800"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert escape_invisible(text) == shown


def test_visible_keeps_breaks_where_asked() -> None:
    assert escape_invisible("a\n\tb\r\n", keep_breaks=True) == "a\n b\\x0d\n"


@given(st.text(st.characters()))
def test_nothing_hidden_is_left_visible(text: str) -> None:
    shown = escape_invisible(text)
    assert not CONTROL.search(shown)
    assert not INVISIBLE.search(shown)
    assert shown.isprintable() or any(not letter.isprintable() for letter in text)


@pytest.mark.parametrize("letter", ["\x00", "\x9f", "\u200d", "\U000e0001"])
def test_escapes_are_pythons(letter: str) -> None:
    assert escape(letter).encode().decode("unicode_escape") == letter


def test_every_hidden_character_is_shown() -> None:
    hidden = [letter for code in range(0x110000) if CONTROL.match(letter := chr(code)) or INVISIBLE.match(letter)]
    assert [letter for letter in hidden if escape_invisible(letter) != escape(letter)] == []
