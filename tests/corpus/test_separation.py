"""Which Documents a file holds. All documents here are made up."""

from __future__ import annotations

import random

from corpus import Document, parse_text
from corpus.readers.plain import decode
from corpus.samples import sample_folder

_LONG = "各有关单位要提高认识，明确责任分工，细化工作措施，确保各项任务按期完成，取得实效。" * 2


def _read(text: str) -> list[Document]:
    return parse_text(text, source="made-up.txt")


def _borders(text: str) -> list[tuple[int, int]]:
    return [(d.first_line, d.last_line) for d in _read(text)]


def _letter(title: str, number: str, day: str = "2024年3月15日") -> str:
    return (
        f"{title}\n\n{number}\n\n各县（区）人民政府，市政府各部门：\n\n为做好有关工作，现提出如下意见。\n\n"
        f"一、总体要求\n\n{_LONG}\n\n二、主要任务\n\n（一）加强领导。{_LONG}\n\n"
        f"云澜市人民政府办公室\n\n{day}\n"
    )


def test_letters_one_after_another_are_separate_documents() -> None:
    text = _letter("云澜市人民政府办公室关于加强校车管理的意见", "云澜政办发〔2024〕1号") + _letter(
        "云澜市人民政府办公室关于规范农贸市场的意见", "云澜政办发〔2024〕2号", "2024年4月1日"
    )
    documents = _read(text)
    assert [d.number for d in documents] == ["云澜政办发〔2024〕1号", "云澜政办发〔2024〕2号"]
    assert [d.written for d in documents] == ["2024-03-15", "2024-04-01"]
    assert [d.first_line for d in documents] == [1, 20]


def test_a_notice_and_the_measures_it_issues_are_one_document() -> None:
    text = (
        "云澜市人民政府办公室关于印发\n《云澜市停车管理办法》的通知\n\n云澜政办规〔2024〕3号\n\n"
        "各县（区）人民政府：\n\n《云澜市停车管理办法》已经市政府同意，现印发给你们，请认真执行。\n\n"
        "云澜市人民政府办公室\n\n2024年5月6日\n\n云澜市停车管理办法\n\n第一章 总则\n\n"
        f"第一条 为规范停车，制定本办法。\n\n第二条 {_LONG}\n\n"
        f"第三条 本办法自2024年7月1日起施行。\n"
    )
    (document,) = _read(text)
    assert document.title == "云澜市人民政府办公室关于印发《云澜市停车管理办法》的通知"
    assert (document.written, document.effective) == ("2024-05-06", "2024-07-01")
    assert document.kind == "办法"
    assert document.last_line == len(text.rstrip("\n").split("\n"))


def test_the_second_measure_of_a_notice_is_a_document_with_its_number_and_date() -> None:
    measures = "".join(
        f"云澜市{name}办法\n\n第一条 为规范{name}，制定本办法。\n\n第二条 {_LONG}\n\n"
        f"第三条 {_LONG}\n\n"
        for name in ("养犬管理", "犬只收容")
    )
    text = (
        "云澜市人民政府办公室关于印发《云澜市养犬管理办法》和《云澜市犬只收容办法》的通知\n\n"
        "云澜政办规〔2024〕4号\n\n各县（区）人民政府：\n\n两个办法已经市政府同意，现印发给你们。\n\n"
        f"云澜市人民政府办公室\n\n2024年5月6日\n\n{measures}"
    )
    first, second = _read(text)
    assert (first.title, second.title) == ("云澜市养犬管理办法", "云澜市犬只收容办法")
    assert first.number == second.number == "云澜政办规〔2024〕4号"
    assert first.written == second.written == "2024-05-06"
    assert first.issuer == second.issuer == "云澜市人民政府办公室"


def test_entries_of_a_table_of_contents_are_no_documents() -> None:
    titles = [
        "云澜市人民政府办公室关于加强校车管理的意见",
        "云澜市人民政府办公室关于规范农贸市场的意见",
    ]
    contents = "云澜市人民政府公报 2024年第1期\n\n目 录\n\n" + "".join(
        f"{t}……（{i}）\n\n" for i, t in enumerate(titles, 2)
    )
    letters = "".join(_letter(t, f"云澜政办发〔2024〕{i}号") for i, t in enumerate(titles, 1))
    documents = _read(contents + letters)
    assert [d.kind for d in documents] == ["目录", "意见", "意见"]
    assert [d.title for d in documents[1:]] == titles


def test_a_gazette_masthead_without_contents_is_no_document() -> None:
    text = "云澜政报2024年第3期\n\n【字体：大 中 小】\n\n" + _letter(
        "云澜市人民政府办公室关于加强校车管理的意见", "云澜政办发〔2024〕1号"
    )
    (document,) = _read(text)
    assert document.first_line == 5


