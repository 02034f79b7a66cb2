"""What does an edition's Markdown say, and how does it look as safe HTML?

The only package that knows the Markdown library, the HTML sanitiser and the slug library.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from kb.markup.blocks import Row, side_by_side
from kb.markup.contents import Citation, Heading, Link, Outline, survey
from kb.markup.dialect import SOURCE_NAME, TIMELINE, paragraphs, parse, parse_line, timeline_blocks, words
from kb.markup.dialect import html as _html
from kb.markup.readings import Reading
from kb.markup.views import for_view, sanitise, to_script

__all__ = [
    "SOURCE_NAME",
    "Citation",
    "Heading",
    "Link",
    "Outline",
    "Reading",
    "Rendered",
    "Row",
    "for_view",
    "inline",
    "outline",
    "render",
    "side_by_side",
    "to_script",
    "with_timeline",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """Safe ``html``, and plain ``text``: one paragraph a line, without citations.

    ``lines[i]`` is the line of the Markdown where the i-th paragraph of ``text`` begins.
    """

    html: str
    text: str
    lines: tuple[int, ...]
    outline: Outline


def outline(markdown: str, *, latin: Callable[[str], str]) -> Outline:
    """The headings, citations, links and mistakes of ``markdown``. ``latin`` makes Cyrillic Latin, for heading ids."""
    return survey(markdown, parse(markdown).written, latin)


def render(markdown: str, *, cite: Mapping[str, int], latin: Callable[[str], str]) -> Rendered:
    """Turn ``markdown`` into safe HTML and plain text; ``cite`` numbers the sources by id.

    A link to another document becomes ``/-/agreements/ibm``; ``for_view`` puts the reader's view in. Mistakes never
    raise: what cannot be a link, a citation or a footnote stays as text, and stands in the outline's ``problems``.
    """
    parsed = parse(markdown)
    surveyed = survey(markdown, parsed.written, latin)
    text = list(paragraphs(parsed.tokens))
    return Rendered(
        html=sanitise(_html(parsed, [heading.id for heading in surveyed.headings], cite)),
        text="\n".join(heard for heard, _ in text),
        lines=tuple(line for _, line in text),
        outline=surveyed,
    )


def inline(text: str) -> tuple[str, str]:
    """A line of the facts, plain and as safe HTML: marks of another language are all the Markdown that counts there."""
    if "](" not in text and "]{" not in text:
        return text, escape(text, quote=False)
    parsed = parse_line(text)
    return " ".join(map(words, parsed.tokens)), sanitise(_html(parsed, (), {}))


def with_timeline(markdown: str, rows: Iterable[tuple[str, str, Sequence[str]]]) -> str:
    """Put a list in the place of the line ``[timeline]``. A row is a date as readers read it, text, and source ids."""
    if TIMELINE not in markdown:  # most have none: no need to take them apart
        return markdown
    items = [_item(*row) for row in rows]
    lines, blocks = timeline_blocks(markdown)
    for first, after in reversed(blocks):
        lines[first:after] = ["", *items, ""]
    return "\n".join(lines)


def _item(date: str, text: str, sources: Sequence[str]) -> str:
    cited = f" [{'; '.join(f'@{source}' for source in sources)}]" if sources else ""
    # "+", so that it does not run into a list before or after it.
    return f"+ **{date}** – {' '.join(text.split())}{cited}"
