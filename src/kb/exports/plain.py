"""How does a text become one line that no program takes for anything but text?"""

import re

# What XML cannot hold, and what is no character: controls, halves of characters, and places that Unicode never fills.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def text(value: str) -> str:
    """A text without what is none."""
    return _NO_TEXT.sub("", value)


def line(value: str) -> str:
    """A text on one line."""
    return text(" ".join(value.split()))
