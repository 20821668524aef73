"""What stands above a table: the title and the year of a plan, the heading of a section."""

from __future__ import annotations

import re
from collections.abc import Sequence

from talplan.documents.importers.grid import one_line
from talplan.domain.plan_year import read_year
from talplan.domain.spelling import DASHES, normalize

_YEARS = re.compile(rf"(?<![0-9])((?:19|20)[0-9]{{2}})\s*[{DASHES}/]\s*((?:19|20)?[0-9]{{2}})(?![0-9])")
_PLAN = re.compile(r"план|\bplan", re.IGNORECASE)
# П Л А Н Ы, as titles are spread in print.
_SPREAD = re.compile(r"(?<!\w)(?:\w\s+){2,}\w(?!\w)")
_APPROVAL = re.compile(r"бекит|утвержд|ректор\b|approved|_{3,}|^[«\"“].*20[0-9]{2}", re.IGNORECASE)
# The Cyrillic letters that look the same are typed as well.
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "і": 1, "х": 10}
# A heading without a title is a number with a point, or with the word.
_NAMED = re.compile(r"(?i)\.$|бөлүм|раздел|section|часть|part")
_HEADING = re.compile(
    r"""(?ix) (?: (?:раздел|бөлүм|section|часть|part)\s+ )?
    (?: (?P<number>[0-9]{1,3}) | (?P<roman>[ivxlіх]{1,7}) )
    (?: -?\s*(?:бөлүм|раздел) )? (?: \s*[.):]\s* | \s+[-–—]?\s* | $ ) (?P<title>.*)""",
    re.DOTALL,
)


def year_in(line: str) -> str | None:
    """The academic year that a line names: `2025-2026`, `2025/26`, whatever dash is between."""
    for first, last in _YEARS.findall(line):
        pair = f"{first}-{first[:2] + last if len(last) == 2 else last}"
        try:
            read_year(pair)
        except ValueError:
            continue
        return pair
    return None


def preface(lines: Sequence[str], own: str = "") -> tuple[str | None, str | None]:
    """The title and the year that the lines above the first table tell; `own`: the title in the properties of the
    file, which counts where no line is a title, or where it says the same in other letters (small ones)."""
    blocks = _blocks(lines)
    printed, year = _printed(blocks)
    if (printed is None and (year_in(own) or _PLAN.search(own))) or (printed and _letters(printed) == _letters(own)):
        return one_line(own), year_in(own)
    return printed, year


def _letters(text: str) -> str:
    return normalize(text).replace(" ", "")


def _printed(blocks: list[list[str]]) -> tuple[str | None, str | None]:
    at = next((i for i, block in enumerate(blocks) if any(map(year_in, block))), None)
    if at is None:
        named = [block for block in blocks if _PLAN.search(" ".join(block))]
        return (" ".join(named[-1]) if named else None), None
    year = next(year for line in blocks[at] if (year := year_in(line)))
    return _title(blocks, at), year


def _blocks(lines: Sequence[str]) -> list[list[str]]:
    """The lines in runs that an empty line parts, without who has approved the plan and when."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        text = _SPREAD.sub(lambda found: re.sub(r"\s+", "", found[0]), line.strip())
        if not text and blocks[-1]:
            blocks.append([])
        elif text and not _APPROVAL.search(text) and (year_in(text) or not heading(text)):
            blocks[-1].append(one_line(text))
    return [block for block in blocks if block]


def _title(blocks: list[list[str]], at: int) -> str:
    """The run with the year in it; what is printed on lines of their own before and after it where it is not yet a
    whole title."""
    title = blocks[at]
    if not _PLAN.search(" ".join(title)):
        after = blocks[at + 1] if at + 1 < len(blocks) else []
        title = [*title, *(after if _PLAN.search(" ".join(after)) else [])]
        if at and len(blocks[at - 1]) == 1 and blocks[at - 1][0].isupper():
            title = [*blocks[at - 1], *title]
    return one_line("\n".join(title))


def heading(text: str) -> tuple[int, str] | None:
    """The number and the title of a section's heading: `2. Окуу иштери`, `II. …`, `2-бөлүм. …`."""
    found = _HEADING.fullmatch(text.strip())
    if not found:
        return None
    title = one_line(found["title"])
    number = int(found["number"]) if found["number"] else _roman(found["roman"])
    if not number or (not title and not _NAMED.search(text)):
        return None
    return number, title


def _roman(text: str) -> int:
    values = [_ROMAN[letter] for letter in normalize(text)]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
