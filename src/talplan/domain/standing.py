"""How an obligation or an item stands on a date: eight cases with their order, signs and tones, and their counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Tone(StrEnum):
    """How a text is meant; a view picks the colour, and the words say the same without it."""

    PLAIN = "plain"
    HEADING = "heading"
    DONE = "done"
    LATE = "late"
    OVERDUE = "overdue"
    NOT_REPORTED = "not_reported"
    DUE = "due"
    FAINT = "faint"

    __hash__ = str.__hash__  # Enum's own is slow


class Standing(StrEnum):
    """How an obligation or an item stands, the most pressing first."""

    sign: str
    tone: Tone
    rank: int
    state: str
    """The coarser word of `--status` and of the JSON fields `status` and `state`."""

    def __new__(cls, value: str, sign: str, tone: Tone, state: str = "") -> Standing:
        member = str.__new__(cls, value)
        member._value_ = value
        member.sign, member.tone, member.rank, member.state = sign, tone, len(cls.__members__), state or value
        return member

    OVERDUE = "overdue", "✗", Tone.OVERDUE
    NOT_REPORTED = "not_reported", "?", Tone.NOT_REPORTED, "overdue"
    DUE = "due", "●", Tone.DUE
    ONGOING = "ongoing", "○", Tone.PLAIN
    UPCOMING = "upcoming", "·", Tone.FAINT
    LATE = "late", "!", Tone.LATE, "done"
    DONE = "done", "✓", Tone.DONE
    CANCELLED = "cancelled", "–", Tone.FAINT

    __hash__ = str.__hash__  # Enum's own is slow

    @property
    def missed(self) -> bool:
        """Whether the window is over and nothing is done."""
        return self.state == "overdue"

    @property
    def done(self) -> bool:
        """Whether it is done, in time or late."""
        return self.state == "done"


_BY_RANK = tuple(Standing)


def worst(standings: Iterable[Standing]) -> Standing:
    """Return the most pressing of these; done if there are none."""
    return _BY_RANK[min([standing.rank for standing in standings], default=Standing.DONE.rank)]


class Tally(NamedTuple):
    """How many obligations or items stand how; cancelled ones are not counted.

    `late` ones are among the `done` ones; the others add up to the total.
    """

    done: int = 0
    late: int = 0
    overdue: int = 0
    not_reported: int = 0
    due: int = 0
    ongoing: int = 0
    upcoming: int = 0

    @property
    def total(self) -> int:
        """All that count."""
        return self.done + self.missed + self.open

    @property
    def missed(self) -> int:
        """Overdue or not reported."""
        return self.overdue + self.not_reported

    @property
    def open(self) -> int:
        """Still in time: neither done nor missed."""
        return self.due + self.ongoing + self.upcoming

    @property
    def percent(self) -> int:
        """The done ones per hundred, rounded down: 100 means all of them."""
        return 100 * self.done // self.total if self.total else 0

    @property
    def parts(self) -> dict[str, int]:
        """Disjoint parts of the total, in the order of a bar."""
        return {
            "done": self.done - self.late,
            "late": self.late,
            "overdue": self.overdue,
            "not_reported": self.not_reported,
            "open": self.open,
        }


def tally(standings: Iterable[Standing]) -> Tally:
    """Count these standings."""
    counts = Counter(standings)
    done, late = counts[Standing.DONE], counts[Standing.LATE]
    rest = (Standing.OVERDUE, Standing.NOT_REPORTED, Standing.DUE, Standing.ONGOING, Standing.UPCOMING)
    return Tally(done + late, late, *[counts[standing] for standing in rest])
