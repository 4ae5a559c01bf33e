"""What is said to the assistant itself is told from what is asked of the documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import eval.gold
from rag.query.small_talk import SmallTalk, small_talk, without_pleasantries

_GOLD = sorted(Path(eval.gold.__file__).parent.glob("*.jsonl"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("你好", SmallTalk.GREETING),
        ("您好，在吗？", SmallTalk.GREETING),
        ("早上好呀", SmallTalk.GREETING),
        ("hello there!", SmallTalk.GREETING),
        ("谢谢", SmallTalk.THANKS),
        ("明白了，谢谢您的解答", SmallTalk.THANKS),
        ("Thank you very much", SmallTalk.THANKS),
        ("多谢再见", SmallTalk.GOODBYE),
        ("Thanks a lot, bye", SmallTalk.GOODBYE),
        ("我好无聊", SmallTalk.CHAT),
        ("你真聪明", SmallTalk.CHAT),
        ("你是谁？", SmallTalk.ABOUT),
        ("你好，你能帮我做什么？", SmallTalk.ABOUT),
        ("你會做什麼", SmallTalk.ABOUT),
        ("你是机器人吗", SmallTalk.ABOUT),
        ("What can you do for me?", SmallTalk.ABOUT),
        ("帮我写一首关于春天的诗", SmallTalk.TASK),
        ("讲个笑话", SmallTalk.TASK),
        ("能给我讲个故事吗", SmallTalk.TASK),
        ("用Python写一个快速排序", SmallTalk.TASK),
        ("把这句话翻译成英文", SmallTalk.TASK),
        ("谢谢用日语怎么说", SmallTalk.TASK),
        ("Write me a poem about the sea", SmallTalk.TASK),
        ("translate this into French", SmallTalk.TASK),
        ("1+1等于几", SmallTalk.TASK),
        ("100除以3是多少？", SmallTalk.TASK),
        ("what is 2 + 2?", SmallTalk.TASK),
        ("25的平方根是多少", SmallTalk.TASK),
    ],
)
def test_small_talk_is_recognised_whatever_its_kind(text: str, kind: SmallTalk) -> None:
    assert small_talk(text) is kind


@pytest.mark.parametrize(
    "text",
    [
        "你好，请问公租房怎么申请",
        "谢谢你告诉我补贴标准是多少",
        "谢谢，那低保呢",
        "你们能办理什么业务",
        "能申请什么补贴",
        "可以享受什么服务",
        "知道什么是低保吗",
        "好的学校有哪些",
        "翻译证件要公证吗",
        "写申请书要什么材料",
        "作出决定的程序",
        "编制程序",
        "做好程序",
        "讲好中国故事的措施",
        "帮我申请公租房",
        "早餐补贴",
        "怎么用公积金",
        "生成式人工智能服务怎么管理",
        "2021-2025",
        "0734-8223344",
        "十五五",
        "第三条",
        "今天天气怎么样",
        "What can I do about unpaid wages?",
        "How do I get help with rent?",
        "What is the fine for speeding?",
        "谢师宴违规吗",
        "见义勇为怎么奖励",
    ],
)
def test_what_asks_something_is_no_small_talk(text: str) -> None:
    assert small_talk(text) is None


@pytest.mark.parametrize("path", _GOLD, ids=lambda path: path.stem)
def test_no_gold_question_is_small_talk(path: Path) -> None:
    lines = filter(str.strip, path.read_text(encoding="utf-8").splitlines())
    questions = [json.loads(line)["question"] for line in lines]

    assert [question for question in questions if small_talk(question)] == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("你好，请问公租房怎么申请", "请问公租房怎么申请"),
        ("你好请问公租房怎么申请？谢谢！", "请问公租房怎么申请"),
        ("Hello, how long is maternity leave? Thanks", "how long is maternity leave"),
        ("谢谢你告诉我补贴标准是多少", "谢谢你告诉我补贴标准是多少"),
        ("你好", "你好"),
        ("早教机构怎么备案", "早教机构怎么备案"),
    ],
)
def test_pleasantries_around_a_question_are_left_out(text: str, left: str) -> None:
    assert without_pleasantries(text) == left