def test_parts_of_a_web_compilation_are_documents() -> None:
    text = (
        "第一篇：云澜市关于推进科技创新的实施意见\n云澜市关于推进科技创新的实施意见\n（2012年9月19日）\n"
        f"为推进科技创新，现提出以下实施意见。\n一、目标\n1.{_LONG}\n二、任务\n2.{_LONG}\n"
        "第二篇：9临渡县关于健康工程的实施方案_临渡县\n临渡县关于健康工程的实施\n方案\n各乡镇人民政府：\n"
        f"为保障健康，制定本方案。\n一、目标\n（一）{_LONG}\n"
    )
    first, second = _read(text)
    assert (first.first_line, second.first_line) == (1, 9)
    assert second.title == "临渡县关于健康工程的实施方案"
    assert (first.written, second.written) == ("2012-09-19", None)


def test_documents_without_titles_are_told_apart_by_opening_and_numbering() -> None:
    plan = (
        f"一、指导思想。\n{_LONG}\n二、工作任务。\n（一）宣传。{_LONG}\n"
        f"三、保障措施。\n（一）加强领导。\n{_LONG}\n"
    )
    text = (
        "试点方案汇总\n文件夹\n小编搜集了一些方案，希望能对大家有所帮助。\n"
        "为落实养老试点工作，结合青禾区实际，制定本方案。\n"
        + plan
        + "根据市政府要求，为推进医改试点，制定本方案。\n"
        + plan
        + "试点方案（汇总2篇）\n文件夹\n"
    )
    assert _borders(text) == [(4, 11), (12, 19)]


def test_numbering_that_starts_again_opens_a_document_in_a_compilation() -> None:
    text = (
        "小编整理了几份通知，供大家参考。\n为推进试点，制定本方案。\n"
        f"一、目标。\n{_LONG}\n二、任务。\n{_LONG}\n三、保障。\n{_LONG}\n四、督导。\n{_LONG}\n"
        f"一、本通知所称贷款，是指{_LONG}\n二、{_LONG}\n三、{_LONG}\n"
    )
    assert _borders(text) == [(2, 10), (11, 13)]


def test_a_lead_in_of_the_site_names_the_next_document() -> None:
    text = (
        f"第一篇：关于试点的方案\n为推进试点，制定本方案。\n一、目标。\n{_LONG}\n二、任务。\n{_LONG}\n"
        "下面是小编给大家带来的临渡县居家养老服务实施方案，希望大家喜欢。\n"
        f"一、重点任务。\n（一）建设服务圈。\n{_LONG}\n二、保障措施。\n{_LONG}\n"
    )
    documents = _read(text)
    assert len(documents) == 2
    assert documents[1].title == "临渡县居家养老服务实施方案"


def test_a_change_of_subject_opens_a_document_in_a_compilation() -> None:
    care = "残疾人联合会为残疾人提供康复托养服务，专职委员负责残疾人信息采集，保障残疾人待遇。"
    school = "高等教育综合改革扩大高校办学自主权，优化学科专业结构，建设高水平大学和重点学科。"
    text = (
        f"小编整理了几篇文章，供大家参考。\n为服务残疾人，制定本方案。\n一、目标。\n"
        f"{care * 4}\n二、待遇。\n{care * 4}\n"
        f"三、要求。\n{care * 4}\n{school * 3}\n1.{school * 3}\n2.{school * 3}\n3.{school * 3}\n"
    )
    assert _borders(text) == [(2, 8), (9, 12)]


def test_numbering_that_starts_again_in_one_letter_opens_nothing() -> None:
    text = (
        "云澜市人民政府2024年工作报告\n\n各位代表：\n\n现在我代表市人民政府报告工作。\n\n2023年工作回顾\n\n"
        + "".join(f"{n}、{_LONG}\n\n" for n in "一二三四五")
        + "今后五年的工作\n\n"
        + "".join(f"{n}、{_LONG}\n\n" for n in "一二三四五")
    )
    assert len(_read(text)) == 1


def test_chapters_of_a_statute_open_nothing() -> None:
    chapters = "".join(
        f"## 第{c}章 保护规划\n\n第{a}条 {_LONG}\n\n第{b}条 有下列情形的：\n\n（一）{_LONG}\n\n"
        for c, a, b in ("一一二", "二三四", "三五六")
    )
    passed = "2019年9月27日 云澜市第五届人民代表大会常务委员会第十次会议通过"
    text = f"# 云澜市湿地保护条例\n\n{passed}\n\n<!-- INFO END -->\n\n{chapters}"
    assert len(_read(text)) == 1


