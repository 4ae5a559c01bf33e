"""What a passage refers to stands beside it; what a reader must know of the quotes is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rag import Assistant
from rag.answer.notices import disagreements
from rag.model import Citation, Hit
from rag.passages.evidence import number_evidence
from tests.doubles import HashEncoder
from tests.rag.passages.test_versions import record

RULES = """云澜市夜市管理办法

第一条 为规范夜市，制定本办法。
第二条 摊主应当遵守下列规定：
（一）在划定区域内摆摊；
（二）收摊时清扫地面。
第三条 摊位登记依照《云澜市摊位登记办法》第二条的规定执行。
第四条 音量标准按照《云澜市噪声管理规定》的规定执行。
第五条 违反本办法第二条第（二）项规定的，处80元罚款。
第六条 违反第三条规定的，责令改正。
"""
STALLS = """云澜市摊位登记办法

第一条 根据《云澜市市场条例》，制定本办法。
第二条 摊位由市场监管所登记，当场发证。
第三条 登记证有效期为2年。
"""


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("market")
    for name, text in (("rules.txt", RULES), ("stalls.txt", STALLS)):
        (folder / name).write_text(text, encoding="utf-8")
    opened = Assistant.open(folder / "store", create=True, encoder=HashEncoder())
    opened.add([Path(folder / "rules.txt"), Path(folder / "stalls.txt")])
    return opened


def hit_at(assistant: Assistant, question: str, address: str) -> Hit:
    return next(h for h in assistant.retrieve(question) if h.address.startswith(address))


def test_a_place_of_another_document_stands_beside_the_clause_that_names_it(
    market: Assistant,
) -> None:
    (target,) = hit_at(market, "《云澜市夜市管理办法》第三条", "第三条").related
    assert target.document.title == "云澜市摊位登记办法"
    assert "市场监管所登记" in target.text
    assert market.snapshot.text(target.document.id)[target.start : target.end] in target.text


def test_so_does_a_place_of_the_same_document(market: Assistant) -> None:
    (target,) = hit_at(market, "《云澜市夜市管理办法》第五条", "第五条").related
    assert target.address == "第二条第一款第(二)项"
    assert "清扫地面" in target.text


def test_what_is_referred_to_is_evidence_with_a_number_of_its_own(market: Assistant) -> None:
    hits = [hit_at(market, "《云澜市夜市管理办法》第三条", "第三条")]
    evidence = number_evidence(hits, market.snapshot.text)
    assert [item.number for item in evidence] == [1, 2]
    assert [item.referred for item in evidence] == [False, True]


def test_who_asks_for_the_penalty_of_a_duty_is_shown_what_punishes_it(market: Assistant) -> None:
    hits = market.retrieve("收摊时不清扫地面罚多少？", 4)
    texts = [hit.text for hit in hits]
    duty = next(n for n, text in enumerate(texts) if "清扫地面" in text)
    assert "80元" in texts[duty + 1]
    assert len(hits) <= 4


def test_a_clause_that_refers_on_to_a_document_not_in_the_store_says_so(market: Assistant) -> None:
    answer = market.ask("《云澜市夜市管理办法》第四条音量标准按照什么规定执行？")
    assert any("《云澜市噪声管理规定》" in n and "不在库中" in n for n in answer.notices)
    other = market.ask("《云澜市夜市管理办法》第三条摊位登记依照什么执行？")
    assert not any("不在库中" in notice for notice in other.notices)


def test_the_ground_a_document_stands_on_sends_nobody_on(market: Assistant) -> None:
    answer = market.ask("《云澜市摊位登记办法》第一条根据什么制定？")
    assert not any("市场条例" in notice for notice in answer.notices)


def passages(one: str, two: str, **other: object) -> tuple[Citation, Hit]:
    """Return a quote of one Document and a passage of another."""
    mine, its = record("a", region="云澜市"), record("b", **{"region": "云澜市", **other})
    citation = Citation(1, one, "第二条", mine, 0, len(one), "c1", "a1")
    return citation, Hit(two, 1.0, "第五条", its, "c2", "a2", (), 0, len(two))


ONE = "公共租赁住房承租人转租住房的，处3000元罚款。"


def test_two_documents_that_give_different_figures_for_one_thing_differ() -> None:
    citation, hit = passages(ONE, "公共租赁住房承租人转租住房的，处五千元罚款。")
    ((_, _, one, two),) = disagreements([citation], [hit])
    assert (one.value, two.value) == ("3000", "5000")


@pytest.mark.parametrize(
    ("two", "other"),
    [
        ("公共租赁住房承租人转租住房的，处三千元罚款。", {}),
        ("公共租赁住房承租人拖欠租金的，加收1000元滞纳金。", {}),
        ("公共租赁住房承租人转租住房的，处5000元罚款。", {"region": "临渡市"}),
        ("公共租赁住房承租人转租住房的，处5000元罚款。", {"status": "repealed"}),
        ("公共租赁住房承租人转租住房的，处1000元以上5000元以下罚款。", {}),
    ],
)
def test_what_is_equal_elsewhere_over_or_about_something_else_does_not_differ(
    two: str, other: dict[str, object]
) -> None:
    citation, hit = passages(ONE, two, **other)
    assert disagreements([citation], [hit]) == []
    assert disagreements([citation], [replace(hit, document=citation.document)]) == []


def test_an_article_of_a_long_document_is_found_by_its_number(tmp_path: Path) -> None:
    articles = [f"第{n}条 第{n}类摊位每晚收费{n}元，由街道办事处代收。" for n in range(1, 120)]
    articles[89] = "第90条 违反本办法第七十一条规定，多收费的，处500元罚款。"
    articles.insert(40, "第40条之一 临时摊位不收费。")
    (tmp_path / "long.txt").write_text(
        "云澜市摊位收费办法\n\n" + "\n".join(articles), encoding="utf-8"
    )
    opened = Assistant.open(tmp_path / "store", create=True, encoder=HashEncoder())
    opened.add([tmp_path / "long.txt"])
    (target,) = hit_at(opened, "《云澜市摊位收费办法》第90条", "第90条").related
    assert target.address.startswith("第71条")
    hits = opened.retrieve("第71类摊位每晚收费多少，多收怎么罚？", 5)
    first = next(n for n, hit in enumerate(hits) if hit.address.startswith("第71条"))
    assert hits[first + 1].address.startswith("第90条")


def test_a_reference_leads_to_the_edition_that_holds_on_the_date(tmp_path: Path) -> None:
    passed = "2010年3月1日全国人民代表大会常务委员会第三次会议通过"
    changed = "根据2019年9月1日全国人民代表大会常务委员会第九次会议《关于修改〈集市法〉的决定》修正"
    body = "第一条　为了规范集市，制定本法。\n第二条　摊位违规的，处{}元罚款。\n"
    market_law = "中华人民共和国集市法\n\n（{}）\n\n" + body
    files = {
        "old.txt": market_law.format(passed, 100),
        "new.txt": market_law.format(f"{passed}　{changed}", 300),
        "rules.txt": "云澜市夜市规定\n\n第一条　为规范夜市，制定本规定。\n"
        "第二条　占道摆摊的，依照《集市法》第二条的规定处罚。\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    opened = Assistant.open(tmp_path / "store", create=True, encoder=HashEncoder())
    opened.add([tmp_path / name for name in files])
    question = "《云澜市夜市规定》第二条占道摆摊怎么处罚"
    for date, source, fine in ((None, "new.txt", "300元"), ("2015-05-01", "old.txt", "100元")):
        hits = opened.retrieve(question, as_of=date)
        (target,) = next(h for h in hits if h.document.source == "rules.txt").related
        assert (target.document.source, fine in target.text) == (source, True)
        assert target.document.edition
