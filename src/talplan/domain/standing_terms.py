"""The standing terms: what lasts the whole year of the plan, in every spelling that is read."""

from enum import StrEnum

from talplan.domain.language import Language
from talplan.domain.spelling import normalize


class StandingTerm(StrEnum):
    """The terms that last the whole year of the plan."""

    ALL_YEAR = "all-year"
    ACADEMIC_YEAR = "academic-year"
    WITHIN_YEAR = "within-year"
    ALWAYS = "always"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    EACH_SEMESTER = "each-semester"
    ONCE_A_YEAR = "once-a-year"
    BY_SCHEDULE = "by-schedule"
    AS_IT_COMES_UP = "as-it-comes-up"

    __hash__ = str.__hash__  # Enum's own is slow


# Kyrgyz, Russian, English: in each the canonical spelling first, then what else is read.
_STANDING: dict[StandingTerm, tuple[str, str, str]] = {
    StandingTerm.ALL_YEAR: (
        "жыл бою; бүт жыл; бүткүл жыл; бир жыл бою; жыл бойлой",
        "весь год; круглый год; круглогодично; в течение всего года; на протяжении года",
        "all year; all the year; whole year; the whole year; throughout the year; year-round; all year round",
    ),
    StandingTerm.ACADEMIC_YEAR: (
        "окуу жылы; окуу жылы бою; окуу жылында; окуу жылы ичинде; бүт окуу жылы",
        "учебный год; весь учебный год; в течение учебного года; в течении учебного года",
        "academic year; the academic year; school year; during the academic year",
    ),
    StandingTerm.WITHIN_YEAR: (
        "жыл ичи; жыл ичинде; бир жыл ичинде",
        "в течение года; в течении года; за год",
        "within the year; within a year; during the year; in the course of the year",
    ),
    StandingTerm.ALWAYS: (
        "дайыма; ар дайым; ар убак; туруктуу; такай; үзгүлтүксүз",
        "постоянно; всегда; непрерывно; на постоянной основе",
        "always; constantly; continuously; permanently; at all times",
    ),
    StandingTerm.WEEKLY: (
        "ар жума сайын; жума сайын; ар жума; ар апта сайын; апта сайын; ар апта; жумасына 1 жолу",
        "еженедельно; каждую неделю; каждая неделя; раз в неделю; 1 раз в неделю",
        "weekly; every week; each week; once a week",
    ),
    StandingTerm.MONTHLY: (
        "ай сайын; ар ай сайын; ар ай; ар айда; айына 1 жолу",
        "ежемесячно; каждый месяц; раз в месяц; 1 раз в месяц",
        "monthly; every month; each month; once a month",
    ),
    StandingTerm.QUARTERLY: (
        "чейрек сайын; ар чейрек сайын; ар чейрек; ар чейректе; квартал сайын; ар квартал сайын",
        "ежеквартально; каждый квартал; поквартально; раз в квартал; 1 раз в квартал",
        "quarterly; every quarter; each quarter; once a quarter",
    ),
    StandingTerm.EACH_SEMESTER: (
        "семестр сайын; ар семестр сайын; ар семестр; ар семестрде; семестрине 1 жолу",
        "каждый семестр; посеместрово; раз в семестр; 1 раз в семестр",
        "every semester; each semester; once a semester",
    ),
    StandingTerm.ONCE_A_YEAR: (
        "жылына 1 жолу; жылына бир жолу; жылына 1 ирет; жылына бир ирет; жылда 1 жолу; жылда бир жолу",
        "1 раз в год; один раз в год; раз в год; ежегодно",
        "once a year; once per year; yearly; annually",
    ),
    StandingTerm.BY_SCHEDULE: (
        "график боюнча; графикке ылайык; графиги боюнча; өз графиги боюнча",
        "по графику; согласно графику; согласно графика; в соответствии с графиком; по своему графику",
        "by schedule; on schedule; as scheduled; according to schedule; by a schedule of its own",
    ),
    StandingTerm.AS_IT_COMES_UP: (
        "учурунда; өз учурунда; керек учурда; зарыл учурда; зарылчылыгына жараша; зарылчылыкка жараша",
        "по мере необходимости; по необходимости; по мере поступления; при необходимости; в своё время",
        "as it comes up; as they come up; as needed; as necessary; as required; when needed; in due time",
    ),
}

# For whoever lists them: by term and language every spelling that is read, the canonical one first.
STANDING: dict[StandingTerm, dict[Language, tuple[str, ...]]] = {
    standing: {lang: tuple(cell.split("; ")) for lang, cell in zip(Language, cells, strict=True)}
    for standing, cells in _STANDING.items()
}


def plain(text: str) -> str:
    """The text as spellings are compared: folded, without a final point, е for ё."""
    return normalize(text).removesuffix(".").replace("ё", "е")


BY_SPELLING: dict[str, StandingTerm] = {
    plain(spelling): standing
    for standing, languages in STANDING.items()
    for spellings in languages.values()
    for spelling in spellings
}