def test_a_quoted_amendment_opens_nothing() -> None:
    text = "云澜市人民政府关于修改部分规章的决定\n\n经市政府决定，作如下修改：\n\n" + "".join(
        f"{n}、修改《云澜市某办法》\n\n1.将引言修改为：\n\n“为规范管理，制定本办法。{_LONG}”\n\n2.{_LONG}\n\n"
        for n in "一二三四五六"
    )
    assert len(_read(text)) == 1


def test_a_forwarded_notice_stays_with_what_it_forwards() -> None:
    text = (
        "云澜市人民政府办公室\n关于转发市交通局《关于做好国庆运输工作的通知》的通知\n\n云澜政办函〔2024〕30号\n\n"
        "各县（区）人民政府：\n\n《关于做好国庆运输工作的通知》已经市政府同意，现转发给你们。\n\n云澜市人民政府办公室\n\n"
        "2024年9月20日\n\n关于做好国庆运输工作的通知\n\n国庆临近，现通知如下：\n\n"
        f"一、强化意识\n\n{_LONG}\n\n二、强化运力\n\n{_LONG}\n"
    )
    (document,) = _read(text)
    assert document.number == "云澜政办函〔2024〕30号"


def test_interpretations_speeches_and_chronicles_are_documents() -> None:
    text = (
        "在全市城市工作会议上的讲话\n\n王 云 山\n\n（2016年9月20日，根据录音整理）\n\n同志们：\n\n"
        f"下面，我讲两点意见。\n\n一、提高认识\n\n{_LONG}\n\n二、狠抓落实\n\n{_LONG}\n\n"
        + _letter("云澜市人民政府办公室关于加强校车管理的意见", "云澜政办发〔2024〕1号")
        + f"\n解读《云澜市校车管理办法》\n\n现就有关政策解读如下：\n\n一、背景\n\n{_LONG}\n\n"
        + "大 事 记\n\n9月1日，市长主持召开常务会议。\n\n9月5日，副市长赴临渡县调研。\n"
    )
    assert [d.kind for d in _read(text)] == ["讲话", "意见", "解读", "大事记"]


def test_annexes_stay_with_their_document() -> None:
    text = (
        _letter("云澜市人民政府办公室关于做好养老工作的通知", "云澜政办发〔2024〕9号")
        + "\n附件1\n\n云澜市养老工作领导小组\n\n为加强领导，成立领导小组。\n\n一、组成人员\n\n"
        "组 长：王云山 市长\n\n"
        + f"二、职责\n\n（一）{_LONG}\n\n附件2\n\n云澜市养老重点项目清单\n\n"
        f"序号 项目名称 投资\n1 养老院改造 200万元\n2 食堂建设 50万元\n"
    )
    (document,) = _read(text)
    assert [a.path for a in document.articles if a.path][-1] == ("附件2", "云澜市养老重点项目清单")


def test_the_remark_after_a_signature_belongs_above_it() -> None:
    text = (
        _letter("云澜市人民政府办公室关于加强校车管理的意见", "云澜政办发〔2024〕1号")
        + "\n（此件公开发布）\n\n"
        + _letter("云澜市人民政府办公室关于规范市场的意见", "云澜政办发〔2024〕2号")
    )
    first, second = _read(text)
    assert first.last_line == 21
    assert second.first_line == 23


def test_an_order_and_the_regulation_it_promulgates_are_one_document() -> None:
    text = (
        "云澜市人民政府令\n\n第18号\n\n《云澜市公共租赁住房管理办法》已经市政府常务会议通过，现予公布，自2015年6月1日起施行。\n\n"
        "市长 王云山\n\n2015年4月20日\n\n云澜市公共租赁住房管理办法\n\n第一章 总则\n\n"
        "第一条 为规范公租房，制定本办法。\n\n"
        f"第二条 {_LONG}\n\n第三条 {_LONG}\n"
    )
    (document,) = _read(text)
    assert document.number == "云澜市人民政府令第18号"
    assert (document.written, document.effective) == ("2015-04-20", "2015-06-01")


def test_short_lines_above_a_title_stay_with_the_document_before() -> None:
    text = (
        _letter("云澜市人民政府办公室关于加强校车管理的意见", "云澜政办发〔2024〕1号")
        + "\n联系人 王云山\n\n联系电话 0999-1234567\n\n"
        + _letter("云澜市人民政府办公室关于规范市场的意见", "云澜政办发〔2024〕2号")
    )
    documents = _read(text)
    assert documents[1].title == "云澜市人民政府办公室关于规范市场的意见"
    assert documents[1].first_line == 25


def test_a_text_without_any_structure_is_one_document() -> None:
    (document,) = _read("云澜市今天天气晴朗。\n\n明天多云。\n")
    assert (document.title, document.number, document.issuer) == (None, None, None)


