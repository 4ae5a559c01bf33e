"""No character of a source is lost or shown twice; reading takes linear time."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import parse_text
from corpus.assemble import assemble
from corpus.clean import paragraphs
from corpus.separate import separate

_PIECES = [
    "第一章 总则", "第二章", "第一条 ", "第三条的规定", "第九百条", "一、", "二、总体要求",
    "（一）", "(二)加强领导。", "1.", "2、推进建设。", "12.", "(1)", "①", "——", "第一,", "一是",
    "二是加大投入。", "附件1", "附件：1.名单", "a)", "云澜市人民政府",
    "云澜市人民政府办公室关于规范市场的通知", "云澜政发〔2024〕1号", "各县（区）人民政府：",
    "2024年1月2日", "为做好工作，制定本方案。", "现通知如下：", "目 录",
    "第一篇：关于试点的方案", "小编为大家整理了方案", "打印 关闭", "序号 项目 金额",
    "1 食堂 50", "2 床位 20", "a\tb\tc", "1\t2\t3", "| a | b |", "|---|---|", "35。", "2014。",
    "]", "(", "关于印发《云澜市", "办法》的通知", "各单位要认真执行。",
    "依照《办法》第二条办理；", "专科??埔陨毕業", "“一、引用", "\ufffd", "# 标题",
    "<!-- INFO END -->", "Article 1 Scope", " ", "\u3000", "\xa0", "。", "；", "\n", "\n\n",
    "\r\n", "\x0c", "\U00020000",
]  # fmt: skip
_SOUP = st.lists(st.sampled_from(_PIECES) | st.text(max_size=6), max_size=60).map("".join)


def _kept(text: str) -> str:
    return "".join(
        c for c in text if not c.isspace() and c not in "\x00\u200b\u200c\u200d\u2060\ufeff"
    )


def _shown_and_source(text: str) -> tuple[str, str]:
    """Return the characters in Clauses, and those of paragraphs that are not noise."""
    cut = paragraphs(text)
    roles, segments = separate(cut)
    documents = assemble("t", text, cut, roles, segments)
    shown = "".join(c.text for d in documents for a in d.articles for c in a.clauses)
    source = "".join(p.text for p in cut if not p.noise)
    return _kept(shown), _kept(source)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_SOUP)
def test_every_character_that_is_not_noise_is_in_one_clause(text: str) -> None:
    shown, source = _shown_and_source(text)
    if "|---" in text:
        source, shown = source.replace("|---|---|", ""), shown.replace("|---|---|", "")
    assert shown == source


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_SOUP)
def test_clauses_cut_their_text_out_of_the_document_in_order(text: str) -> None:
    for document in parse_text(text, source="t"):
        position = 0
        for clause in (c for a in document.articles for c in a.clauses):
            assert position <= clause.start < clause.end <= len(document.text)
            position = clause.end
            cut = _kept(document.text[clause.start : clause.end])
            assert _kept(clause.text) in cut


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_SOUP)
def test_an_articles_address_begins_those_of_its_clauses(text: str) -> None:
    for document in parse_text(text, source="t"):
        for article in document.articles:
            depth = len(article.address.steps)
            assert article.clauses
            assert all(c.address.steps[:depth] == article.address.steps for c in article.clauses)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_two_thousand_texts_keep_every_character() -> None:
    """R11: what the three tests above say, of 2,000 texts that are the same in every run."""
    many = settings(
        max_examples=2000, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    for test in (
        test_every_character_that_is_not_noise_is_in_one_clause,
        test_clauses_cut_their_text_out_of_the_document_in_order,
        test_an_articles_address_begins_those_of_its_clauses,
    ):
        inner = test.hypothesis.inner_test  # type: ignore[attr-defined]
        many(given(_SOUP)(inner))()


_WORST: dict[str, Callable[[int], str]] = {
    "numerals": lambda n: "一" * n,
    "one numeral a line": lambda n: "一\n" * (n // 2),
    "articles without end": lambda n: "第" * n,
    "article starts": lambda n: "第一" * (n // 2),
    "spaces": lambda n: "第" + " " * n + "条",
    "full-width spaces": lambda n: "\u3000" * n + "。",
    "brackets": lambda n: "（" * n,
    "glued items": lambda n: "（一）" * (n // 3),
    "glued numbers": lambda n: "。1." * (n // 3),
    "titles": lambda n: "《" * n,
    "nested titles": lambda n: "《云澜" * (n // 3),
    "number brackets": lambda n: "云澜政发〔" * (n // 5),
    "years": lambda n: "云澜发2024" * (n // 7),
    "labels": lambda n: "一、标题\n" * (n // 5),
    "values": lambda n: "35。\n" * (n // 4),
    "bare values": lambda n: "35\n个\n" * (n // 5),
    "open quotes": lambda n: "关于《\n" * (n // 4),
    "names": lambda n: "云澜市人民政府\n" * (n // 8),
    "dates": lambda n: "2024年1月2日\n" * (n // 10),
    "salutations": lambda n: "各县人民政府：\n" * (n // 8),
    "openings": lambda n: "为做好工作，制定本方案。\n一、甲\n" * (n // 18),
    "notices": lambda n: "关于印发《甲乙丙丁办法》的通知\n云澜政发〔2024〕1号\n" * (n // 32),
    "rows": lambda n: "a\tb\tc\n" * (n // 6),
    "flat rows": lambda n: "序号 名称 金额\n1 甲 2\n2 乙 3\n" * (n // 22),
    "annexes": lambda n: "附件1\n" * (n // 4),
    "contents": lambda n: "目录\n" + "关于某某事项的通知\n" * (n // 10),
    "ordinals": lambda n: "一是甲。二是乙。" * (n // 8),
    "references": lambda n: "第一条第二款" * (n // 6),
    "garbled": lambda n: "专??业" * (n // 4),
    "shell": lambda n: "小编为大家整理的" * (n // 8),
    "parts": lambda n: "第一篇：甲方案\n" * (n // 8),
    "dashes": lambda n: "—" * n,
    "hashes": lambda n: "#" * n,
    "comments": lambda n: "<!--" * (n // 4),
    "notes": lambda n: "（此件" * (n // 3),
    "meta": lambda n: "索 引 号 " * (n // 6),
}  # fmt: skip


def _seconds(text: str) -> float:
    gc.disable()  # its passes over the whole heap say nothing about the parser
    start = time.process_time()
    parse_text(text, source="t")
    spent = time.process_time() - start
    gc.enable()
    return spent


@pytest.mark.parametrize("name", _WORST)
def test_time_is_linear_in_length(name: str) -> None:
    size = 16_000
    text, longer = _WORST[name](size), _WORST[name](2 * size)
    gc.collect()
    once = twice = math.inf
    # A machine that others use is slow for seconds at a time, which only more turns get past;
    # of a parser that is not linear every turn is slow.
    for turn in range(12):
        once, twice = min(once, _seconds(text)), min(twice, _seconds(longer))
        # Below some milliseconds the clock says nothing about growth.
        if turn >= 2 and twice <= max(2.5 * once, once + 0.04) and twice < 2.0:
            return
    pytest.fail(f"{twice:.3f} s for twice the text, {once:.3f} s for once")


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", _WORST)
def test_a_megabyte_takes_at_most_two_and_a_half_times_as_long_as_half(name: str) -> None:
    half, whole = (_WORST[name](size) for size in (500_000, 1_000_000))
    once = twice = math.inf
    for _ in range(6):
        once, twice = min(once, _seconds(half)), min(twice, _seconds(whole))
        if twice <= 2.5 * once:
            return
    pytest.fail(f"{twice:.1f} s for a megabyte, {once:.1f} s for half of it")
