from __future__ import annotations

from index.train.citations import cited_articles, citing_questions, index_articles
from index.train.sources import Article, Pair

ARTICLES = [
    Article("中华人民共和国集市法", (), f"第{number}条", "摊位。")
    for number in ("一", "二", "三十九", "一百零二", "三十九")
]
ARTICLES[4] = Article("中华人民共和国集市法", (), "第三十九条之一", "摊主。")
LOOKUP = index_articles(ARTICLES)


def test_a_law_is_found_with_and_without_the_countrys_name() -> None:
    assert cited_articles("《中华人民共和国集市法》第一条", LOOKUP) == {0}
    assert cited_articles("《集市法》第一条", LOOKUP) == {0}


def test_arabic_and_chinese_numbers_name_the_same_article() -> None:
    assert cited_articles("根据《集市法》第39条", LOOKUP) == {2}
    assert cited_articles("根据《集市法》第102条", LOOKUP) == {3}


def test_several_articles_of_one_law_are_all_found() -> None:
    assert cited_articles("《集市法》第一条、第二条和第三十九条之一", LOOKUP) == {0, 1, 4}


def test_an_unknown_law_or_number_cites_nothing() -> None:
    assert cited_articles("《庙会法》第一条;《集市法》第九条", LOOKUP) == set()


def test_an_answer_that_cites_nearly_everything_is_left_out() -> None:
    many = [Article("集市法", (), f"第{n}条", "") for n in "一二三四五六"]
    answer = "《集市法》第一条、第二条、第三条、第四条、第五条、第六条"
    assert list(citing_questions([Pair("问", answer)], index_articles(many))) == []
    few = list(citing_questions([Pair("问", answer[:9])], index_articles(many)))
    assert few == [("问", 0)]
