"""How does a handout become a PDF that can be read aloud, and that is the same each time?

Typst sets it. The template is ours; every word of a handout reaches it as data, and is never read as Typst.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import typst

from kb.exports.handouts import codes
from kb.exports.handouts.blocks import Address, Handout, Row

_HERE = Path(__file__).resolve().parent
_TEMPLATE = _HERE / "template"
_FONTS = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_HERE / "fonts"])
# What the fonts that lie beside this file can show; a PDF that can be read aloud must not have a letter that is none.
_UNKNOWN = re.compile(
    "[^\n\u0020-\u007e\u00a0-\u017f\u0192\u0218-\u021b\u02bc\u02c6-\u02c7\u02d8-\u02dd\u0300-\u030c\u0400-\u045f"
    "\u0490-\u0491\u1e9e\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u2032-\u2033\u2039-\u203a\u2044\u20ac"
    "\u2116\u2122]"
)


def write(handout: Handout) -> bytes:
    """The handout as PDF/UA-1. The same handout gives the same bytes."""
    return typst.compile(
        _TEMPLATE / "handout.typ",
        root=_TEMPLATE,  # beyond which Typst reads nothing
        font_paths=_FONTS,
        format="pdf",
        sys_inputs={"handout": json.dumps(_plain(handout), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=0,
    )


def _plain(value: Any) -> Any:
    """A value of the handout as the template takes it: each block says what kind it is."""
    if isinstance(value, str):
        return _UNKNOWN.sub("?", value)
    if isinstance(value, Sequence):
        return [_plain(each) for each in value]
    if not is_dataclass(value):
        return value
    plain: dict[str, Any] = {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    return {**plain, "kind": type(value).__name__.lower(), **_made(value)}


def _made(value: Any) -> Mapping[str, Any]:
    if isinstance(value, Address):
        return {"code": codes.svg(value.url)}
    return {"heads": value.only_heads} if isinstance(value, Row) else {}
