"""What does somebody cite who has read a page here?

The page, which is ours: a summary, an explainer, a page about an event. Where it tells of an article or a debate and it
is known where that was first published, the original is a second entry, and never stands for what it was not.
"""

from kb.exports.citations.bibtex import BIBTEX, bibtex
from kb.exports.citations.csl import CSL, csl
from kb.exports.citations.entries import Citation, cite
from kb.exports.citations.ris import RIS, ris
from kb.exports.citations.sentence import reference

__all__ = ["BIBTEX", "CSL", "RIS", "Citation", "bibtex", "cite", "csl", "reference", "ris"]
