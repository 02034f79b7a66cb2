"""How are all addresses that give data described to programs? Made from what the addresses themselves say of it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from typing import Any

from kb.config import Settings
from kb.exports.json_schema import PLACE, schema
from kb.exports.shapes import FailureShape
from kb.i18n import VIEWS
from kb.web.forms import Form
from kb.web.parameters import Parameter, limits

_PART = re.compile(r"<(?P<kind>\w+)(?:\((?P<of>[^)]*)\))?:(?P<name>\w+)>")
_FAILURES = {
    "404": "There is no such document, or it is not in this language.",
    "422": "The address asks for what cannot be; the message says what to change.",
    "429": "Too many requests from one network; Retry-After says when to come back.",
    "503": "Search is away or very busy; Retry-After says when to come back.",
}


def describe(forms: Iterable[tuple[str, Form]], settings: Settings, root: str) -> dict[str, Any]:
    """The description, as OpenAPI 3.1. ``forms`` are rules of addresses with what is given there."""
    named: dict[str, Any] = {}
    told = schema(FailureShape, named)
    paths = {path_of(rule): {"get": _operation(rule, form, settings, named)} for rule, form in forms}
    responses = {
        status: {"description": said, "content": {"application/json": {"schema": told}}}
        for status, said in _FAILURES.items()
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Dialogue Archive",
            "summary": "Explainers and summaries about the EU-facilitated dialogue, in Albanian, Serbian and English.",
            "version": version("kb"),
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": root}],
        "paths": paths,
        "components": {"schemas": dict(sorted(named.items())), "responses": responses},
    }


def path_of(rule: str) -> str:
    """A rule of an address as OpenAPI writes it: /{view}/search.csv."""
    return _PART.sub(r"{\g<name>}", rule)


def _operation(rule: str, form: Form, settings: Settings, named: dict[str, Any]) -> dict[str, Any]:
    given = schema(form.gives, named) if form.gives else {"type": "string"}
    return {
        "operationId": re.sub(r"\W+", "_", path_of(rule)).strip("_"),
        "summary": form.meaning,
        "parameters": [*_in_path(rule), *(_in_query(each, settings) for each in form.takes)],
        "responses": {
            "200": {
                "description": form.meaning,
                "headers": {"ETag": {"schema": {"type": "string"}, "description": "Send it back as If-None-Match."}},
                "content": {form.media: {"schema": given}},
            },
            "304": {"description": "Nothing has changed since the ETag that was sent."},
            **{status: {"$ref": f"{PLACE.replace('schemas', 'responses')}{status}"} for status in _FAILURES},
        },
    }


def _in_path(rule: str) -> Iterator[Mapping[str, Any]]:
    for part in _PART.finditer(rule):
        allowed: dict[str, Any] = {"type": "string"}
        if part["kind"] == "view":
            allowed["enum"] = list(VIEWS)
        elif part["kind"] == "any":
            allowed["enum"] = [each.strip() for each in part["of"].split(",")]
        else:
            allowed["pattern"] = "^[A-Za-z0-9][A-Za-z0-9_-]*$"
        yield {"name": part["name"], "in": "path", "required": True, "schema": allowed}


def _in_query(parameter: Parameter, settings: Settings) -> Mapping[str, Any]:
    allowed = limits(settings).get(parameter.name, parameter.allowed)
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.meaning,
        "schema": {"type": "array", "items": allowed} if parameter.often else allowed,
    }
