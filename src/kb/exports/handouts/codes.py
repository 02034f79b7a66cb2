"""What does an address look like for a telephone's camera?"""

from functools import partial
from io import BytesIO

import segno

_make = partial(segno.make_qr, error="m")
_BORDER = 2


def svg(url: str) -> str:
    """As a drawing."""
    file = BytesIO()
    _make(url).save(file, kind="svg", border=_BORDER, xmldecl=False, svgclass=None, lineclass=None, dark="#20292b")
    return file.getvalue().decode()


def png(url: str) -> bytes:
    """As a picture, for word processors."""
    file = BytesIO()
    _make(url).save(file, kind="png", border=_BORDER, scale=6)
    return file.getvalue()


def data_uri(url: str) -> str:
    """As a drawing that stands in a page itself."""
    return str(_make(url).svg_data_uri(border=_BORDER))
