from __future__ import annotations

from index.train.sources import Article
from index.train.views import article_views

LONG = Article(
    "云澜市集市管理办法",
    ("第一章 总则",),
    "第一条",
    "摊位应当登记。摊主应当守法;收费应当公示,不得涨价。",
)


def test_a_sentence_never_stands_in_the_rest_it_is_paired_with() -> None:
    for seed in range(20):
        sentence, *_ = article_views([LONG], seed=seed)
        assert sentence.a in LONG.text
        assert sentence.a not in sentence.b


def test_headings_are_paired_with_the_text_they_stand_over() -> None:
    pairs = list(article_views([LONG], seed=1))
    assert any("管理办法" in p.a and p.b == LONG.text for p in pairs)


def test_an_article_of_one_sentence_gives_only_its_headings() -> None:
    short = Article("云澜市集市管理办法", (), "第二条", "摊位应当登记。")
    pairs = list(article_views([short], seed=0))
    assert [p.b for p in pairs] == [short.text]


def test_equal_seeds_give_equal_pairs() -> None:
    assert list(article_views([LONG], seed=4)) == list(article_views([LONG], seed=4))
