"""Read what the columns of execution state: that an item is done, when, or how far it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from talplan.domain.language import Language
from talplan.domain.spelling import normalize
from talplan.domain.standing import Standing

_DAY = re.compile(
    r"(?<![0-9])(?:([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4}|[0-9]{2})|([0-9]{4})-([0-9]{2})-([0-9]{2}))(?![0-9])"
)
_DONE = re.compile(
    r"""(?x) (?<!\w) (?: выполнен[оаы]? | исполнен[оаы]? | сделан[оаы]? | проведен[оаы]? | завершен[оаы]? | аткарылды
    | өткөрүлдү | бүттү | бүткөрүлдү | done | completed? | executed | finished | 100\s?% ) (?!\w)
    | (?<!\w) (?: вып | исп | аткар ) \.
    | ^ (?: да | ооба | yes | \+ | ✓ | ☑ ) $"""
)
_NOT_DONE = re.compile(r"(?<!\w)(?:не|жок|эмес|not)(?!\w{4})|(?<!\w)(?:частично|жарым-жартылай|partly|partially)")
_NOTHING = re.compile(r"[-–—]*|0\s?%")


class Execution(NamedTuple):
    """What is stated: whether the item is done, on which day, and the words."""

    done: bool
    day: date | None
    text: str

    @property
    def note(self) -> str | None:
        """The words, None if they say no more than that it is done on that day."""
        rest = _DONE.sub("", normalize(_DAY.sub("", self.text)).replace("ё", "е"))
        return self.text if re.search(r"\w{3}|[0-9]", rest) else None


def read_execution(texts: Sequence[str]) -> Execution | None:
    """Return what the cells state together; None if they state nothing, or only what follows from the plan."""
    words = [text for text in texts if not _NOTHING.fullmatch(text) and normalize(text) not in _derived()]
    if not words:
        return None
    joined = "; ".join(" ".join(text.split()) for text in words)
    plain = normalize(joined).replace("ё", "е")
    day = _read_day(joined)
    alone = day is not None and _DAY.sub("", joined).strip(" .;г") == ""
    done = (bool(_DONE.search(plain)) or alone) and not _NOT_DONE.search(plain)
    return Execution(done, day, joined)


def _read_day(text: str) -> date | None:
    match = _DAY.search(text)
    if not match:
        return None
    day, month, year, *iso = match.groups()
    try:
        return (
            date(*map(int, iso)) if iso[0] else date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
        )
    except ValueError:
        return None


def _derived() -> set[str]:
    """The words for the status of an item in exported files, without those for done."""
    from talplan.documents.words import words_in

    standings = [standing for standing in Standing if not standing.done]
    return {normalize(words_in(language).state(standing)) for language in Language for standing in standings}
