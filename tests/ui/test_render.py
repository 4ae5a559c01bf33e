from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import html

from corpus.pages import Pages
from rag.model import AnswerStatus
from tests.ui.fake import (
    FakeArticle,
    FakeClause,
    FakeRow,
    make_answer,
    make_article,
    make_changes,
    make_citation,
    make_document,
    make_hit,
)
from tests.ui.payloads import PAYLOADS
from tests.ui.poison import poisoned_turns
from ui.conversation import Problem, Stage, Turn
from ui.escaping import escape
from ui.frame import render_brand, render_report, render_switches, render_welcome
from ui.limits import LIMITS, safe_label
from ui.marks import Quoted
from ui.render import (
    render_article,
    render_documents,
    render_problem,
    render_turn,
    render_turns,
)
from ui.words import CHINESE, ENGLISH

LOADERS = {"src", "href", "srcset", "poster", "data", "action", "formaction", "background", "style"}
ALLOWED = {
    *("html", "body", "article", "section", "aside", "details", "summary", "div", "span", "p"),
    *("h1", "h2", "h3", "a", "ul", "li", "strong", "mark", "button", "input", "table", "thead"),
    *("tbody", "tr", "th", "td", "del", "ins"),
}


def answered(**changes: object) -> Turn:
    answer = make_answer(**changes)
    return Turn(3, "谁可以参保？", Stage.ANSWERED, answer.text, answer, {"a19": make_article()})


def parse(markup: str) -> html.HtmlElement:
    return html.document_fromstring(f"<html><body>{markup}</body></html>")


def assert_harmless(markup: str) -> None:
    for element in parse(markup).iter():
        assert element.tag in ALLOWED, f"<{element.tag}> in {markup}"
        for name, value in element.attrib.items():
            assert not name.startswith("on"), f"{name} in {markup}"
            assert name not in LOADERS or value.startswith("#"), f"{name}={value}"


def test_there_are_at_least_150_payloads() -> None:
    assert len(set(PAYLOADS)) >= 150


