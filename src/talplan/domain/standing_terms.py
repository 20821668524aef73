"""Standing terms with wordings of their own: for each language the canonical spelling, then other usual ones."""

from enum import StrEnum

from talplan.domain.language import Language


class StandingTerm(StrEnum):
    """A term without a date that does not say how often."""

    ALL_YEAR = "all-year"
    ACADEMIC_YEAR = "academic-year"
    WITHIN_YEAR = "within-year"
    ALWAYS = "always"
    REGULARLY = "regularly"
    BY_SCHEDULE = "by-schedule"
    BY_PLAN = "by-plan"
    BY_OWN_PLAN = "by-own-plan"
    IN_SET_TIME = "in-set-time"
    AS_IT_COMES_UP = "as-it-comes-up"
    AS_NEEDED = "as-needed"

    __hash__ = str.__hash__  # Enum's own is slow


# Kyrgyz, Russian, English. The reader drops “the”, and reads е for ё, and у о н for ү ө ң.
_STANDING: dict[StandingTerm, tuple[str, str, str]] = {
    StandingTerm.ALL_YEAR: (
        "жыл бою; бүт жыл; бүт жыл бою; бүткүл жыл; бүткүл жыл бою; толук жыл; бир жыл бою; жыл бойлой; жыл бойлоп;"
        " бүткүл мезгил; бүт мезгил; бүткүл мезгил ичинде",
        "весь год; целый год; круглый год; круглогодично; в течение всего года; в течении всего года;"
        " на протяжении года; на протяжении всего года; весь период; в течение всего периода;"
        " на протяжении всего периода",
        "all year; all the year; whole year; entire year; full year; throughout the year; year-round; year round;"
        " all year round; all the year round; during the whole year; entire period; whole period;"
        " throughout the period",
    ),
    StandingTerm.ACADEMIC_YEAR: (
        "окуу жылы; окуу жылы бою; окуу жыл бою; окуу жылында; окуу жылы ичинде; окуу жылынын ичинде; бүт окуу жылы;"
        " бүткүл окуу жылы; окуу жылы бойлой",
        "учебный год; весь учебный год; в течение учебного года; в течении учебного года; в теч. уч. года;"
        " в течение всего учебного года; на протяжении учебного года; на протяжении всего учебного года;"
        " в учебном году; уч. год; уч. г.; в течение уч. года; в течение уч. г.; за учебный год; учебного года",
        "academic year; AY; school year; study year; during the academic year; during the school year;"
        " throughout the academic year; within the academic year; whole academic year; in the academic year;"
        " all academic year; in the course of the academic year",
    ),
    StandingTerm.WITHIN_YEAR: (
        "жыл ичи; жыл ичинде; бир жыл ичинде; жылдын ичинде; жыл аралыгында",
        "в течение года; в течении года; в теч. года; в течение одного года; за год",
        "within the year; within a year; within one year; during the year; in the course of the year; in the year;"
        " over the year",
    ),
    StandingTerm.ALWAYS: (
        "дайыма; дайым; ар дайым; ар убак; туруктуу; туруктуу түрдө; такай; үзгүлтүксүз; үзгүлтүксүз түрдө",
        "постоянно; всегда; непрерывно; на постоянной основе",
        "always; constantly; continuously; permanently; at all times; on an ongoing basis; ongoing;"
        " on a permanent basis",
    ),
    StandingTerm.REGULARLY: (
        "системалуу түрдө; мезгил-мезгили менен; мезгилдүү түрдө",
        "регулярно; систематически; периодически; на регулярной основе",
        "regularly; systematically; periodically; on a regular basis; from time to time",
    ),
    StandingTerm.BY_SCHEDULE: (
        "график боюнча; графикке ылайык; графиги боюнча; өз графиги боюнча; өзүнчө график боюнча;"
        " бекитилген график боюнча; түзүлгөн график боюнча; бекитилген графикке ылайык",
        "по графику; согласно графику; согласно графика; в соответствии с графиком; по своему графику;"
        " по отдельному графику; по утвержденному графику; согласно утвержденному графику; по особому графику;"
        " по расписанию; согласно расписанию",
        "by schedule; on schedule; as scheduled; according to schedule; per schedule; as per schedule;"
        " by a schedule of its own; by a separate schedule; according to the approved schedule",
    ),
    StandingTerm.BY_PLAN: (
        "план боюнча; планга ылайык; бекитилген план боюнча; иш планы боюнча; иш планына ылайык",
        "по плану; согласно плану; согласно плана; в соответствии с планом; по утвержденному плану;"
        " по плану работы; согласно плану работы",
        "by plan; according to plan; as planned; per plan; as per plan; in accordance with the plan;"
        " according to the approved plan; according to the work plan",
    ),
    StandingTerm.BY_OWN_PLAN: (
        "өзүнчө план боюнча; өз планы боюнча; өзүнчө планга ылайык; өзүнүн планы боюнча; атайын план боюнча",
        "по отдельному плану; по своему плану; согласно отдельному плану; по собственному плану;"
        " по особому плану; по специальному плану; по индивидуальному плану",
        "by a separate plan; by separate plan; by a plan of its own; by its own plan; according to a separate plan;"
        " according to its own plan; by an individual plan",
    ),
    StandingTerm.IN_SET_TIME: (
        "белгиленген мөөнөттө; белгиленген мөөнөттөрдө; белгиленген мөөнөт боюнча; көрсөтүлгөн мөөнөттө;"
        " коюлган мөөнөттө; бекитилген мөөнөттө; өз мөөнөтүндө; белгиленген убакта",
        "в установленные сроки; в установленный срок; в установленном порядке и сроки; в указанные сроки;"
        " в указанный срок; в определенные сроки; в намеченные сроки; в положенный срок; в срок; своевременно;"
        " согласно установленным срокам; по установленным срокам",
        "within the set time; within the set terms; within the set deadlines; within the established time;"
        " within the established deadlines; within the prescribed time; on time; in time; timely;"
        " by the set deadlines",
    ),
    StandingTerm.AS_IT_COMES_UP: (
        "учурунда; өз учурунда; өз убагында; убагында; келип түшкөндө; келип түшкөнүнө жараша;"
        " түшкөнүнө жараша; келип түшүшүнө жараша",
        "по мере поступления; по мере поступления заявок; по мере возникновения; в своё время",
        "as it comes up; as they come up; as it arises; as they arise; as received; as they come in; as it comes in;"
        " in due time; in due course",
    ),
    StandingTerm.AS_NEEDED: (
        "зарылчылыкка жараша; зарылчылыгына жараша; зарылдыгына жараша; зарылчылык болсо; керек учурда;"
        " зарыл учурда; керектүү учурда; керек болгон учурда; зарыл болгон учурда; зарыл болгондо; керек болгондо;"
        " зарылчылык жаралганда; муктаждыкка жараша; суроо-талапка жараша; суроо-талап боюнча",
        "по мере необходимости; по необходимости; при необходимости; в случае необходимости; по требованию;"
        " по запросу; по мере надобности; при надобности",
        "as needed; as necessary; as required; when needed; when necessary; if needed; if necessary; where necessary;"
        " on request; on demand; upon request; as and when needed",
    ),
}

STANDING: dict[StandingTerm, dict[Language, tuple[str, ...]]] = {
    standing: {language: tuple(cell.split("; ")) for language, cell in zip(Language, cells, strict=True)}
    for standing, cells in _STANDING.items()
}
