"""Two editions article by article."""

from __future__ import annotations

from corpus.address import Address, Step
from corpus.model import ClauseKind
from index.model import StoredArticle, StoredClause
from rag.interfaces.edition_printing import changes_text
from rag.passages.edition_diff import Change, changed_words, compare_articles, word_changes
from tests.rag.made_passages import document

_LABELS = "一二三四五六"


def _article(number: int, text: str) -> StoredArticle:
    label = f"第{_LABELS[number - 1]}条"
    address = Address((Step("条", number, 0, label),))
    clause = StoredClause(
        number, f"c{number}", "d", f"a{number}", number, address, ClauseKind.PARAGRAPH,
        f"{label}　{text}", 0, 1, (), "",
    )  # fmt: skip
    return StoredArticle(f"a{number}", "d", number, address, (), "", (clause,))


OLD = [
    _article(1, "为了规范停车管理，制定本条例。"),
    _article(2, "违规停放机动车的，处100元罚款。"),
    _article(3, "任何人不得占用无障碍车位。"),
    _article(4, "本条例的解释由市交通运输局负责。"),
]
NEW = [
    _article(1, "为了规范停车管理，制定本条例。"),
    _article(2, "新能源汽车停车减半收费，军车免费。"),
    _article(3, "违规停放机动车的，处200元罚款。"),
    _article(4, "任何人不得占用无障碍车位。"),
]


def test_articles_are_kept_added_changed_renumbered_and_dropped() -> None:
    changes = compare_articles(OLD, NEW)
    assert [(c.change, c.old, c.new) for c in changes] == [
        (Change.KEPT, "第一条", "第一条"),
        (Change.ADDED, "", "第二条"),
        (Change.CHANGED, "第二条", "第三条"),
        (Change.RENUMBERED, "第三条", "第四条"),
        (Change.DROPPED, "第四条", ""),
    ]
    assert changes[2].marked == "违规停放机动车的，处[-1-]{+2+}00元罚款。"


def test_words_that_went_and_came_are_marked() -> None:
    assert changed_words("甲乙丙", "甲丁丙") == "甲[-乙-]{+丁+}丙"


def test_kept_articles_are_counted_and_the_others_printed() -> None:
    text = changes_text(document("a"), document("b"), compare_articles(OLD, NEW))
    assert "kept 1, changed 1, added 1, dropped 1, renumbered 1" in text
    assert "renumbered 第三条 -> 第四条" in text
    assert "制定本条例" not in text


def test_a_changed_text_is_given_piece_by_piece() -> None:
    assert word_changes("处100元罚款。", "处200元罚款。") == [
        ("处", "", ""), ("", "1", "2"), ("00元罚款。", "", ""),
    ]  # fmt: skip
