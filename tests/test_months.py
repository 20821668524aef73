"""Names of months: every spelling that the plan format reads, and those that it must not."""

import pytest
from babel import Locale

from talplan.domain.language import Language
from talplan.domain.months import NAMES, disputed, read_month

pytestmark = pytest.mark.once


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("context", ["format", "stand-alone"])
@pytest.mark.parametrize("width", ["wide", "abbreviated"])
def test_all_of_cldr(language: Language, context: str, width: str) -> None:
    names = Locale(language.value).months[context][width]
    assert len(names) == 12
    for number, name in names.items():
        for spelling in (name, name.upper(), name.removesuffix("."), name.removesuffix(".") + "."):
            assert read_month(spelling) == number, spelling


@pytest.mark.parametrize("language", Language)
def test_canonical_names(language: Language) -> None:
    assert [read_month(name) for name in NAMES[language]] == [*range(1, 13)]
    assert all(name == name.lower() for name in NAMES[language])


STEMS = [name.removesuffix("ь") for name in NAMES[Language.KY]]


@pytest.mark.parametrize(
    "endings",
    [
        "да да та де да да да та да да да да",
        "дын дын тын дин дын дун дун тун дын дын дын дын",
        "га га ка ге га га га ка га га га га",
        "ында ында ында инде ында унда унда унда ында ында ында ында",
        "ына ына ына ине ына уна уна уна ына ына ына ына",
        "ынын ынын ынын инин ынын унун унун унун ынын ынын ынын ынын",
    ],
)
def test_kyrgyz_endings(endings: str) -> None:
    forms = [stem + ending for stem, ending in zip(STEMS, endings.split(), strict=True)]
    assert [read_month(form) for form in forms] == [*range(1, 13)]


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("Sept", 9),
        ("sept.", 9),
        ("МАЯ", 5),
        ("октября", 10),
        ("августа", 8),
        ("июньда", 6),
        ("июлде", 7),
        ("октябрь айы", 10),
        ("Октябрь  айында", 10),
        ("май айына", 5),
        ("март айынын", 3),
        ("  ноябрь ", 11),
        ("маи\u0306", 5),
        ("маи\u0306дын", 5),
    ],
)
def test_read(text: str, month: int) -> None:
    assert read_month(text) == month


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            ".",
            "10",
            "x",
            "ай",
            "айы",
            "октябр-ноябр",
            "octember",
            "october айы",
            "октябрь айы айы",
            "sept..",
        ),
        *("октябрьь", "июньь", "маядын", "мартя", "октябряда", "октябрь 2025", "в октябре", "Тогуздун айы"),
    ],
)
def test_no_month(text: str) -> None:
    assert read_month(text) is None


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("Үчтүн айы", (1, 12)),
        ("учтун айы", (1, 12)),
        ("Бирдин айы", (2, 1)),
        ("Жалган Куран", (3, 2)),
        ("чын куран айында", (4, 3)),
        ("Бугу", (5, 4)),
        ("бугунун айы", (5, 4)),
        ("Кулжа айы", (6, 5)),
        ("теке", (7, 6)),
        ("Баш оона", (8, 7)),
        ("аяк-оона.", (9, 8)),
        ("Тогуздун айы", (10, 9)),
        ("жетинин айында", (11, 10)),
        ("Бештин айы", (12, 11)),
        ("октябрь айы", None),
        ("ай", None),
        ("", None),
    ],
)
def test_traditional_names(text: str, readings: tuple[int, int] | None) -> None:
    assert disputed(text) == readings
