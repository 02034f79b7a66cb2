"""Is anybody home, can they search, and how are they doing?

For those who look after the site. They do not wait behind readers, and are not told what anybody asked.
"""

import time
from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, Response, abort, current_app, g, jsonify, request

from kb.engines.contract import All
from kb.errors import EngineError
from kb.web import addresses
from kb.web.counts import Counts, gauge
from kb.web.presenting import knowledge_base

blueprint = Blueprint("health", __name__)

_FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")


@blueprint.get("/healthz")
def alive() -> Response:
    """That the process answers, whatever the index does."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def ready() -> Response:
    """That it can search, and in which generation. Raises EngineError."""
    g.answers_json = True
    kb = knowledge_base()
    generation = kb.generation
    kb.site.reader.search(All(), limit=0)
    return jsonify(
        status="ok",
        engine=generation.engine,
        generation=generation.id,
        documents=generation.documents,
        published=kb.engine.current(),
    )


@blueprint.get("/metrics")
def metrics() -> Response:
    """Counts for Prometheus, for those who may read them."""
    if not _may_read():
        abort(404)
    counts: Counts = current_app.extensions["kb.counts"]
    return Response("\n".join([*counts.lines(), *_index(), ""]), mimetype="text/plain; version=0.0.4; charset=utf-8")


def _may_read() -> bool:
    """Whether the address is one of those allowed; one behind a web server that we were not told of could be any."""
    settings = knowledge_base().settings
    if not settings.proxy_hops and any(name in request.headers for name in _FORWARDED):
        return False
    allowed = addresses.networks("KB_METRICS_FROM", settings.metrics_from)
    return addresses.within(request.remote_addr or "", allowed)


def _index() -> Iterator[str]:
    """The index as the process that answers sees it."""
    kb = knowledge_base()
    try:
        generation = kb.generation
    except EngineError:
        yield from gauge("kb_index_ready", "Whether there is an index to search.", 0)
        return
    yield from gauge("kb_index_ready", "Whether there is an index to search.", 1)
    labels = [("generation", generation.id), ("engine", generation.engine)]
    yield from gauge("kb_generation_info", "The generation that answers.", 1, labels)
    age = time.time() - datetime.fromisoformat(generation.created).timestamp()
    yield from gauge("kb_generation_age_seconds", "Seconds since that generation was made.", age)
    yield from gauge("kb_documents", "Documents in it.", generation.documents)
    passed_over = kb.engine.current() != generation.id
    yield from gauge("kb_index_fallback", "1: the published index is damaged, an older one answers.", passed_over)
