"""Is this file honest text, and what does it say?

UTF-8 without a byte order mark, composed (NFC), without control characters, no word half Latin and half Cyrillic.
"""

import re
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from kb.errors import Problem

_CYRILLIC = "\u0400-\u052f\u1c80-\u1c8f"
_LATIN = "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_MIXED = re.compile(f"(?<=[{_LATIN}])[{_CYRILLIC}]|(?<=[{_CYRILLIC}])[{_LATIN}]")
_LETTER = re.compile(f"[{_LATIN}{_CYRILLIC}]")
# Among them the line ends that only Unicode knows, which YAML counts and editors do not.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read(path: Path, *, file: str, limit: int) -> tuple[str | None, list[Problem]]:
    """The text of ``path`` with lines ended by a line feed, or None if it is not text; and what is wrong with it.

    ``file`` is its name in problems, ``limit`` the greatest length in bytes.
    """
    try:
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            return None, [Problem(file, 1, 1, "symlink", "leads to another place; put the file itself here")]
        if not stat.S_ISREG(status.st_mode):
            return None, [Problem(file, 1, 1, "not-a-file", "is no plain file; a text belongs here")]
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        return None, [Problem(file, 1, 1, "unreadable", f"cannot be read ({error.strerror}); change its permissions")]
    if len(data) > limit:
        return None, [Problem(file, 1, 1, "too-big", f"longer than {limit:,} bytes; make it shorter or split it")]
    return _decode(data, file)


def shown(text: str) -> str:
    """What a file, a key or a value says, fit for one line of a terminal: what cannot be printed is escaped."""
    short = text if len(text) <= 400 else f"{text[:400]}…"
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in short)


def _decode(data: bytes, file: str) -> tuple[str | None, list[Problem]]:
    if data.startswith(_UTF16):
        return None, [Problem(file, 1, 1, "encoding", "this is UTF-16; save it as UTF-8")]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"the byte 0x{data[error.start]:02X} is not UTF-8; save the file as UTF-8"
        return None, [Problem(file, line, column, "encoding", message)]
    problems = []
    if text.startswith("\ufeff"):
        problems.append(Problem(file, 1, 1, "bom", "begins with a byte order mark; save it as UTF-8 without one"))
        text = text[1:]
    text = _LINE_END.sub("\n", text)
    if not text.strip():
        problems.append(Problem(file, 1, 1, "empty-file", "is empty; write something or remove it"))
    for number, content in enumerate(text.split("\n"), 1):
        problems += (Problem(file, number, *odd) for odd in _odd_characters(content))
    return _CONTROL.sub(" ", text), problems


def _odd_characters(line: str) -> Iterator[tuple[int, str, str]]:
    """Column, code and message of each thing in a line that looks right and is not."""
    if line.isascii() and line.isprintable():
        return
    for found in _CONTROL.finditer(line):
        code_point = f"U+{ord(found[0]):04X}"
        yield found.start() + 1, "control-character", f"holds the invisible character {code_point}; remove it"
    if "\ufffd" in line:
        message = "U+FFFD stands where a letter was lost; write the letter again"
        yield line.index("\ufffd") + 1, "replacement-character", message
    composed = unicodedata.normalize("NFC", line)
    if composed != line:
        pairs = enumerate(zip(line, composed, strict=False))
        column = next((at for at, (old, new) in pairs if old != new), len(composed))
        yield column + 1, "not-composed", "letters and their accents are apart; save the text in Unicode form NFC"
    yield from _mixed_words(line)


def _mixed_words(line: str) -> Iterator[tuple[int, str, str]]:
    end = 0
    for found in _MIXED.finditer(line):
        if found.start() < end:
            continue  # the same word
        start = end = found.start()
        while start and _LETTER.match(line, start - 1):
            start -= 1
        while _LETTER.match(line, end):
            end += 1
        word = line[start:end]
        cyrillic = re.findall(f"[{_CYRILLIC}]", word)
        latin = re.findall(f"[{_LATIN}]", word)
        script, strange = ("Cyrillic", cyrillic) if len(cyrillic) <= len(latin) else ("Latin", latin)
        letters = ", ".join(dict.fromkeys(strange))
        message = f'"{word}" mixes two scripts ({letters} is {script}); type the word again in one of them'
        yield start + 1, "mixed-scripts", message
