"""The measuring against a real Assistant: what it reads of it is really there."""

from __future__ import annotations

from pathlib import Path

from eval.questions import GoldQuestion
from eval.report import figures
from eval.run import run
from rag.assistant import Assistant
from tests.doubles import HashEncoder

RULES = """\
云澜市停车收费办法

第一条　为规范停车收费，制定本办法。

第二条　小型汽车停车每小时5元，夜间免费。

第三条　军车、警车和救护车免收停车费。

第四条　本办法自2024年1月1日起施行。
"""


def test_a_question_over_a_real_store_is_found_answered_and_cited(tmp_path: Path) -> None:
    (tmp_path / "rules.txt").write_text(RULES, encoding="utf-8")
    assistant = Assistant.open(tmp_path / "store", create=True, encoder=HashEncoder())
    assistant.add([tmp_path / "rules.txt"])
    question = GoldQuestion(
        id="1",
        question="小型汽车停车每小时多少元？",
        type="number",
        answerable=True,
        answer="5元",
        key_facts=(("5元",),),
        evidence=("小型汽车停车每小时5元",),
    )
    found = figures(run(assistant, [question]))
    assert found["evidence@600"] == 1.0
    assert found["quotes_verbatim"] == 1.0
    assert found["quotes_placed"] == 1.0
    assert found["evidence_cited"] == 1.0