@pytest.mark.parametrize("words", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_no_payload_in_any_place_becomes_markup(words: object) -> None:
    for payload in PAYLOADS:
        assert_harmless(render_turns(poisoned_turns(payload), words))  # type: ignore[arg-type]


def test_no_payload_in_the_list_of_documents_or_a_report_becomes_markup() -> None:
    for payload in PAYLOADS:
        documents = [make_document(title=payload, number=payload, written=payload)]
        documents.append(make_document(title=None, number=None, source=payload))
        assert_harmless(render_documents(documents, CHINESE))
        assert_harmless(render_report([f"<li>{escape(safe_label(payload))}</li>"], CHINESE, LIMITS))


def test_payloads_are_shown_as_the_text_they_are() -> None:
    payload = "<script>window.hit=1</script>"
    shown = parse(render_turn(poisoned_turns(payload)[1], CHINESE))
    assert payload in shown.text_content()


def test_escaped_text_can_be_sent_whatever_it_holds() -> None:
    assert escape("a\ud83d\x00\u202eb").encode() == b"ab"


def test_the_pages_own_parts_are_harmless_too() -> None:
    for words in (CHINESE, ENGLISH):
        assert_harmless(render_brand(words) + render_switches(words) + render_welcome(words))


def test_a_citation_mark_leads_to_its_source() -> None:
    shown = parse(render_turn(answered(), CHINESE))
    (link,) = shown.xpath("//a[@class='ref']")
    assert link.text == "1"
    assert shown.get_element_by_id(link.get("data-open")).tag == "details"


def test_citations_of_one_article_share_a_card_and_each_leads_to_its_own_mark() -> None:
    clauses = make_article().clauses
    citations = tuple(make_citation(n, clauses[n], address=f"第({n})项") for n in (1, 2, 3))
    elsewhere = make_citation(5, article_id="a20")
    turn = answered(text="甲[1]乙[2]丙[3]丁[5]", citations=(*citations, elsewhere))
    shown = parse(render_turn(turn, CHINESE))
    assert shown.xpath("//span[@class='badge']/text()") == ["1–3", "5"]
    for link, clause in zip(shown.xpath("//a[@class='ref']"), clauses[1:], strict=False):
        mark = shown.get_element_by_id(link.get("data-mark"))
        assert mark.text == clause.text
        assert mark.xpath("ancestor::details/@id") == [link.get("data-open")]
    assert "第(1)项、第(2)项、第(3)项" in shown.xpath("//summary")[0].text_content()


def test_a_number_without_a_citation_stays_plain_text() -> None:
    shown = parse(render_turn(answered(text="满六个月。[1][7]"), CHINESE))
    assert [link.text for link in shown.xpath("//a[@class='ref']")] == ["1"]
    assert "[7]" in shown.text_content()


def test_two_turns_never_share_an_element_id() -> None:
    turns = [replace(answered(), number=number) for number in (1, 2)]
    ids = parse(render_turns(turns, CHINESE)).xpath("//@id")
    assert len(ids) == len(set(ids)) == 6


def test_an_opened_source_shows_the_whole_article_and_marks_the_quote_alone() -> None:
    shown = parse(render_turn(answered(), CHINESE))
    article = shown.xpath("//div[@class='article']")[0]
    assert [mark.text for mark in article.iter("mark")] == [
        "（三）持有本市居住证满六个月的未就业人员。"
    ]
    assert "具有本市户籍" in article.text_content()
    assert "第三章 参保与缴费" in article.text_content()


def test_a_source_names_title_number_address_and_status() -> None:
    summary = parse(render_turn(answered(), CHINESE)).xpath("//summary")[0].text_content()
    for part in (
        "云澜市城乡居民医疗保险办法",
        "云府发〔2021〕12号",
        "第十九条第（三）项",
        "现行有效",
    ):
        assert part in summary


def test_a_status_that_is_not_known_is_not_guessed() -> None:
    citation = make_citation(document=make_document(status=None))
    shown = render_turn(answered(citations=(citation,)), CHINESE)
    assert CHINESE.status_unknown in shown
    assert CHINESE.statuses["in_force"] not in shown


def test_a_removed_article_still_shows_its_quote() -> None:
    turn = replace(answered(), articles={})
    shown = render_turn(turn, CHINESE)
    assert CHINESE.source_gone in shown
    assert parse(shown).xpath("//mark/text()") == ["（三）持有本市居住证满六个月的未就业人员。"]


def test_notices_stand_apart_from_the_answer() -> None:
    shown = parse(render_turn(answered(notices=("该办法已废止。",)), CHINESE))
    (note,) = shown.xpath("//*[@role='note']")
    assert "该办法已废止。" in note.text_content()
    assert "该办法已废止。" not in shown.xpath("//div[@class='text']")[0].text_content()


def test_answer_abstention_failure_and_stop_never_look_alike() -> None:
    abstained = make_answer(status=AnswerStatus.ABSTAINED, citations=(), hits=(make_hit(),))
    unsure = make_answer(status=AnswerStatus.UNSURE)
    turns = [
        answered(),
        Turn(3, "?", Stage.UNSURE, unsure.text, unsure),
        Turn(1, "?", Stage.ABSTAINED, abstained.text, abstained),
        Turn(2, "?", Stage.FAILED, problem=Problem(word="internal")),
        Turn(4, "?", Stage.STOPPED, "半句"),
    ]
    labels = [
        parse(render_turn(turn, CHINESE)).xpath("//p[starts-with(@class, 'label')]/@class")
        for turn in turns
    ]
    assert labels == [
        [],
        ["label label-unsure"],
        ["label label-abstained"],
        ["label label-failed"],
        ["label label-stopped"],
    ]


def test_an_abstention_shows_the_nearest_clauses_as_such() -> None:
    abstained = make_answer(status=AnswerStatus.ABSTAINED, citations=(), hits=(make_hit(),) * 5)
    turn = Turn(1, "?", Stage.ABSTAINED, abstained.text, abstained, {"a19": make_article()})
    shown = parse(render_turn(turn, CHINESE))
    assert CHINESE.nearest in shown.xpath("//h3")[0].text_content()
    assert len(shown.xpath("//details")) == 3


def test_an_unsure_answer_shows_what_it_cites_as_a_source() -> None:
    unsure = make_answer(status=AnswerStatus.UNSURE)
    turn = Turn(1, "?", Stage.UNSURE, unsure.text, unsure, {"a19": make_article()})
    shown = parse(render_turn(turn, CHINESE))
    assert CHINESE.sources in shown.xpath("//h3")[0].text_content()
    assert CHINESE.unsure in shown.text_content()


def test_related_clauses_are_folded_behind_the_sources() -> None:
    related = make_citation(2, address="第二十条", quote="本办法由市医保局解释。")
    shown = parse(render_turn(answered(related=(related,)), CHINESE))
    (folded,) = shown.xpath("//details[@class='related']")
    assert "open" not in folded.attrib
    assert "第二十条" in folded.text_content()
    assert "本办法由市医保局解释。" in folded.text_content()
    assert not parse(render_turn(answered(), CHINESE)).xpath("//details[@class='related']")


def test_a_completed_follow_up_is_shown_and_an_unchanged_question_is_not() -> None:
    turn = replace(answered(), question="那学生呢？")
    assert "按“谁可以参保？”查找" in render_turn(turn, CHINESE)
    assert "查找" not in render_turn(answered(), CHINESE)


def test_a_running_turn_says_so_to_a_screen_reader() -> None:
    assert 'aria-busy="true"' in render_turn(Turn(1, "?"), CHINESE)
    assert 'aria-busy="false"' in render_turn(answered(), CHINESE)


def test_rows_become_a_table_with_the_quoted_row_marked() -> None:
    header = ("指标", "目标")
    rows = [FakeRow(header, ("床位", "5000张")), FakeRow(header, ("护理员", "800人"))]
    clauses = [FakeClause("x" * 9, i * 10, i * 10 + 9, "row", row) for i, row in enumerate(rows)]
    article = FakeArticle("t", (FakeClause("表1", 900, 902), *clauses))
    shown = parse(render_article(article, [Quoted("x" * 9, 10, 19)]))
    assert [th.text for th in shown.iter("th")] == ["指标", "目标"]
    assert [mark.text for mark in shown.iter("mark")] == ["护理员", "800人"]


def test_a_long_list_of_documents_says_how_many_are_left_out() -> None:
    documents = [make_document(title=f"第{number}号文件") for number in range(320)]
    shown = render_documents(documents, CHINESE)
    assert "共 320 份" in shown
    assert "另有 20 份未列出" in shown
    assert shown.count("<li>") == 300


def test_a_known_error_is_said_in_the_visitors_language_with_the_programs_own_line() -> None:
    problem = Problem(line="store is busy; try again", error="StoreBusy")
    assert CHINESE.errors["StoreBusy"] in render_problem(problem, CHINESE)
    assert "store is busy" in render_problem(problem, CHINESE)
    assert render_problem(problem, ENGLISH).count("store is busy") == 1


def test_a_source_with_pages_names_them_and_a_scan_says_that_it_was_recognised() -> None:
    scanned = make_document(pages=Pages(2, (0, 50), (0.96, 0.93)))
    answer = make_answer(citations=(make_citation(document=scanned),))
    turn = Turn(1, "?", Stage.ANSWERED, answer.text, answer, {"a19": make_article()})
    assert "第3页 (文字识别，可信度93%)" in render_turn(turn, CHINESE)
    assert "page 3 (recognised text, 93% sure)" in render_turn(turn, ENGLISH)
    assert CHINESE.recognised in render_documents([scanned], CHINESE)
    assert CHINESE.recognised not in render_documents([make_document()], CHINESE)


def test_the_edition_and_what_changed_stand_on_the_card() -> None:
    cited = make_citation(document=make_document(edition="2018年修正文本"))
    turn = replace(answered(citations=(cited,)), changes={"d1": make_changes()})
    card = parse(render_turn(turn, CHINESE)).find_class("card")[0]
    assert "2018年修正文本" in [e.text for e in card.find_class("fact")]
    assert card.find_class("changes")
    assert not parse(render_turn(answered(), CHINESE)).find_class("changes")


def test_what_held_on_the_date_asked_about_and_does_no_more_is_not_said_to_be_in_force() -> None:
    over = make_document(status=None, status_reason="2022-07-01《新办法》")
    markup = render_turn(answered(citations=(make_citation(document=over),)), CHINESE)
    assert CHINESE.status_then.format(why="2022-07-01《新办法》") in markup
    assert CHINESE.statuses["in_force"] not in markup
    assert CHINESE.status_unknown not in markup
