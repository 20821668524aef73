"""A plan that was packed, written and unpacked is the plan that it was."""

import marshal

from hypothesis import given
from hypothesis import strategies as st

from running import PLAN
from talplan.load import load
from talplan.months import Language
from talplan.packing import packed, unpacked
from talplan.plan import Cancelled, Item, Note, Plan, Record, Section
from talplan.problem import Place
from talplan.standing import Standing
from talplan.terms import Kind, Term
from talplan.units import Registry, Unit
from talplan.years import AcademicYear
from written_plans import File, files


def stays(plan: Plan) -> bool:
    """Whether it comes back as it was: an item's place and the types, which `==` does not look at, too."""
    return whole(unpacked(marshal.loads(marshal.dumps(packed(plan))))) == whole(plan)


def whole(plan: Plan) -> str:
    return repr((plan.title, plan.year, plan.language, tuple(plan.registry), plan.sections))


def several(one: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(one, max_size=3).map(tuple)


text = st.text(max_size=8) | st.sampled_from(["Окуу бөлүмү", "no", "2.30", "бир\nэки", "🎉", "\x00"])
maybe = st.none() | text
month = st.integers(1, 12)
term = st.builds(
    Term,
    st.sampled_from(Kind),
    st.none() | st.tuples(month, month),
    st.none() | st.tuples(st.dates(), st.dates()),
    st.none() | st.sampled_from(Standing),
)
item = st.builds(
    Item,
    section=st.just(1),
    number=st.integers(1, 10**12),
    task=text,
    due=several(term),
    units=several(text),
    done=several(st.builds(Record, st.dates(), st.none() | term, several(text), maybe, maybe)),
    notes=several(st.builds(Note, st.dates(), text, maybe)),
    cancelled=st.none() | st.builds(Cancelled, st.dates(), maybe),
    place=st.builds(Place, st.integers(1), st.integers(1), st.integers(0)),
)
plan = st.builds(
    Plan,
    text,
    st.builds(AcademicYear, st.integers(1, 9998), month),
    st.sampled_from(Language),
    st.lists(st.builds(Unit, text, maybe, several(text), maybe), max_size=3).map(Registry),
    several(st.builds(Section, st.just(1), maybe, several(item))),
)


@given(plan)
def test_any_plan(plan: Plan) -> None:
    assert stays(plan)


@given(files())
def test_any_file(file: File) -> None:
    loaded = load(file.text.encode()).plan
    assert loaded
    assert stays(loaded)


def test_the_plan() -> None:
    loaded = load(PLAN.read_bytes()).plan
    assert loaded
    assert stays(loaded)
