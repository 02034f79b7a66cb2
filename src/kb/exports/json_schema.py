"""What does the type of a value say about its JSON, in the words of JSON Schema?"""

from types import NoneType, UnionType
from typing import Any, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}
PLACE = "#/components/schemas/"


def schema(shape: Any, named: dict[str, Any]) -> dict[str, Any]:
    """The schema of ``shape``. Those of the classes in it are put into ``named``, each once, and referred to."""
    if shape is object:
        return {}
    if shape in _PLAIN:
        return {"type": _PLAIN[shape]}
    origin, inner = get_origin(shape), get_args(shape)
    if origin is UnionType:
        return {"anyOf": [schema(each, named) for each in inner]}
    if origin is list:
        return {"type": "array", "items": schema(inner[0], named)}
    if origin is dict:
        return {"type": "object", "additionalProperties": schema(inner[1], named)}
    if not is_typeddict(shape):
        raise TypeError(f"{shape} has no schema here")
    name = shape.__name__.removesuffix("Shape")
    if name not in named:
        named[name] = {}  # so that one that holds itself comes to an end
        named[name] = _of_class(shape, named)
    return {"$ref": PLACE + name}


def _of_class(shape: Any, named: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(shape, include_extras=True)
    optional = {key for key, each in hints.items() if get_origin(each) is NotRequired}
    return {
        "type": "object",
        "description": shape.__doc__ or "",
        "properties": {
            key: schema(get_args(each)[0] if key in optional else each, named) for key, each in hints.items()
        },
        "required": sorted(hints.keys() - optional),
    }
