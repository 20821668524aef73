"""The registry: the document's 45 units as people type them, and registries that are broken."""

from collections.abc import Callable

import pytest

from talplan.domain.spelling import keys
from talplan.domain.units import Registry, Unit

# name | short | aliases | part_of, from the document.
DOCUMENT = """
Окуу бөлүмү||ОБ|
Окуу бөлүмүнүн башчысы|||Окуу бөлүмү
Билим берүүнүн сапатын жогорулатуу, лицензиялоо жана аккредитация бөлүмү|ББСЖЛжАБ||
Эл аралык байланыштар жана илим бөлүмү|ЭАБжИБ||
Аралыктан билим берүү технологиялары, мамлекеттик жана муниципалдык кызматкерлердин \
квалификацияларын жогорулатуу борбору|АББТМжМККЖБ||
Маалыматтык технологиялар, техника жана экономика институту|МТТжЭИ||
Илимий-техникалык кеңеш|ИТК|Илимий-техникалык кеңеш (ИТК)|
Окуу-усулдук кеңеш|ОУК||
ОИ боюнча проректор||ОИП;ОИ проректору;ОИ иштер боюнча проректор;ОИ боюнча проректору|
Мамлекеттик тил жана социалдык иштер боюнча проректор||МТС проректору|
Структуралык бөлүмдөрдүн жетекчилери||Структуралык бөлүмдөрдүн башчылары|
ФМжКИ кафедрасы|||
АжБ кафедрасы|||
Кабыл алуу комиссиясы|||
Аттестациялык комиссия|||
Кафедра башчылары|||
Директорлор|||
Пландоо-финансылык бөлүм|||
Кураторлор|||
Кадрлар бөлүмү|||
Конкурстук комиссия|||
Окумуштуулар кеңеши|||
Ректорат|||
Кесиптик кошун|||
Сайттагы жооптуулар|||
Китепкана башчысы|||
КБ|||
Бухгалтерия|||
Санарип инфраструктураны тейлөө бөлүмү|||
Структуралык бөлүмдөрдүн ОУКунун төрайымдары|||
Дүйнөлүк тилдер кафедрасы|||
Бектур Исаков атындагы ОТК|||
СИТТБ|||
ПОЖ|||
Педагогика кафедрасы|||
Илимий китепкана|||
Директорат|||
Эксперттик топ|||
БИнин директору|||
Докторанттар|||
Аспиранттар|||
Көзөмөлчүлүк кеңеши|||
Жаш окумуштуулар кеңешинин төрагасы|||
Төрага|||
Уюштуруу тобу|||
"""


def read(table: str) -> Registry:
    units = []
    for line in table.strip().splitlines():
        name, short, aliases, part_of = line.split("|")
        units.append(Unit(name, short or None, tuple(filter(None, aliases.split(";"))), part_of or None))
    return Registry(units)


UNITS = read(DOCUMENT)


def style(pairs: str) -> Callable[[str], str]:
    """A way to write Kyrgyz in other letters: those named, and the usual Latin ones for the rest."""
    letters = dict(zip("абвгдезиклмнопрстуфэ", "abvgdeziklmnoprstufe", strict=True))
    letters |= {pair[0]: pair[1:] for pair in pairs.split(" ")}
    return lambda text: "".join(letters.get(letter, letter) for letter in text.lower())


STYLES: dict[str, Callable[[str], str]] = {
    "ALA-LC": style("ёë жzh йĭ ңn͡g өȯ үu̇ хkh цt͡s чch шsh щshch ъʺ ыy ьʹ эė юi͡u яi͡a"),
    "BGN": style("ёyo жj йy ңng өö үü хkh цts чch шsh щshch ъ ыy ь’ юyu яya"),
    "ISO 9": style("ёë жž йj ңņ өô үù хh цc чč шš щŝ ъʺ ыy ьʹ эè юû яâ"),
    "Turkish": style("ёyo жc йy ңñ өö үü хh цts чç шş щşç ъ ыı ь юyu яya"),
    "Common Turkic": style("ёyo жj йy ңŋ өö үü хx цts чç шş щş ъ ыı ь юyu яya"),
    "passport": style("ёe жzh йi ңn өo үu хkh цts чch шsh щshch ъie ыy ь юiu яia"),
    "zh y h": style("ёyo жzh йy ңn өo үu хh цts чch шsh щsh ъ ыy ь юyu яya"),
    "j i kh": style("ёio жj йi ңng өo үu хkh цc чch шsh щsch ъ ыi ь юiu яia"),
    "x c q w": style("ёyo жj йy ңn өo үu хx цc чch шsh щsh кq вw ъ ыy ь' юyu яya"),
    "oe ue": style("ёyo жzh йi ңng өoe үue хkh цts чch шsh щsch ъ ыy ь юyu яya"),
    "by sight": style("ёe жj йi ңn өo уy үy хx цc чch шw щw ъ ыi ь юiu яia"),
    "look-alikes": lambda text: text.translate(str.maketrans("АВСЕНКМОРТХаеорсух", "ABCEHKMOPTXaeopcyx")),
    "no ң ү ө": lambda text: text.lower().translate(str.maketrans("ңүөё", "нуое")),
    "ѳ and ұ": lambda text: text.translate(str.maketrans("өүӨҮ", "ѳұѲҰ")),
    "capitals": str.upper,
}


