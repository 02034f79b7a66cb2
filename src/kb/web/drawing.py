"""Where do dots stand on a picture that the server draws? Nothing is drawn between them: no borders, no lines."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt
from statistics import median

from kb.knowledge_base.concepts import ConceptSummary
from kb.knowledge_base.history import Happening, Year

_WIDTH, _MARGIN = 700.0, 40.0
_FAR = 1.0  # degrees from the middle of all places: what is farther away is listed, and not on the map
_LETTER, _LINE, _GAP = 7.2, 13.0, 3.0  # about the width of a letter, the height of a line, what is left beside a dot
_KINDS = ("agreement", "article", "debate", "event", "publication")
_ROW, _STEP, _LEFT, _TOP = 50.0, 13.0, 8.0, 24.0
_NAME, _LIFT = 26.0, 8.0  # above the dots of a row, for its name; and how far the lowest are above its line
_YEAR, _LINE_OF_TIME = 60.0, 1070.0  # the width of a year at least, and of all years where they are few


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on a picture; ``anchor`` says on which side its label stands, "" that there is no room for one."""

    x: float
    y: float
    size: float
    place: ConceptSummary
    anchor: str


@dataclass(frozen=True, slots=True)
class Map:
    """A picture of so many units, its dots, and the places that are too far away to be on it."""

    width: float
    height: float
    dots: tuple[Dot, ...]
    elsewhere: tuple[ConceptSummary, ...]


def place_map(places: Sequence[ConceptSummary]) -> Map | None:
    """The places by their coordinates, north at the top; None where fewer than two have any."""
    known = [(each, each.lat, each.lon) for each in places if each.lat is not None and each.lon is not None]
    if len(known) < 2:
        return None
    middle = median(lat for _, lat, _ in known), median(lon for _, _, lon in known)
    near = [each for each in known if max(abs(each[1] - middle[0]), abs(each[2] - middle[1])) <= _FAR]
    narrow = cos(radians(middle[0]))  # a degree of longitude is shorter than one of latitude
    west, east = min(lon for _, _, lon in near), max(lon for _, _, lon in near)
    south, north = min(lat for _, lat, _ in near), max(lat for _, lat, _ in near)
    scale = (_WIDTH - 2 * _MARGIN) / max((east - west) * narrow, (north - south) / 1.4, 1e-6)
    width = (east - west) * narrow * scale + 2 * _MARGIN
    points = [
        (each, _MARGIN + (lon - west) * narrow * scale, _MARGIN + (north - lat) * scale) for each, lat, lon in near
    ]
    dots = _labelled(sorted(points, key=lambda point: -point[0].documents), width)
    shown = {each.id for each, _, _ in near}
    elsewhere = tuple(each for each, _, _ in known if each.id not in shown)
    return Map(width, (north - south) * scale + 2 * _MARGIN, dots, elsewhere)


def _labelled(points: Iterable[tuple[ConceptSummary, float, float]], width: float) -> tuple[Dot, ...]:
    """The dots, each with its label on a side where it hides no other; the most spoken of choose first."""
    points = list(points)
    taken = [(x - size - _GAP, y - size, x + size + _GAP, y + size) for place, x, y in points if (size := _size(place))]
    dots = []
    for place, x, y in points:
        size = _size(place)
        long = len(place.label) * _LETTER
        sides = {
            "start": (x + size + _GAP, y - _LINE / 2, x + size + _GAP + long, y + _LINE / 2),
            "end": (x - size - _GAP - long, y - _LINE / 2, x - size - _GAP, y + _LINE / 2),
            "middle": (x - long / 2, y + size + 2, x + long / 2, y + size + 2 + _LINE),
            "above": (x - long / 2, y - size - 2 - _LINE, x + long / 2, y - size - 2),
        }
        anchor = next((side for side, box in sides.items() if _is_free(box, taken, width)), "")
        if anchor:
            taken.append(sides[anchor])
        dots.append(Dot(round(x, 1), round(y, 1), round(size, 1), place, anchor))
    return tuple(dots)


def _size(place: ConceptSummary) -> float:
    return 4 + 1.6 * sqrt(place.documents)


_Box = tuple[float, float, float, float]


def _is_free(box: _Box, taken: Iterable[_Box], width: float) -> bool:
    left, top, right, bottom = box
    within = left >= 0 and right <= width
    return within and not any(left < c and right > a and top < d and bottom > b for a, b, c, d in taken)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened, on a picture of the years."""

    x: float
    y: float
    happening: Happening


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of the years: a row for each kind, from its top to its line; ``ticks`` are the years' places."""

    width: float
    height: float
    rows: tuple[tuple[str, float, float], ...]
    ticks: tuple[tuple[str, float], ...]
    marks: tuple[Mark, ...]


def year_chart(years: Sequence[Year]) -> Chart | None:
    """Everything that happened on a line of time, one row for each kind; None where nothing has a date."""
    happened = [each for year in years for each in year.happenings]
    if not happened:
        return None
    first, last = int(years[0].year), int(years[-1].year)
    wide = max(_YEAR, _LINE_OF_TIME / (last + 1 - first))
    columns: dict[tuple[str, int], list[Happening]] = defaultdict(list)
    for each in happened:
        columns[each.kind, round((_LEFT + (_moment(each.date) - first) * wide) / _STEP)].append(each)
    rows, top = [], _TOP
    for kind in _KINDS:
        if tallest := max((len(many) for (of, _), many in columns.items() if of == kind), default=0):
            line = top + max(_ROW, _NAME + tallest * _STEP)
            rows.append((kind, top, line))
            top = line
    lines = {kind: line for kind, _, line in rows}
    marks = [
        Mark(round(at * _STEP, 1), round(lines[kind] - _LIFT - level * _STEP, 1), each)
        for (kind, at), many in columns.items()
        for level, each in enumerate(many)
    ]
    ticks = tuple((str(year), _LEFT + (year - first) * wide) for year in range(first, last + 2))
    width = _LEFT * 2 + (last + 1 - first) * wide
    return Chart(width, top + _LIFT, tuple(rows), ticks, tuple(marks))


def _moment(date: str) -> float:
    """A date as a year and its fraction; of a year alone, its middle."""
    year, *rest = (int(part) for part in date.split("-"))
    if not rest:
        return year + 0.5
    month, day = rest[0], rest[1] if len(rest) > 1 else 15
    return year + (month - 1) / 12 + (day - 1) / 366
