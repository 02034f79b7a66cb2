"""How does the whole site fit on a stick, to be read and searched where there is no network?

As a folder of files, or a ZIP of it: every page in every view, and a search that a browser does by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kb.knowledge_base import KnowledgeBase
from kb.web.offline.folder import refuse, write_folder, write_zip
from kb.web.offline.pages import Pages, script, scripts
from kb.web.offline.readme import readme
from kb.web.offline.tables import make_index


@dataclass(frozen=True, slots=True)
class Copy:
    """The files by name, and the links that lead to nothing in the copy and so were taken out."""

    files: Mapping[str, bytes]
    lost: tuple[str, ...]


def write_copy(kb: KnowledgeBase, target: Path, progress: Callable[[int], None] = lambda _: None) -> Copy:
    """Write the published site to ``target``, a folder or a ZIP; what stood there stays until the new copy is whole.

    Raises KBError where something else is in the way, EngineError.
    """
    packed = target.suffix == ".zip"
    if not packed:
        refuse(target)
    copy = make_copy(kb, progress)
    (write_zip if packed else write_folder)(copy.files, target)
    return copy


def make_copy(kb: KnowledgeBase, progress: Callable[[int], None] = lambda _: None) -> Copy:
    """The copy, file by file: the same bytes for the same corpus."""
    # Nobody else is asking, so nothing is limited; and no page may tell of an address that is not in the copy.
    settings = replace(kb.settings, rate=0, queue=1, site_url="", proxy_hops=0, request_log=0)
    steady = KnowledgeBase(kb.engine, settings).held()
    files = dict(scripts())
    files["search/index.js"] = script("INDEX", make_index(steady.site))
    files["README.txt"] = readme(steady)
    pages = Pages(steady)
    for name, content in pages:
        files[name] = content
        progress(len(files))
    return Copy(dict(sorted(files.items())), tuple(sorted(pages.lost)))
