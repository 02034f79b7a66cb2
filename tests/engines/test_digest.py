"""Is the digest that goes along with every change the one that everything together gives?"""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.engines.contract import IndexDocument
from kb.engines.digest import Changes, Ledger, Stored, of_index

NAMES = "abcde"
Edits = list[tuple[str, str | None]]
EDITS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from([None, "", "x", "y"])), max_size=20)


def edit(ledger: Ledger, held: dict[str, Stored], name: str, text: str | None) -> None:
    if text is None:
        ledger.delete(name)
        held.pop(name, None)
    else:
        ledger.upsert(IndexDocument(id=name, card=text, page=text * 2))
        held[name] = (text, text * 2)


@given(EDITS, EDITS)
def test_the_sum_after_any_edits_is_that_of_what_is_held(before: Edits, after: Edits) -> None:
    first, held = Ledger(), dict[str, Stored]()
    for name, text in before:
        edit(first, held, name, text)
    assert first.digest == of_index(held.items(), {})
    old = dict(held)
    second = Ledger(first.digest, old.get)
    for name, text in after:
        edit(second, held, name, text)
    assert second.digest == of_index(held.items(), {})
    assert second.changes() == Changes(
        added=len(held.keys() - old.keys()),
        changed=sum(held[name] != old[name] for name in held.keys() & old.keys()),
        removed=len(old.keys() - held.keys()),
    )


def test_order_makes_no_difference_and_everything_else_does() -> None:
    documents = [("a", ("card", "page")), ("b", ("", "")), ("c", ("ca", "rdpage"))]
    attached = {"site.json": b"{}", "pack": b""}
    digest = of_index(documents, attached)
    for seed in range(5):
        assert of_index(random.Random(seed).sample(documents, 3), dict(reversed(attached.items()))) == digest
    others = [
        of_index(documents[:2], attached),
        of_index([*documents, documents[0]], attached),
        of_index([("a", ("cardp", "age")), *documents[1:]], attached),
        of_index([("a", ("page", "card")), *documents[1:]], attached),
        of_index(documents, {"site.json": b"{}"}),
        of_index(documents, {"site.json": b"", "pack": b"{}"}),
    ]
    assert len({digest, *others}) == len(others) + 1


def test_an_attached_value_takes_the_place_of_the_one_before() -> None:
    ledger = Ledger()
    ledger.attach("site.json", b"old", None)
    ledger.attach("site.json", b"new", b"old")
    ledger.attach("pack", b"", None)
    assert ledger.digest == of_index([], {"site.json": b"new", "pack": b""})


@pytest.mark.parametrize("digest", ["0", "f" * 64])
def test_a_digest_has_always_the_same_length(digest: str) -> None:
    ledger = Ledger(digest)
    assert len(ledger.digest) == 64
    ledger.upsert(IndexDocument(id="a"))
    ledger.delete("a")
    assert int(ledger.digest, 16) == int(digest, 16)