@pytest.mark.parametrize("name", STYLES)
def test_every_unit_is_found_in_every_style(name: str) -> None:
    assert len(UNITS) == 45
    typed = {STYLES[name](spelling): unit for unit in UNITS for spelling in unit.spellings}
    assert {text: UNITS.find(text) for text in typed} == {text: [unit] for text, unit in typed.items()}


def test_no_two_units_of_the_document_meet() -> None:
    owners: dict[str, str] = {}
    for unit in UNITS:
        for key in {key for spelling in unit.spellings for key in keys(spelling)}:
            assert owners.setdefault(key, unit.name) == unit.name


def test_several_units_fit_and_better_ones_win() -> None:
    units = read("Өң|||\nОң|||\nон|||\nОН|||")
    assert [unit.name for unit in units.find("on")] == ["Өң", "Оң", "он", "ОН"]
    assert [unit.name for unit in units.find("Он")] == ["он", "ОН"]
    assert [unit.name for unit in units.find("ОН")] == ["ОН"]
    assert [units.find(text) for text in ("", " ", "—", "ьъ")] == [[]] * 4


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("ОБ", "Окуу бөлүмү"),
        ("окуу  БӨЛҮМҮ", "Окуу бөлүмү"),
        ("оип", "ОИ боюнча проректор"),
        ("окуу болуму", None),
        ("okuu bolumu", None),
        ("", None),
    ],
)
def test_a_file_is_read_by_the_first_folding_only(spelling: str, name: str | None) -> None:
    unit = UNITS.get(spelling)
    assert (unit.name if unit else None) == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Окку бөлүмү", ["Окуу бөлүмү", "Кадрлар бөлүмү", "Окуу бөлүмүнүн башчысы"]),
        ("билим берүү", ["ББСЖЛжАБ", "АББТМжМККЖБ"]),
        ("prorektor", ["ОИ боюнча проректор", "Мамлекеттик тил жана социалдык иштер боюнча проректор"]),
        ("илимий-тех", ["ИТК"]),
        ("иректорат", ["Директорат", "Ректорат", "Директорлор"]),
        ("я", []),
        ("", []),
    ],
)
def test_nearest(text: str, names: list[str]) -> None:
    assert UNITS.nearest(text)[: len(names) or None] == names
    assert len(UNITS.nearest(text)) <= 3


def test_display_and_spellings() -> None:
    assert (Unit("А").display, Unit("А", "а").display) == ("А", "а")
    assert Unit("А", "а", ("Б", "В")).spellings == ("А", "а", "Б", "В")


TREE = read("Ректорат|||\nОкуу бөлүмү||ОБ|ректорат\nБашчы|||ОБ\nКадрлар|||Ректорат\nБашка|||жок")


def names(units: object) -> list[str]:
    assert isinstance(units, list | frozenset)
    return [unit.name for unit in TREE if unit in units]


def test_tree() -> None:
    rectorate, office, head, *_ = TREE
    assert names(TREE.roots()) == ["Ректорат", "Башка"]
    assert names(TREE.children(rectorate)) == ["Окуу бөлүмү", "Кадрлар"]
    assert names(TREE.parts(rectorate)) == ["Ректорат", "Окуу бөлүмү", "Башчы", "Кадрлар"]
    assert names(TREE.parts(head)) == ["Башчы"]
    assert TREE.parents(head) == [office, rectorate]
    assert not any(TREE.in_circle(unit) for unit in TREE)


def test_circles() -> None:
    units = read("А|||В\nБ|||А\nВ|||Б\nГ|||А\nД|||Д")
    a, b, c, below, itself = units
    assert [units.in_circle(unit) for unit in units] == [True, True, True, False, True]
    assert units.parts(a) == {a, b, c, below}
    assert units.parents(a) == [c, b]
    assert units.parents(below) == [a, c, b]
    assert units.parents(itself) == []
    assert units.parts(itself) == {itself}


def test_the_first_of_two_units_has_a_shared_spelling() -> None:
    units = read("А||Х|\nБ||х|\nА|||")
    assert units.get("Х") == units.get("Х ") == Unit("А", None, ("Х",))
    assert units.get("х") == Unit("Б", None, ("х",))
    assert len(units.find("Х ")) == 2
