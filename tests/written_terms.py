"""Random terms of every kind, for properties."""

from hypothesis import strategies as st

from talplan.domain.standing_terms import StandingTerm
from talplan.domain.terms import ANY_ACADEMIC, LAST_WEEK, PERIODS, PLAN_PARTS, Kind, Period, Term

_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTH = st.integers(1, 12)
_ENDS: dict[Kind, st.SearchStrategy[tuple[int, ...]]] = {
    Kind.MONTHS: st.tuples(_MONTH),
    Kind.DAYS: _MONTH.flatmap(lambda month: st.tuples(st.just(month), st.integers(1, _LENGTHS[month - 1]))),
    Kind.WEEKS: st.tuples(_MONTH, st.sampled_from([1, 2, 3, 4, LAST_WEEK])),
    Kind.TEN_DAYS: st.tuples(_MONTH, st.integers(1, 3)),
    Kind.THIRDS: st.tuples(_MONTH, st.integers(1, 3)),
    Kind.HALVES: st.tuples(_MONTH, st.integers(1, 2)),
    Kind.QUARTERS: st.tuples(st.integers(1, 4)),
    **dict.fromkeys(PLAN_PARTS, st.tuples(st.integers(1, 2))),
}


@st.composite
def dated_terms(draw: st.DrawFn) -> Term:
    """A term with a window: one end or a span, with years or without, a deadline or not."""
    kind = draw(st.sampled_from([*_ENDS]))
    first = draw(_ENDS[kind])
    last = first if kind is Kind.SEASONS or draw(st.booleans()) else draw(_ENDS[kind])
    # A span of one month, and of the halves of a year, is written in their order.
    if first > last and (kind in PLAN_PARTS or (len(first) > 1 and first[0] == last[0])):
        first, last = last, first
    year = draw(st.integers(1900, 2100))
    stated = (
        [(2025, 2025), (2025, 2026), ANY_ACADEMIC]
        if kind in PLAN_PARTS
        else [(year, year + (first > last)), (year, year + 1)]
    )
    deadline = first == last and kind is not Kind.THIRDS and draw(st.booleans())
    if deadline and kind not in PLAN_PARTS:
        stated.pop()
    if kind not in PLAN_PARTS and draw(st.integers(0, 9)) == 0:
        return Term(kind, first, last, (year, year + 1), deadline, academic=True)
    return Term(kind, first, last, draw(st.sampled_from([None, *stated])), deadline)


def terms() -> st.SearchStrategy[Term]:
    """Any term that has a canonical spelling."""
    year = PERIODS.index(Period.YEAR)
    with_days = [PERIODS.index(Period.MONTH), PERIODS.index(Period.QUARTER)]
    stated = [StandingTerm.ALL_YEAR, StandingTerm.WITHIN_YEAR]
    times = st.tuples(st.integers(1, 30), st.integers(1, 30)).map(sorted)
    return st.one_of(
        dated_terms(),
        st.sampled_from(StandingTerm).map(lambda standing: Term(Kind.STANDING, standing=standing)),
        st.sampled_from(stated).map(lambda standing: Term(Kind.STANDING, years=(2025, 2025), standing=standing)),
        st.just(Term(Kind.STANDING, years=(2025, 2026), standing=StandingTerm.ACADEMIC_YEAR)),
        st.integers(0, year - 1).map(lambda period: Term(Kind.EVERY, (period,))),
        st.builds(
            lambda period, day, deadline: Term(Kind.EVERY, (period,), (day,), deadline=deadline),
            *(st.sampled_from(with_days), st.integers(1, 31), st.booleans()),
        ),
        st.integers(0, 6).map(lambda day: Term(Kind.WEEKDAYS, (day,))),
        st.builds(
            lambda kind, times, per, period: Term(kind, (*times, per, period)),
            *(st.sampled_from([Kind.TIMES, Kind.AT_LEAST]), times, st.integers(1, 9), st.integers(0, year)),
        ),
    )
