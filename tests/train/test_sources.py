from __future__ import annotations

from pathlib import Path

from index.train.sources import (
    Article,
    document_text,
    is_held_out,
    read_articles,
    read_laws,
    read_manifest,
    read_pairs,
    read_questions,
)


def test_five_parts_share_out_all_questions_without_overlap() -> None:
    parts = [{qid for qid in range(2000) if is_held_out(qid, part)} for part in range(5)]
    assert sorted(qid for part in parts for qid in part) == list(range(2000))
    assert all(330 < len(part) < 470 for part in parts)


def test_the_held_out_part_never_changes() -> None:
    assert [qid for qid in range(30) if is_held_out(qid)] == [5, 7, 10, 17, 22, 23, 29]


def test_a_law_file_gives_articles_with_their_headings_and_items(data: Path) -> None:
    first, second = read_laws(data / "laws.tar.xz")
    assert first == Article(
        "云澜市集市管理办法", ("第一章 总则",), "第一条", "摊位应当登记。\n(一)食品;"
    )
    assert second.number == "第二条"


def test_the_text_embedded_for_an_article_begins_with_where_it_stands() -> None:
    article = Article("云澜市某条例", ("第一章", "第二节"), "第三条", "应当登记。")
    assert document_text(article) == "云澜市某条例\n第一章\n第二节\n应当登记。"


def test_articles_and_questions_are_read_in_the_order_of_their_ids(data: Path) -> None:
    articles = list(read_articles(data / "stard" / "corpus.jsonl.gz"))
    questions = list(read_questions(data / "stard" / "train.jsonl"))
    assert len(articles) == 100
    assert articles[25].title == "云澜市犬只管理条例"
    assert [q.qid for q in questions] == list(range(60))
    assert all(len(q.relevant) == 1 for q in questions)


def test_pairs_are_normalised_and_cut(data: Path) -> None:
    sources = {source.name: source for source in read_manifest(data / "pairs")}
    pairs = list(read_pairs(data / "pairs", sources["twlaw_zh_en_articles"], longest=20))
    assert len(pairs) == 120
    assert all(len(p.a) <= 20 and p.b == p.b.lower() for p in pairs)
