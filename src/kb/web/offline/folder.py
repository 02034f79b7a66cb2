"""How is a copy written so that nothing is ever half there?"""

import tempfile
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import orjson

from kb.errors import KBError

# By its list of files a copy is known for one; nothing else is ever replaced.
LIST = "copy-of-the-site.json"
_INSIDE = "dialogue-archive"  # the folder that a ZIP unpacks to
_ALWAYS = (1980, 1, 1, 0, 0, 0)  # the first date a ZIP can say: the same files make the same bytes


def write_folder(files: Mapping[str, bytes], target: Path) -> None:
    """Write a copy as a folder. Raises KBError where a folder stands that is no copy, or no file can be written."""
    refuse(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as beside:
            new, old = Path(beside) / "new", Path(beside) / "old"
            for name, content in _listed(files).items():
                file = new / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
            _switch(new, target, old)
    except OSError as error:
        raise KBError("The copy could not be written: %(reason)s.", reason=error.strerror or error) from error


def refuse(target: Path) -> None:
    """Raises KBError where a folder stands that is no copy."""
    if target.exists() and not _is_ours(target):
        raise KBError("%(folder)s is there already and is no copy of the site: name another folder.", folder=target)


def _switch(new: Path, target: Path, old: Path) -> None:
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise


def write_zip(files: Mapping[str, bytes], target: Path) -> None:
    """Write a copy as a ZIP, in place of any file of that name. Raises KBError where that cannot be."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as beside:
            new = Path(beside) / "new"
            with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
                for name, content in _listed(files).items():
                    entry = zipfile.ZipInfo(f"{_INSIDE}/{name}", _ALWAYS)
                    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                    packed.writestr(entry, content)
            new.replace(target)
    except OSError as error:
        raise KBError("The copy could not be written: %(reason)s.", reason=error.strerror or error) from error


def _listed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files, with a list of them and of their digests."""
    digests = {name: sha256(content).hexdigest() for name, content in files.items()}
    return {**files, LIST: orjson.dumps(digests, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)}


def _is_ours(folder: Path) -> bool:
    return folder.is_dir() and (not any(folder.iterdir()) or (folder / LIST).is_file())
