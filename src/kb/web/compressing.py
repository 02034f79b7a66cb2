"""How many bytes does an answer take on its way? Words come gzipped to whoever understands that.

Nobody can guess a secret from the length of an answer: there are no accounts, cookies or tokens that it could hold.
"""

import gzip

from flask import Request
from werkzeug.wrappers import Response

_LEAST = 1_000  # bytes: less fits into one packet as it is
_LEVEL = 4  # of 9: under half a millisecond for a page; the highest takes twice as long for a twentieth less
_WORDS = ("text/", "application/json", "application/xml", "image/svg+xml")


def compress(request: Request, response: Response) -> None:
    """Gzip an answer that is worth it, and tell caches that it depends on who asks.

    What it is marked with is a weak mark then: the same words, in other bytes.
    """
    long = (response.calculate_content_length() or response.content_length or 0) >= _LEAST
    words = (response.mimetype or "").startswith(_WORDS) or (response.mimetype or "").endswith("+xml")
    if not (long and words) or "Content-Encoding" in response.headers:
        return
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] and response.status_code != 206:
        response.direct_passthrough = False
        response.set_data(gzip.compress(response.get_data(), _LEVEL, mtime=0))  # no time, so that it is the same again
        response.headers["Content-Encoding"] = "gzip"
        response.headers.pop("Accept-Ranges", None)
        mark, _ = response.get_etag()
        if mark:
            response.set_etag(mark, weak=True)