def test_an_empty_text_holds_no_document() -> None:
    assert _read("") == []
    assert _read("\n \n\u3000\n") == []


def test_a_pages_header_fields_are_read_whatever_their_layout() -> None:
    text = (
        "返回顶部\n\n临渡县人民政府工作规则\n\n  • 索引号:\n\n    6107280000/2024-001005\n"
        "  • 主题分类:\n\n"
        "  • 发文机构:\n\n    县政府网站\n  • 发文字号:\n\n    临政发〔2024〕7号\n  • 发文日期:\n\n"
        "    2024年04月06日 16:40\n  • 有效性:\n\n  • 发布日期:\n\n    2024年04月07日 16:34\n"
        "  • 内容概述:\n\n"
        f"临渡县人民政府工作规则\n\n第一章总则\n\n一、为规范工作，制定本规则。\n\n二、{_LONG}\n\n"
        f"第二章 职能\n\n三、{_LONG}\n\n四、{_LONG}\n"
    )
    (document,) = _read(text)
    assert document.title == "临渡县人民政府工作规则"
    assert document.number == "临政发〔2024〕7号"
    assert (document.written, document.published) == ("2024-04-06", "2024-04-07")


def test_titles_that_only_count_part_a_compilation() -> None:
    plan = f"一、目标\n{_LONG}\n二、任务\n{_LONG}\n三、要求\n{_LONG}\n"
    text = (
        "实施方案最新2篇\n为了做好事情，需要事先制定方案。那么怎样才是优秀的方案呢？\n"
        f"实施方案 1\n为了加强管理，特制定如下方案：\n{plan}"
        f"实施方案 2\n为了改善环境，特制定如下方案：\n{plan}"
    )
    documents = _read(text)
    assert [d.first_line for d in documents][-2:] == [3, 11]


def test_a_title_printed_with_its_number_and_again_counts_once() -> None:
    text = (
        "云澜政发〔2014〕20号《云澜市人民政府关于深化预算改革的实施意见》\n\n"
        "浏览量: 时间:2016-01-17 23:45:19\n\n"
        "云澜市人民政府关于深化预算改革的实施意见\n\n云澜政发〔2014〕20号\n\n各县人民政府：\n\n请执行。\n"
    )
    (document,) = _read(text)
    assert document.title == "云澜市人民政府关于深化预算改革的实施意见"
    assert document.number == "云澜政发〔2014〕20号"


def test_a_number_in_brackets_behind_the_title_is_the_documents() -> None:
    text = (
        "云澜市人民政府关于预算改革的通知（云澜政发〔2014〕20号）\n\n各县人民政府：\n\n请执行。\n"
    )
    assert _read(text)[0].number == "云澜政发〔2014〕20号"


def test_a_signature_on_one_line_is_read() -> None:
    text = (
        "云澜市人民政府关于预算改革的通知\n\n各县人民政府：\n\n请执行。\n\n"
        "云澜市人民政府 2024年1月2日\n\n"
        "抄送：市委办公室。\n\n云澜市人民政府办公室 2024年1月3日印发\n"
    )
    (document,) = _read(text)
    assert (document.issuer, document.written) == ("云澜市人民政府", "2024-01-02")


def test_columns_of_a_gazette_are_neither_documents_nor_titles() -> None:
    text = (
        "【市政府文件】\n\n"
        + _letter("云澜市人民政府办公室关于加强校车管理的意见", "云澜政办发〔2024〕1号")
        + "\n【部门文件】\n\n"
        + _letter("云澜市人民政府办公室关于规范市场的意见", "云澜政办发〔2024〕2号")
    )
    assert [d.title for d in _read(text)] == [
        "云澜市人民政府办公室关于加强校车管理的意见",
        "云澜市人民政府办公室关于规范市场的意见",
    ]


def test_regulations_without_titles_part_where_articles_start_again() -> None:
    rules = "".join(f"第{n}条 {_LONG}\n" for n in "一二三四")
    text = f"小编整理了几份制度，供大家参考。\n第一章 总则\n{rules}第一章 总则\n{rules}"
    assert _borders(text) == [(2, 6), (7, 11)]


def test_the_demo_documents_set_one_after_another_come_apart_again() -> None:
    files = sorted(p for p in sample_folder().glob("*.txt") if "gazette" not in p.name)
    rng = random.Random(12)
    for _ in range(12):
        texts = [p.read_bytes() for p in rng.sample(files, 5)]
        decoded = [decode(data, files[0]).replace("\r\n", "\n").strip("\n") for data in texts]
        starts, line = [], 1
        for text in decoded:
            starts.append(line)
            line += text.count("\n") + 3
        found = [d.first_line for d in _read("\n\n\n".join(decoded))]
        assert found == starts
