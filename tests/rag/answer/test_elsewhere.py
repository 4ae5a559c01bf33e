"""Rules of another place than the one asked about stand behind, and never complete an answer."""

from __future__ import annotations

import pytest

from rag.answer.candidate_sentences import Sentence
from rag.answer.confidence import foreign_documents
from rag.answer.sentence_scoring import ScoredSentence
from rag.answer.sentence_selection import chosen_sentences, put_behind
from rag.passages.evidence import Evidence
from rag.query.question import analyse
from tests.rag.made_passages import document, passage

HOME = document("home", region="云澜市")
OTHER = document("other", region="青川县")
LAW = document("law", region="国家")
PLACELESS = document("placeless", region=None)


def _found(*documents: object) -> list[Evidence]:
    text = "每人每月补贴300元。"
    return [passage(n, text, of=d) for n, d in enumerate(documents, start=1)]  # type: ignore[arg-type]


def _scored(item: Evidence, score: float) -> ScoredSentence:
    return ScoredSentence(score, Sentence(item, item.start, item.end), ())


def test_documents_of_another_place_are_foreign() -> None:
    question = analyse("云澜的老人每月补多少？")
    assert foreign_documents(question, _found(HOME, OTHER, LAW)) == {"other"}


def test_a_document_of_no_known_place_may_hold_where_it_names_the_place() -> None:
    question = analyse("云澜的老人每月补多少？")
    named = passage(3, "云澜每人每月补贴300元。", of=document("named", region=None))
    found = [*_found(HOME, PLACELESS), named]
    assert foreign_documents(question, found) == {"placeless"}


@pytest.mark.parametrize(
    "question", ["老人每月补多少？", "白石县的老人每月补多少？", "云澜和青川的老人补贴有什么区别？"]
)
def test_nothing_is_foreign_when_one_place_is_not_singled_out(question: str) -> None:
    assert not foreign_documents(analyse(question), _found(HOME, OTHER, LAW))


def test_a_place_that_the_asked_places_documents_name_stands_above_them() -> None:
    province = document("province", region="川南省")
    home = passage(1, "根据川南省人民政府的部署，每人每月补贴300元。", of=HOME)
    others = _found(province, OTHER)
    assert foreign_documents(analyse("云澜补多少？"), [home, *others]) == {"other"}


def test_what_is_foreign_stands_behind_and_completes_nothing() -> None:
    question = analyse("云澜的老人每月补多少？")
    other = passage(1, "青川每人每月补贴500元。", of=OTHER)
    home = passage(2, "每人每月补贴300元。", of=HOME)
    scored = put_behind(question, [_scored(other, 5.0), _scored(home, 4.0)], {"other"})
    assert [item.sentence.evidence.number for item in scored] == [2, 1]
    chosen = chosen_sentences(question, scored, lambda _: (), {"other"})
    assert [sentence.evidence.number for sentence in chosen] == [2]
