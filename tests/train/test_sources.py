from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from index.encoders.builtin import BUILTIN_FOLDER
from index.train.sources import (
    CLEAN_LICENCES,
    Article,
    Source,
    document_text,
    is_held_out,
    may_be_learned,
    read_articles,
    read_laws,
    read_manifest,
    read_pairs,
    read_questions,
)

ROOT = Path(__file__).resolve().parents[2]


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


def source(licence: str, licence_class: str) -> Source:
    return Source("made-up", "made-up", licence, licence_class, 10)


@pytest.mark.parametrize("licence", ["GPL-3.0", "Apache-2.0 / AGPL-3.0", "LGPL-2.1 or later"])
def test_nothing_under_the_gpl_is_learned_from_whatever_class_it_is_filed_under(
    licence: str,
) -> None:
    assert not may_be_learned(source(licence, "sa"), CLEAN_LICENCES)
    assert not may_be_learned(source(licence, "perm"), None)


def test_other_classes_than_those_asked_for_are_not_learned_from() -> None:
    assert may_be_learned(source("CC-BY-SA-4.0", "sa"), CLEAN_LICENCES)
    assert not may_be_learned(source("CC-BY-NC-4.0", "nc"), CLEAN_LICENCES)
    assert not may_be_learned(source("none stated", "none"), CLEAN_LICENCES)
    assert may_be_learned(source("none stated", "none"), None)


def test_a_training_manifest_gives_only_sources_of_classes_the_card_names(data: Path) -> None:
    listed = json.loads((data / "pairs" / "manifest.json").read_text("utf-8"))
    like = listed[0]
    listed += [
        {**like, "file": "terms.jsonl.gz", "licence": "GPL-3.0", "licence_class": "sa"},
        {**like, "file": "talk.jsonl.gz", "licence": "CC-BY-NC-4.0", "licence_class": "nc"},
        {**like, "file": "new.jsonl.gz", "licence": "some new one", "licence_class": "odd"},
    ]
    folder = data / "more"
    folder.mkdir(exist_ok=True)
    (folder / "manifest.json").write_text(json.dumps(listed), encoding="utf-8")
    sources = read_manifest(folder)
    refused = {s.name for s in sources if not may_be_learned(s, CLEAN_LICENCES)}
    assert refused >= {"terms", "talk", "new"}
    assert {s.licence_class for s in sources if s.name not in refused} <= card_classes()


def test_the_manifest_of_the_shared_data_gives_no_gpl_and_no_other_class(shared: Path) -> None:
    sources = read_manifest(shared / "pairs")
    learned = [s for s in sources if may_be_learned(s, CLEAN_LICENCES)]
    assert learned
    assert {s.licence_class for s in learned} <= card_classes()
    assert not [s for s in learned if "GPL" in s.licence]


def card_classes() -> set[str]:
    """Return the classes of licence that the bundled model's card names."""
    card = (BUILTIN_FOLDER / "README.md").read_text("utf-8")
    named = re.search(r"Licence classes of the sources: clean \(([a-z, ]+)\)", card)
    assert named
    return set(named[1].split(", "))


def test_the_card_names_the_classes_that_are_learned_from_and_no_other_source() -> None:
    assert card_classes() == CLEAN_LICENCES
    assert {row[2] for row in card_sources()} <= CLEAN_LICENCES


def card_sources() -> list[tuple[str, str, str]]:
    """Return origin, licence and class of the sources in the card's table."""
    table = (BUILTIN_FOLDER / "README.md").read_text("utf-8").partition("## Sources")[2]
    rows = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("|")]
    return [(row[0].strip(), row[1].strip(), row[2].strip()) for row in rows[2:]]


def test_sources_that_ask_to_be_named_are_named_in_the_notice() -> None:
    notice = (ROOT / "NOTICE").read_text("utf-8")
    asking = [origin for origin, licence, _ in card_sources() if "CC-BY" in licence]
    assert len(asking) >= 4
    for origin in asking:
        repository = re.split(r"[ ,(]", origin)[0]
        assert repository.split("/")[-1].lower() in notice.lower(), origin
