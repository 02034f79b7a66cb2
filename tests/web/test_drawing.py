"""Pictures are drawn from numbers alone: nothing overlaps that must be read, nothing leaves the picture."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from kb.knowledge_base.concepts import ConceptSummary
from kb.knowledge_base.history import Happening, Year
from kb.web.drawing import place_map, year_chart


def place(number: int, lat: float | None, lon: float | None, documents: int = 1) -> ConceptSummary:
    return ConceptSummary(
        id=f"p{number}",
        type="place",
        label=f"Place {number}",
        language="en",
        url="/",
        documents=documents,
        names={},
        lat=lat,
        lon=lon,
    )


def test_north_is_up_and_east_is_right() -> None:
    drawn = place_map([place(1, 42.0, 21.0), place(2, 42.5, 21.0), place(3, 42.0, 21.5)])
    assert drawn
    at = {dot.place.id: (dot.x, dot.y) for dot in drawn.dots}
    assert at["p2"][1] < at["p1"][1]
    assert at["p3"][0] > at["p1"][0]
    assert at["p1"][1] == at["p3"][1]


def test_what_is_far_away_is_named_beside_the_map_and_what_has_no_coordinates_is_not() -> None:
    drawn = place_map([place(1, 42.0, 21.0), place(2, 42.1, 21.1), place(3, 50.8, 4.3), place(4, None, None)])
    assert drawn
    assert {dot.place.id for dot in drawn.dots} == {"p1", "p2"}
    assert [each.id for each in drawn.elsewhere] == ["p3"]


def test_one_place_makes_no_map() -> None:
    assert place_map([place(1, 42.0, 21.0), place(2, None, None)]) is None


@given(st.lists(st.tuples(st.floats(41.5, 43.5), st.floats(20.0, 22.0), st.integers(0, 40)), min_size=2, max_size=30))
def test_every_dot_is_on_the_picture(points: list[tuple[float, float, int]]) -> None:
    drawn = place_map([place(number, *point) for number, point in enumerate(points)])
    assert drawn
    for dot in drawn.dots:
        assert 0 <= dot.x <= drawn.width
        assert 0 <= dot.y <= drawn.height


def happening(date: str, kind: str = "article") -> Happening:
    return Happening(kind=kind, title=date, language="en", url="/", date=date)  # type: ignore[arg-type]


@given(st.lists(st.dates().map(str).filter(lambda day: "1990" < day < "2100"), min_size=1, max_size=40))
def test_no_two_marks_of_a_kind_stand_on_one_spot(days: list[str]) -> None:
    by_year = {day[:4]: tuple(happening(each) for each in days if each[:4] == day[:4]) for day in sorted(days)}
    chart = year_chart([Year(year=year, happenings=each, documents=0) for year, each in by_year.items()])
    assert chart
    assert len(chart.marks) == len(days)
    spots = [(mark.x, mark.y) for mark in chart.marks]
    assert all(one != other for one, other in combinations(spots, 2))


def test_time_runs_from_left_to_right_and_a_year_alone_stands_in_its_middle() -> None:
    years = [
        Year(year="2013", happenings=(happening("2013-01-02"), happening("2013"), happening("2013-12")), documents=3)
    ]
    chart = year_chart(years)
    assert chart
    assert [mark.happening.date for mark in sorted(chart.marks, key=lambda mark: mark.x)] == [
        "2013-01-02",
        "2013",
        "2013-12",
    ]


def test_nothing_dated_makes_no_picture() -> None:
    assert year_chart([]) is None
    assert year_chart([Year(year="2013", happenings=(), documents=4)]) is None
