"""A type says of its JSON what a validator can hold it to."""

import pytest

from kb.exports.json_schema import schema
from kb.exports.shapes import ConceptShape, ResultsShape


def test_a_class_is_described_once_and_referred_to() -> None:
    named: dict[str, object] = {}
    assert schema(ResultsShape, named) == {"$ref": "#/components/schemas/Results"}
    assert set(named) == {"Results", "Hit", "Snippet", "Reason", "Facet"}


def test_what_may_be_missing_is_not_required() -> None:
    named: dict[str, dict[str, list[str]]] = {}
    schema(ConceptShape, named)
    assert "kind" not in named["Concept"]["required"]
    assert "id" in named["Concept"]["required"]


def test_what_has_no_schema_is_refused() -> None:
    with pytest.raises(TypeError):
        schema(set, {})
