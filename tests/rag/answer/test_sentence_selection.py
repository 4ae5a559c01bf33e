"""Which sentences an answer is made of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from corpus.address import Address
from corpus.model import ClauseKind
from rag.answer.candidate_sentences import Sentence
from rag.answer.lists import ClausesOf
from rag.answer.question_parts import fields_asked_for, one_for_each_part
from rag.answer.sentence_scoring import ScoredSentence, scored_sentences
from rag.answer.sentence_selection import (
    Selection,
    place_lines,
    put_behind,
    select,
    stands_at,
    whole_place,
)
from rag.model import FoundBy
from rag.passages.evidence import Evidence
from rag.query.question import Question, analyse
from rag.retrieval.query_terms import question_terms
from rag.retrieval.word_vectors import WordVectors
from tests.doubles import HashEncoder
from tests.rag.made_passages import document, passage

if TYPE_CHECKING:
    from index.model import StoredClause


def _scored(item: Evidence, score: float) -> ScoredSentence:
    return ScoredSentence(score, Sentence(item, item.start, item.end), ())


def _selected(
    question: Question,
    scored: Sequence[ScoredSentence],
    clauses_of: ClausesOf = lambda _: (),
    foreign: Collection[str] = (),
) -> Selection:
    """Return what is selected with every word of the question weighing the same."""
    weights = dict.fromkeys(question_terms(question, {}, 10).weights, 1.0)
    return select(question, scored, clauses_of, weights, foreign)


def _quotes(selection: Selection) -> list[str]:
    return [q.sentence.quote for line in selection.lines for q in line.quoted]


def _at_address(item: Evidence) -> Evidence:
    return replace(item, hit=replace(item.hit, found_by=frozenset({FoundBy.ADDRESS})))


def test_what_stands_at_the_address_asked_for_comes_first() -> None:
    question = analyse("《云澜市养犬管理办法》第八条第（一）项的内容？")
    other = passage(1, "违反第八条第（一）项的，罚款50元。", "第十一条第一款")
    asked = _at_address(passage(2, "（一）牵引带不超过1.5米；", "第八条第一款第(一)项"))
    beside = _at_address(passage(3, "（二）即时清除犬粪。", "第八条第一款第(二)项"))
    found = [_scored(other, 6.0), _scored(beside, 5.5), _scored(asked, 4.0)]
    scored = put_behind(question, found)
    assert [item.sentence.evidence.number for item in scored] == [2, 1, 3]


def test_what_merely_counts_things_is_no_address() -> None:
    question = analyse("要实施哪五项工程？")
    found = [
        _scored(passage(1, "实施扩容工程。"), 5.0),
        _scored(_at_address(passage(2, "做好宣传。", "三、（五）")), 4.0),
    ]
    assert put_behind(question, found) == found


def test_the_number_a_document_is_asked_for_by_is_no_answer() -> None:
    question = analyse("云政办发〔2022〕12号转发的是什么通知？")
    terms = question_terms(question, {}, 10)
    texts = ("云政办发〔2022〕12号", "云政办发〔2022〕13号", "现转发市民政局《关于助餐的通知》。")
    evidence = [passage(n, text) for n, text in enumerate(texts, start=1)]
    scored = scored_sentences(evidence, terms, WordVectors(HashEncoder()))
    assert [item.sentence.quote for item in scored] == [texts[2]]


def test_each_side_of_a_comparison_has_its_sentence() -> None:
    question = analyse("城区的食堂和乡镇的食堂，每餐补贴分别是多少？")
    assert len(question.parts) == 2
    town = _scored(passage(1, "城区的食堂每餐补贴3元。"), 9.0)
    more = _scored(passage(2, "食堂应当明码标价。", of=document("b")), 8.9)
    village = _scored(passage(3, "乡镇的食堂每餐补贴5元。", of=document("c")), 5.5)
    assert one_for_each_part(question.parts, [town, more, village], 2.8) == [village]
    chosen = _selected(question, [town, more, village])
    assert [line.text for line in chosen.lines] == [
        "城区的食堂每餐补贴3元。",
        "乡镇的食堂每餐补贴5元。",
    ]
    assert chosen.related == (more.sentence,)


def test_a_part_that_is_spoken_of_already_has_no_further_sentence() -> None:
    parts = [analyse(text) for text in ("城区的食堂每餐补贴多少", "乡镇的食堂每餐补贴多少")]
    both = _scored(passage(1, "城区每餐补贴3元，乡镇每餐补贴5元。"), 9.0)
    other = _scored(passage(2, "乡镇食堂由乡镇政府负责选址。"), 8.0)
    assert one_for_each_part(parts, [both, other], 2.8) == []


def test_a_list_of_another_document_does_not_take_the_place_of_the_answer() -> None:
    question = analyse("云澜招商引资有哪些奖励？")
    best = _scored(passage(1, "对成效显著的县给予经费奖补。"), 9.0)
    other = passage(2, "一是经济总量越来越大；二是结构越来越优；", of=document("b"))
    half = other.start + len("一是经济总量越来越大；")
    items = [
        ScoredSentence(8.0, Sentence(other, other.start, half), ()),
        ScoredSentence(5.0, Sentence(other, half, other.end), ()),
    ]
    chosen = _quotes(_selected(question, [best, *items]))
    assert chosen[0] == best.sentence.quote
    assert "二是结构越来越优；" not in chosen


def test_an_item_that_names_several_things_itself_is_shown_without_its_list() -> None:
    text = "（一）应急宣传讲传染病防治、灾害避险、食物中毒、道路交通和溺水预防。（二）发展旅游。"
    item = passage(1, text)
    border = item.start + text.index("（二）")
    spans = ((item.start, border, "第一条第(一)项"), (border, item.end, "第一条第(二)项"))
    clauses = [
        SimpleNamespace(
            id="c1", key=n, start=start, end=end, kind=ClauseKind.ITEM, article_id="a",
            address=Address.parse(address), text=text[start - item.start : end - item.start],
        )
        for n, (start, end, address) in enumerate(spans)
    ]  # fmt: skip
    best = ScoredSentence(9.0, Sentence(item, item.start, border), ())
    listed = cast("Sequence[StoredClause]", clauses)
    [line] = _selected(analyse("应急宣传讲哪些内容？"), [best], lambda _: listed).lines
    assert "共2项" not in line.text
    assert "溺水预防" in line.text


def test_a_lone_heading_gives_way_to_what_stands_under_it() -> None:
    question = analyse("云澜有什么税收优惠？")
    text = "（一）落实税收优惠政策。对新办企业三年内减半征收房产税，期满后再按七成征收两年。"
    item = passage(1, text)
    end = item.start + text.index("。") + 1
    heading = ScoredSentence(9.0, Sentence(item, item.start, end), ())
    clause = SimpleNamespace(
        id="c1", start=item.start, end=item.end, kind=ClauseKind.PARAGRAPH, address=Address(())
    )
    clauses = cast("Sequence[StoredClause]", (clause,))
    [line] = _selected(question, [heading], lambda _: clauses).lines
    assert line.text == text.removeprefix("（一）")


def test_the_named_documents_own_words_come_first() -> None:
    question = analyse("《云澜市养犬管理办法》规定罚多少？")
    named = passage(2, "处200元罚款。", of=document("a"))
    named = replace(named, hit=replace(named.hit, found_by=frozenset({FoundBy.TITLE})))
    found = [_scored(passage(1, "处500元罚款。", of=document("b")), 5.0), _scored(named, 4.0)]
    assert [i.sentence.evidence.number for i in put_behind(question, found)] == [2, 1]


def test_a_bare_date_answers_only_when_a_document_was_issued() -> None:
    date = _scored(passage(1, "2023年10月8日"), 5.0)
    other = _scored(passage(2, "各县应当于8月15日前发放到位。"), 4.0)
    paid = put_behind(analyse("低保金最晚哪天到位？"), [date, other])
    assert [item.sentence.evidence.number for item in paid] == [2, 1]
    issued = put_behind(analyse("低保标准的通知是哪天印发的？"), [date, other])
    assert [item.sentence.evidence.number for item in issued] == [1, 2]


def test_who_asks_what_a_place_says_is_told_all_of_it() -> None:
    text = "第十六条 承租人应当在30日内腾退。确有困难的，可以申请过渡期。过渡期内按照市场租金计租。"
    item = _at_address(passage(1, text, "第十六条第一款"))
    other = passage(2, "第十七条 逾期不腾退的，处200元罚款。", "第十七条第一款")
    ends = [i + 1 for i, c in enumerate(text) if c == "。"]
    spans = zip([0, *ends], ends, strict=False)
    parts = [Sentence(item, item.start + a, item.start + b) for a, b in spans]
    scores = (9.0, 1.0, -4.0)
    found = [ScoredSentence(s, p, ()) for s, p in zip(scores, parts, strict=True)]
    scored = sorted([*found, _scored(other, 8.0)], key=lambda i: -i.score)
    says = _selected(analyse("第十六条说了什么？"), scored)
    assert "".join(_quotes(says)) == text
    assert says.related == ()
    pays = _selected(analyse("第十六条规定几日内腾退？"), scored)
    assert text not in "".join(_quotes(pays))


def test_words_that_lead_nothing_in_are_not_shown() -> None:
    question = analyse("申请公租房要什么条件？")
    best = _scored(passage(1, "新就业职工应当毕业不满6年。"), 9.0)
    empty = _scored(passage(2, "申请家庭应当同时符合下列条件：", of=document("b")), 8.5)
    assert _quotes(_selected(question, [best, empty])) == [best.sentence.quote]
    assert _quotes(_selected(question, [empty, best]))[0] == best.sentence.quote
    assert _quotes(_selected(question, [empty])) == [empty.sentence.quote]


def test_a_note_of_who_is_responsible_answers_only_who() -> None:
    text = "完善分级诊疗制度。（责任单位：市卫生局、市医保局）"
    item = passage(1, text)
    cut = item.start + text.index("（")
    deed = ScoredSentence(5.0, Sentence(item, item.start, cut), ())
    note = ScoredSentence(6.0, Sentence(item, cut, item.end), ())
    what = put_behind(analyse("云澜怎么完善医疗服务？"), [note, deed])
    who = put_behind(analyse("分级诊疗由哪个部门负责？"), [note, deed])
    assert what[0].sentence is deed.sentence
    assert who[0].sentence is note.sentence


def test_what_is_foreign_stands_behind_and_completes_nothing() -> None:
    question = analyse("云澜的老人每月补多少？")
    other = passage(1, "青川每人每月补贴500元。", of=document("other", region="青川县"))
    home = passage(2, "每人每月补贴300元。", of=document("home", region="云澜市"))
    scored = put_behind(question, [_scored(other, 5.0), _scored(home, 4.0)], {"other"})
    assert [item.sentence.evidence.number for item in scored] == [2, 1]
    chosen = _selected(question, scored, foreign={"other"})
    assert _quotes(chosen) == [home.text]
    assert [sentence.evidence.number for sentence in chosen.related] == [1]


def test_a_sentence_stands_at_an_address_when_its_clause_does() -> None:
    question = analyse("《云澜市养犬管理办法》第八条第（一）项的内容？")
    item = _at_address(passage(1, "（一）牵引带不超过1.5米；", "第八条第一款第(一)项"))
    there = Sentence(item, item.start, item.end)
    other = passage(2, "违反第八条第（一）项的，罚款50元。", "第十一条第一款")
    assert stands_at(question, there)
    assert not stands_at(question, Sentence(other, other.start, other.end))


def test_a_place_is_shown_whole_only_to_who_asks_what_it_says() -> None:
    item = _at_address(passage(1, "第十六条 应当腾退。可以申请过渡期。", "第十六条第一款"))
    cut = item.start + len("第十六条 应当腾退。")
    scored = [
        ScoredSentence(2.0, Sentence(item, cut, item.end), ()),
        ScoredSentence(1.0, Sentence(item, item.start, cut), ()),
    ]
    whole = whole_place(analyse("第十六条说了什么？"), scored)
    assert "".join(s.quote for s in whole) == item.text
    assert whole_place(analyse("第十六条规定何时腾退？"), scored) == []


def test_what_adds_nothing_to_the_answer_is_related() -> None:
    question = analyse("老年人就餐每餐补贴多少元？")
    best = _scored(passage(1, "老年人就餐每餐补贴3元。"), 9.0)
    beside = _scored(passage(2, "补贴由街道审核。", of=document("b")), 8.5)
    far = _scored(passage(3, "食堂由街道选址。", of=document("c")), 1.0)
    chosen = _selected(question, [best, beside, far])
    assert _quotes(chosen) == [best.sentence.quote]
    assert chosen.related == (beside.sentence,)


def test_a_sentence_comes_with_its_parts_between_semicolons() -> None:
    text = "城区的食堂每餐补贴3元；镇上的食堂每餐补贴4元。"
    item = passage(1, text)
    half = item.start + text.index("；") + 1
    parts = [Sentence(item, item.start, half), Sentence(item, half, item.end)]
    scored = [ScoredSentence(9.0 - i, part, ()) for i, part in enumerate(parts)]
    [line] = _selected(analyse("镇上的食堂每餐补贴多少元？"), scored[::-1]).lines
    assert line.text == text


def test_a_sentence_that_names_as_many_things_as_are_asked_for_leads() -> None:
    question = analyse("健康教育要进哪三个地方？")
    other = _scored(passage(1, "健康教育由专业机构指导。"), 9.0)
    three = _scored(passage(2, "健康教育进机关、进企业和进学校。", of=document("b")), 8.0)
    two = _scored(passage(3, "健康教育进乡村、进社区。", of=document("c")), 8.5)
    assert put_behind(question, [other, two, three])[0].sentence is three.sentence
    unasked = put_behind(analyse("健康教育由谁指导？"), [other, two, three])
    assert unasked[0].sentence is other.sentence


@pytest.mark.parametrize(
    "text",
    ["《食堂补贴办法》（云政发〔2012〕3号）同时废止。", "为了规范食堂补贴，制定本办法。"],
)
def test_what_a_document_repeals_or_is_made_for_is_behind_what_it_says(text: str) -> None:
    question = analyse("食堂补贴多少元？")
    aside = _scored(passage(1, text), 9.0)
    rule = _scored(passage(2, "食堂每餐补贴3元。", of=document("b")), 8.0)
    assert put_behind(question, [aside, rule])[0].sentence is rule.sentence
    asked = analyse("食堂补贴的旧办法还有效吗，制定目的是什么？")
    assert put_behind(asked, [aside, rule])[0].sentence is aside.sentence


def test_what_is_related_stands_in_the_order_of_its_document() -> None:
    question = analyse("食堂每餐补贴多少元？")
    text = "食堂应当明码标价。食堂由乡镇设立。"
    both = passage(2, text, of=document("b"))
    first = Sentence(both, both.start, both.start + 9)
    second = Sentence(both, both.start + 9, both.end)
    best = _scored(passage(1, "食堂每餐补贴3元。"), 9.0)
    scored = [best, ScoredSentence(8.5, second, ()), ScoredSentence(8.0, first, ())]
    related = _selected(question, scored).related
    assert [s.start for s in related] == sorted(s.start for s in related)


def test_the_farther_behind_a_sentence_is_the_more_it_has_to_add() -> None:
    question = analyse("老年人就餐每餐补贴多少元？")
    best = _scored(passage(1, "老年人就餐补贴3元。"), 9.0)
    near = _scored(passage(2, "每餐都要登记。", of=document("b")), 8.9)
    far = _scored(passage(2, "每餐都要登记。", of=document("b")), 6.5)
    assert len(_quotes(_selected(question, [best, near]))) == 2
    assert len(_quotes(_selected(question, [best, far]))) == 1


def test_why_a_document_was_made_does_not_lead() -> None:
    made = _scored(passage(1, "落实分级诊疗，结合云澜实际，特制定本方案。"), 9.0)
    other = _scored(passage(2, "可以增加签约医院。"), 8.0)
    found = put_behind(analyse("分级诊疗嫌签约医院太远能怎么办？"), [made, other])
    assert found[0].sentence is other.sentence


def test_the_lines_of_a_place_that_stand_side_by_side_are_one_quote() -> None:
    text = "第八条 下列情形不予登记：（一）烈性犬；（二）大型犬。"
    item = passage(1, text)
    cuts = [0, text.index("（一）"), text.index("（二）"), len(text)]
    parts = [Sentence(item, item.start + a, item.start + b) for a, b in pairwise(cuts)]
    [line] = place_lines(parts)
    assert line.text == "下列情形不予登记：\n烈性犬；\n大型犬。"
    assert [quoted.sentence.quote for quoted in line.quoted] == [text]
    apart = place_lines([parts[0], parts[2]])
    assert [each.quoted[0].sentence for each in apart] == [parts[0], parts[2]]


def test_what_a_sentence_leads_in_belongs_to_it_where_no_item_stands_out() -> None:
    text = "网上买的七日内可以退货，但下列商品除外：（一）定作的；（二）鲜活的；（三）报刊。"
    item = passage(1, text)
    cuts = [0, text.index("（一）"), text.index("（二）"), text.index("（三）"), len(text)]
    kinds = [ClauseKind.PARAGRAPH, *[ClauseKind.ITEM] * 3]
    steps = ["第一条第一款", *(f"第一条第一款第({n})项" for n in "一二三")]
    clauses = [
        SimpleNamespace(
            id="c1" if not n else f"i{n}", key=n, start=item.start + cuts[n],
            end=item.start + cuts[n + 1], kind=kinds[n], article_id="a",
            address=Address.parse(steps[n]), text=text[cuts[n] : cuts[n + 1]],
        )
        for n in range(4)
    ]  # fmt: skip
    best = ScoredSentence(9.0, Sentence(item, item.start, item.start + cuts[1]), ())
    listed = cast("Sequence[StoredClause]", clauses)
    [line] = _selected(analyse("网上买的几天可以退货？"), [best], lambda _: listed).lines
    assert "共3项" in line.text
    assert all(name in line.text for name in ("定作的", "鲜活的", "报刊"))


def _of(text: str, scores: Sequence[float]) -> list[ScoredSentence]:
    """Return the sentences of a text with their scores, best first."""
    item = passage(1, text)
    ends = [at + 1 for at, character in enumerate(text) if character == "。"]
    sentences = [
        Sentence(item, item.start + a, item.start + b)
        for a, b in zip([0, *ends[:-1]], ends, strict=True)
    ]
    found = [ScoredSentence(n, s, ()) for n, s in zip(scores, sentences, strict=True)]
    return sorted(found, key=lambda i: -i.score)


def test_the_best_sentence_of_a_long_paragraph_is_read_first() -> None:
    long = "成立领导小组，由市政府分管领导任组长，组织、财政、教育、卫生等部门负责同志为成员，" * 3
    text = f"{long}负责统筹。办公室设在市人事局。办公室主任由局长兼任。"
    selection = _selected(analyse("办公室设在哪里？"), _of(text, (3.0, 5.0, 3.0)))
    assert selection.lines[0].text == "办公室设在市人事局。办公室主任由局长兼任。"


def test_a_short_paragraph_is_read_whole_and_so_is_what_a_sentence_leans_on() -> None:
    short = "公交车上禁止带犬。导盲犬除外。"
    assert _selected(analyse("导盲犬能坐公交吗？"), _of(short, (3.0, 5.0))).lines[0].text == short
    long = f"公交车、地铁、学校、医院{'、商场' * 40}禁止带犬。其中导盲犬除外。"
    assert _selected(analyse("导盲犬能坐公交吗？"), _of(long, (3.0, 5.0))).lines[0].text == long


def test_the_field_that_a_question_asks_for_comes_before_others_and_a_title_last() -> None:
    guide = document(title="营业执照办事指南")
    place, phone = (
        passage(n, text, of=guide) for n, text in enumerate(("办理地点：三楼", "电话：12345"), 1)
    )
    title = passage(3, "营业执照办事指南", of=guide)
    found = [_scored(title, 6.0), _scored(phone, 5.0), _scored(place, 4.0)]
    ordered = put_behind(analyse("营业执照在哪办？"), found)
    assert ordered[0].sentence.quote == "办理地点：三楼"


def test_each_field_that_the_label_asked_for_names_is_shown_and_no_other() -> None:
    item = passage(1, "法定办结时限：15个工作日\n承诺办结时限：1个工作日\n结果名称：营业执照")
    starts = [0, *(at + 1 for at, character in enumerate(item.text) if character == "\n")]
    ends = [*(at - 1 for at in starts[1:]), len(item.text)]
    found = [
        ScoredSentence(score, Sentence(item, item.start + a, item.start + b), ())
        for score, a, b in zip((5.0, 2.0, 4.5), starts, ends, strict=True)
    ]
    selection = _selected(analyse("营业执照几天能办好？"), sorted(found, key=lambda i: -i.score))
    assert [line.text for line in selection.lines] == [
        "法定办结时限：15个工作日",
        "承诺办结时限：1个工作日",
    ]
    best = found[0].sentence
    assert fields_asked_for(analyse("营业执照归谁管？"), best, found) == []
