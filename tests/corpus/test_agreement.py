"""The number printed at the head of a clause is one of its address."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document, parse_text, read_documents
from corpus.numbering import opens_article, read_label
from corpus.samples import sample_folder
from corpus.text.numerals import write

_OUTSIDE = {"row", "title", "front", "note", "signature"}


def _disagreeing(documents: list[Document]) -> list[str]:
    found = []
    for clause in (c for d in documents for a in d.articles for c in a.clauses):
        label = read_label(clause.text)
        if label is None or str(clause.kind) in _OUTSIDE or label.unit in ("——", "附件"):
            continue
        if label.unit in ("条", "章", "节") and not opens_article(clause.text, label):
            continue
        numbers = {(step.number, step.suffix) for step in clause.address.steps}
        if (label.number, label.suffix) not in numbers:
            found.append(f"{clause.address}: {clause.text[:40]}")
    return found


def test_samples_agree_with_their_addresses() -> None:
    files = [p for p in sorted(sample_folder().iterdir()) if p.suffix not in (".py", "")]
    assert len(files) > 10
    assert [d for path in files for d in _disagreeing(read_documents(path))] == []


_BODY = "停车应当有序，不得占道"
_ITEMS = st.lists(st.integers(0, 4), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(_ITEMS, st.booleans())
def test_generated_statutes_agree_with_their_addresses(items: list[int], spaced: bool) -> None:
    lines = ["云澜市停车管理办法"]
    for number, count in enumerate(items, 1):
        numeral = " ".join(write(number)) if spaced else write(number)
        lines.append(f"第{numeral}条　{_BODY}{'：' if count else '。'}")
        lines += [f"（{write(n)}）{_BODY}；" for n in range(1, count + 1)]
    documents = parse_text("\n".join(lines), source="t")
    assert _disagreeing(documents) == []
    heads = [str(a.address) for d in documents for a in d.articles if a.address.steps]
    assert heads == [f"第{write(n)}条" for n in range(1, len(items) + 1)]
