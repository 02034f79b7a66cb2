"""What differs between machines, and where do the files lie?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from kb.errors import KBError

PACKAGE = Path(__file__).resolve().parent


def root() -> Path:
    """The folder that holds web/ and translations/: the repository in a checkout, else the data inside the package."""
    checkout = PACKAGE.parent.parent
    return checkout if (checkout / "pyproject.toml").is_file() else PACKAGE / "_data"


def _setting(default: Any, what: str) -> Any:
    return field(default=default, metadata={"help": what})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that differs between machines. In the environment each field is ``KB_<NAME>``."""

    corpus: Path = _setting(root() / "corpus", "folder of the corpus")
    var: Path = _setting(Path("var"), "folder for what is built: the index and its generations")
    engine: str = _setting("tantivy", "search engine: tantivy")
    host: str = _setting("127.0.0.1", "address the site listens on")
    port: int = _setting(8000, "port the site listens on")
    workers: int = _setting(2, "web processes")
    site_url: str = _setting("", "public address of the site, such as https://example.org; empty: as the reader asked")
    query_characters: int = _setting(300, "longest query, in characters")
    query_words: int = _setting(32, "longest query, in words")
    page_sizes: tuple[int, ...] = _setting((10, 25, 50, 100), "how many results a page may have; the first is usual")
    window: int = _setting(10_000, "how many results can be paged through")
    front_matter_bytes: int = _setting(64_000, "longest front matter or document.yaml, in bytes")
    edition_bytes: int = _setting(1_000_000, "longest edition, in bytes")

    @classmethod
    def from_environ(cls, environ: Mapping[str, str], **given: object) -> "Settings":
        """Settings from ``KB_*`` variables; what is ``given`` and not None wins.

        Raises KBError for a value that does not fit.
        """
        values: dict[str, Any] = {}
        for each in fields(cls):
            name = f"KB_{each.name.upper()}"
            if given.get(each.name) is not None:
                values[each.name] = given[each.name]
            elif environ.get(name):
                values[each.name] = _convert(name, environ[name], each.default)
        return cls(**values)

    def to_environ(self) -> dict[str, str]:
        """The same settings as ``KB_*`` variables, for another process; folders become absolute."""
        return {f"KB_{each.name.upper()}": _say(getattr(self, each.name)) for each in fields(self)}


def _say(value: object) -> str:
    if isinstance(value, Path):
        return str(value.absolute())
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _convert(name: str, text: str, default: object) -> object:
    try:
        if isinstance(default, Path):
            return Path(text)
        if isinstance(default, int):
            return int(text)
        if isinstance(default, tuple):
            return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise KBError("%(name)s must be a whole number (or several with commas between).", name=name) from None
    return text
