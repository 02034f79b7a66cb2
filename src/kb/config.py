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


def _secret(what: str) -> Any:
    return field(default="", repr=False, metadata={"help": what})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that differs between machines. In the environment each field is ``KB_<NAME>``."""

    corpus: Path = _setting(root() / "corpus", "folder of the corpus")
    var: Path = _setting(Path("var"), "folder for what is built: the index and its generations")
    engine: str = _setting("tantivy", "search engine: tantivy, whoosh or opensearch")
    host: str = _setting("127.0.0.1", "address the site listens on")
    port: int = _setting(8000, "port the site listens on")
    workers: int = _setting(2, "web processes")
    site_url: str = _setting("", "public address of the site, such as https://example.org; empty: as the reader asked")
    contact: str = _setting("", "e-mail or web address for readers who found a mistake; empty: none is shown")
    query_characters: int = _setting(300, "longest query, in characters")
    query_words: int = _setting(32, "longest query, in words")
    query_stars: int = _setting(8, "most stars in a query")
    budget: int = _setting(250, "milliseconds of the processor that a search may take")
    page_sizes: tuple[int, ...] = _setting((10, 25, 50, 100), "how many results a page may have; the first is usual")
    window: int = _setting(10_000, "how many results can be paged through")
    file_documents: int = _setting(1_000, "how many results a file has, such as a table; the rest is on further pages")
    front_matter_bytes: int = _setting(64_000, "longest front matter or document.yaml, in bytes")
    edition_bytes: int = _setting(1_000_000, "longest edition, in bytes")
    trusted_hosts: str = _setting("", "names the site answers to, beside its own address, with commas between")
    proxy_hops: int = _setting(0, "web servers in front of the site, each of which adds to X-Forwarded-For")
    rate: int = _setting(1200, "requests a minute from one address, or one /64 of IPv6; 0: as many as they like")
    rate_free: str = _setting("127.0.0.0/8,::1", "networks whose requests are not counted, with commas between")
    threads: int = _setting(2, "requests that a web process works on at once")
    costly: int = _setting(1, "searches with many stars, or far down a list, that it works on at once")
    pack_documents: int = _setting(50, "most documents in a pack of handouts")
    handouts: int = _setting(1, "handouts and packs that a web process has made at once; more are asked to come back")
    handout_seconds: int = _setting(60, "longest time that one may take to be made")
    handout_megabytes: int = _setting(1000, "most memory that it may take")
    handout_cache: int = _setting(32, "megabytes of handouts that a web process keeps, to give them out again")
    queue: int = _setting(24, "requests that may wait for a web process; more are asked to come back")
    metrics_from: str = _setting("127.0.0.0/8,::1", "networks that may read /metrics, with commas between")
    request_log: int = _setting(0, "1: a line for each request, without address, query or browser")
    verify_seconds: int = _setting(240, "how often a web process reads its whole index again; 0: never")
    opensearch_urls: str = _setting("http://127.0.0.1:9200", "the cluster's nodes, with commas between")
    opensearch_prefix: str = _setting("kb", "what the names of the site's indices begin with")
    opensearch_shards: int = _setting(1, "parts of each index, on as many nodes")
    opensearch_replicas: int = _setting(1, "copies of each part on other nodes, where there are as many")
    opensearch_milliseconds: int = _setting(1500, "how long a reader waits for the cluster")
    opensearch_ca: str = _setting("", "file of the certificates to trust; empty: the usual ones")
    opensearch_user: str = _setting("", "name to give to the cluster")
    opensearch_password: str = _secret("password to give to the cluster")

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
