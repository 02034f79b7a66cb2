"""Which documents make up a handout, and as which files is it given out?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from kb.errors import NotFound, QueryError
from kb.exports.handouts.blocks import Handout
from kb.exports.handouts.composing import Composer, Cover, Piece
from kb.exports.handouts.forms import File, Order
from kb.i18n import N_, Catalogue, View
from kb.knowledge_base import Site
from kb.model import Hit, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What is to be handed out: in which views, and with the site's public ``root`` before its addresses."""

    views: tuple[View, ...]
    root: str
    titles: tuple[str, ...] = ()  # of one's own, else those that fit
    lines: tuple[str, ...] = ()


class Packer:
    """Fetches documents and puts handouts together."""

    def __init__(self, site: Site, catalogues: Mapping[str, Catalogue], wishes: Wishes) -> None:
        self._site = site
        self._catalogues = catalogues
        self._wishes = wishes
        self._composer = Composer(wishes.views, catalogues, wishes.root)

    def single(self, kind: Kind, id: str, form: str) -> Order:
        """One document. Raises NotFound where there is none, or where it lacks a view."""
        documents = [self._site.document(kind, id, view) for view in self._wishes.views]
        return (File(id, form, self._composer.single(documents)),)

    def pack(self, ids: Sequence[str], form: str, *, most: int) -> Order:
        """Several documents. Raises QueryError for none or too many, NotFound where any is not there."""
        chosen = self.chosen(ids, most=most)
        if len(chosen) < len(dict.fromkeys(ids)):
            raise NotFound(N_("A document of this pack is not here any more."))
        if not chosen:
            raise QueryError(N_("Please choose documents for the pack first."))
        pieces = [self._piece(hit) for hit in chosen]
        if form != "zip":
            return (File("pack", form, self._together(pieces, chosen)),)
        together = self._together(pieces, chosen)
        whole = [File("pack", each, together) for each in ("pdf", "docx", "html")]
        alone = [
            File(f"documents/{number:02}-{hit.id}", each, self._composer.single(piece.documents))
            for number, (hit, piece) in enumerate(zip(chosen, pieces, strict=True), 1)
            if piece.documents
            for each in ("pdf", "md")
        ]
        return (*whole, *alone)

    def chosen(self, ids: Sequence[str], *, most: int) -> tuple[Hit, ...]:
        """The documents of ``ids`` that there are, each once. Raises QueryError for too many."""
        once = list(dict.fromkeys(ids))
        if len(once) > most:
            raise QueryError(N_("A pack holds %(number)d documents at most. Please take some out."), number=most)
        return self._site.listed(once, self._wishes.views[0])

    def _piece(self, hit: Hit) -> Piece:
        documents = tuple(
            self._site.document(hit.kind, hit.id, view) for view in self._wishes.views if view.language in hit.editions
        )
        return Piece(title=hit.title, language=hit.language, documents=documents)

    def _together(self, pieces: Sequence[Piece], chosen: Sequence[Hit]) -> Handout:
        titles = self._wishes.titles or self._titles([hit.id for hit in chosen])
        address = pack_address(self._wishes.views, [hit.id for hit in chosen])
        cover = Cover(
            titles=titles, lines=self._wishes.lines, address=self._wishes.root and self._wishes.root + address
        )
        return self._composer.pack(pieces, cover)

    def _titles(self, ids: Sequence[str]) -> tuple[str, ...]:
        """What a pack is called in each view: that of editors with just these documents has its title."""
        for number, pack in enumerate(self._site.vocabulary.packs):
            if list(pack.documents) == list(ids):
                return tuple(self._site.packs(view)[number].title.text for view in self._wishes.views)
        return tuple(self._catalogues[view.code].gettext(N_("Handout pack")) for view in self._wishes.views)


def pack_address(views: Sequence[View], ids: Sequence[str], ending: str = "") -> str:
    """The address of a pack, or of a form of it such as ".pdf"."""
    asked = [*(("id", id_) for id_ in ids), *(("with", view.code) for view in views[1:])]
    return f"/{views[0].code}/pack{ending}" + (f"?{urlencode(asked)}" if asked else "")
