"""Does this have the shape that the model gives it, and if not, what is an editor to do?

The only module that knows pydantic. Its messages are for programmers, so that we write our own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, fields, is_dataclass
from difflib import get_close_matches
from functools import cache
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from kb.corpus.yaml_file import Mistake, Path, spoken

T = TypeVar("T")
_UNKNOWN = "unexpected_keyword_argument"


@dataclass(frozen=True, slots=True)
class Fitted(Generic[T]):
    """A value of the model, with what was wrong. ``unread`` names keys whose value could not be used.

    ``value`` is None if even the rest is not enough to make one.
    """

    value: T | None
    mistakes: tuple[Mistake, ...] = ()
    unread: frozenset[str] = frozenset()


def fit(shape: type[T], data: Any, *, path: Path = (), closed: Iterable[str] = ()) -> Fitted[T]:
    """Make a ``shape`` of ``data``, which stands at ``path``; ``closed`` are keys of the shape that it may not set."""
    shut = {key for key in closed if isinstance(data, dict) and key in data}
    rest = {key: value for key, value in data.items() if key not in shut} if shut else data
    known = tuple(key for key in _keys(shape) if key not in set(closed))
    mistakes = [unknown_key((*path, key), known) for key in sorted(shut)]
    try:
        return Fitted(_made(shape, rest), tuple(mistakes))
    except ValidationError as error:
        errors = error.errors(include_url=False, include_context=True)
    mistakes += _mistakes(shape, errors, path, known)
    value, unread = _salvage(shape, rest, errors)
    return Fitted(value, tuple(mistakes), unread)


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def _made(shape: type[T], data: Any) -> T:
    made: T = _adapter(shape).validate_python(data)  # type: ignore[arg-type]  # a class is hashable
    return made


def _salvage(shape: type[T], data: Any, errors: Iterable[ErrorDetails]) -> tuple[T | None, frozenset[str]]:
    """What can be made without unknown keys and without the top keys that hold another mistake."""
    data = deepcopy(data)
    unread = {str(error["loc"][0]) for error in errors if error["loc"] and error["type"] != _UNKNOWN}
    for error in errors:
        holder = data
        try:
            for part in error["loc"][:-1]:
                holder = holder[part]
            if error["type"] == _UNKNOWN:
                del holder[error["loc"][-1]]
        except (KeyError, IndexError, TypeError):
            continue  # inside something that is no longer there
    try:
        kept = {key: value for key, value in data.items() if key not in unread}
        return _made(shape, kept), frozenset(unread)
    except (AttributeError, ValidationError):
        return None, frozenset(unread)


def _mistakes(shape: type, errors: Iterable[ErrorDetails], at: Path, known: tuple[str, ...]) -> Iterator[Mistake]:
    meant: set[Path] = set()
    for error in sorted(errors, key=lambda error: error["type"] != _UNKNOWN):
        inner: Path = tuple(error["loc"])
        path = (*at, *inner)
        if error["type"] == _UNKNOWN:
            keys = known if len(inner) == 1 else _keys(_shape_at(shape, inner[:-1]))
            meant.add((*path[:-1], _nearest(str(inner[-1]), keys)))
            yield unknown_key(path, keys)
        elif error["type"] != "missing":
            yield Mistake(path, *_sentence(error, path, _keys(_shape_at(shape, inner)) if inner else known))
        elif path not in meant:  # a key that is only misspelt is not missing too
            yield Mistake(path, "missing-key", f"{spoken(path)} is missing; add it")


def unknown_key(path: Path, known: Sequence[str]) -> Mistake:
    """A key that ``known`` has not, with the key that was perhaps meant."""
    near = _nearest(str(path[-1]), known)
    remedy = f'did you mean "{near}"?' if near else f"the keys are {', '.join(known)}"
    return Mistake(path, "unknown-key", f"{spoken(path)} is not a key here; {remedy}", of_key=True)


def _nearest(key: str, known: Sequence[str]) -> str:
    return next(iter(get_close_matches(key, known, n=1)), "")


def _sentence(error: ErrorDetails, path: Path, keys: Sequence[str]) -> tuple[str, str]:
    """Code and message of a value of the wrong kind."""
    given = _kind(error["input"])
    if error["type"] == "literal_error":
        return "bad-choice", f"{spoken(path)} must be {str(error['ctx']['expected']).replace(chr(39), '')}"
    if error["type"].startswith("int"):
        return "wrong-type", f"{spoken(path)} must be a whole number"
    if error["type"].startswith(("float", "finite")):
        return "wrong-type", f"{spoken(path)} must be a number"
    if error["type"].startswith("tuple"):
        return "wrong-type", f"{spoken(path)} must be a list, such as [a, b], not {given}"
    if error["type"].startswith("dataclass"):
        return "wrong-type", f"{spoken(path)} must have keys ({', '.join(keys)}), not be {given}"
    return "wrong-type", f"{spoken(path)} must be text, not {given}"


def _kind(value: object) -> str:
    kinds: Mapping[type, str] = {str: "text", list: "a list", dict: "keys and values", NoneType: "nothing"}
    return kinds.get(type(value), "a number" if not isinstance(value, bool) else "true or false")


def _shape_at(shape: Any, path: Path) -> Any:
    """The type that the model gives to what is at ``path`` inside ``shape``."""
    for part in path:
        inner = get_args(shape)[0] if isinstance(part, int) else get_type_hints(shape).get(part, str)
        shape = next(arg for arg in get_args(inner) if arg is not NoneType) if get_origin(inner) is UnionType else inner
    return shape


def _keys(shape: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(shape)) if is_dataclass(shape) else ()
