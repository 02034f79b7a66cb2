"""How is a document or a pack of documents taken away? A pack lives in its address: nothing is kept about a reader."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import BoundedSemaphore, Lock
from typing import cast

from flask import Blueprint, Response, current_app, g, render_template, request

from kb.config import Settings
from kb.errors import QueryError
from kb.exports.handouts.forms import MEDIA_TYPES, PACKED, SINGLE, Order
from kb.exports.handouts.packing import Packer, Wishes, pack_address
from kb.exports.handouts.workshop import Unfinished, made
from kb.i18n import N_, View
from kb.model import KINDS, Hit, Request
from kb.web import parameters
from kb.web.documents import KINDS_OF
from kb.web.errors import Occupied
from kb.web.presenting import knowledge_base, site_root
from kb.web.search import answered, private

blueprint = Blueprint("handouts", __name__)

_OFFERED = 100  # documents that a pack page offers at once
_MEGABYTE = 1 << 20

Key = tuple[object, ...]


class Counter:
    """Where handouts are given out: few are made at once, and what was made is kept while its generation lasts."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.turns = BoundedSemaphore(settings.handouts)
        self._kept: OrderedDict[Key, bytes] = OrderedDict()
        self._generation = ""
        self._lock = Lock()

    def get(self, generation: str, key: Key, order: Callable[[], Order]) -> bytes:
        """The file of ``order``, which is asked for only if need be. Raises Occupied, QueryError."""
        with self._lock:
            if generation == self._generation and key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        if not self.turns.acquire(blocking=False):
            raise Occupied
        try:
            file = made(order(), seconds=self._settings.handout_seconds, megabytes=self._settings.handout_megabytes)
        except Unfinished:
            raise QueryError(N_("This is too much to be made here. Please choose fewer documents.")) from None
        finally:
            self.turns.release()
        self._keep(generation, key, file)
        return file

    def _keep(self, generation: str, key: Key, file: bytes) -> None:
        with self._lock:
            if generation != self._generation:
                self._kept.clear()
                self._generation = generation
            self._kept[key] = file
            while sum(map(len, self._kept.values())) > self._settings.handout_cache * _MEGABYTE:
                self._kept.popitem(last=False)


@blueprint.get(f"/<view:view>/<any({', '.join(KINDS_OF)}):shelf>/<id:id>.<any({', '.join(SINGLE)}):form>")
def document(shelf: str, id: str, form: str) -> Response:
    """One document, in the reader's view or in two."""
    parameters.check(request.args, once=("beside",))
    views = _views("beside")
    return _given(form, views, (), lambda: _packer(views).single(KINDS_OF[shelf], id, form))


@blueprint.get("/<view:view>/pack")
def page() -> Response:
    """A pack: its documents and their order, what it can be had as, and what could be added."""
    parameters.check(request.args, once=("with", "q"), often=("id",))
    views, kb = _views("with"), knowledge_base()
    ids = list(dict.fromkeys(request.args.getlist("id")))
    chosen = _packer(views).chosen(ids, most=kb.settings.pack_documents)
    wanted = Request(text=request.args.get("q", "").strip(), view=g.view.code, size=max(kb.settings.page_sizes))
    found = answered(wanted)
    offered = [hit for hit in (*found.hits, *found.some) if hit.id not in ids][:_OFFERED]
    shown = render_template(
        "pack.html",
        pack=Pack(views, [hit.id for hit in chosen]),
        chosen=chosen,
        gone=len(ids) - len(chosen),
        most=kb.settings.pack_documents,
        wanted=wanted,
        offered=[(kind, [hit for hit in offered if hit.kind == kind]) for kind in KINDS],
        packs=kb.site.packs(g.view),
        forms=PACKED,
    )
    return private(Response(shown, mimetype="text/html"))


@blueprint.get(f"/<view:view>/pack.<any({', '.join(PACKED)}):form>")
def pack(form: str) -> Response:
    """A pack as a file."""
    parameters.check(request.args, once=("with",), often=("id",))
    views, ids = _views("with"), list(dict.fromkeys(request.args.getlist("id")))
    most = knowledge_base().settings.pack_documents
    return _given(form, views, ids, lambda: _packer(views).pack(ids, form, most=most))


class Pack:
    """A pack, and the addresses of the same with one thing changed."""

    def __init__(self, views: Sequence[View], ids: Sequence[str]) -> None:
        self.views = tuple(views)
        self.ids = list(ids)

    def address(self, ids: Sequence[str] | None = None) -> str:
        """The address of these documents, or of others in the same views."""
        return pack_address(self.views, self.ids if ids is None else ids)

    def file(self, form: str) -> str:
        """The address of a form of it."""
        return pack_address(self.views, self.ids, f".{form}")

    def seen(self, view: View | None) -> str:
        """With another second view, or none."""
        return pack_address([self.views[0], *([view] if view else [])], self.ids)

    def added(self, hit: Hit) -> str:
        """With one document more, at the end."""
        return self.address([*self.ids, hit.id])

    def without(self, hit: Hit) -> str:
        """With one document fewer."""
        return self.address([id_ for id_ in self.ids if id_ != hit.id])

    def moved(self, hit: Hit, steps: int) -> str:
        """With a document moved up (-1) or down (1)."""
        rest = [id_ for id_ in self.ids if id_ != hit.id]
        rest.insert(max(self.ids.index(hit.id) + steps, 0), hit.id)
        return self.address(rest)


def _views(name: str) -> tuple[View, ...]:
    """The reader's view and, if the address names another, that. Raises QueryError for one that there is not."""
    other = parameters.second_view(request.args, name, g.view)
    return (g.view, other) if other else (g.view,)


def _packer(views: Sequence[View]) -> Packer:
    kb = knowledge_base()
    return Packer(kb.site, kb.catalogues, Wishes(views=tuple(views), root=site_root()))


def _given(form: str, views: Sequence[View], ids: Sequence[str], order: Callable[[], Order]) -> Response:
    """A file to be saved, named after the document or the pack. Search engines have its page."""
    counter = cast("Counter", current_app.extensions["kb.handouts"])
    key = request.path, request.url_root, *(view.code for view in views), *ids
    file = counter.get(knowledge_base().site.generation, key, order)
    response = Response(file, content_type=MEDIA_TYPES[form])
    # Only a PDF is looked at here: a page with a style of its own would be shown without it.
    response.headers["Content-Disposition"] = (
        f'{"inline" if form == "pdf" else "attachment"}; filename="{request.path.rpartition("/")[2]}"'
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response
