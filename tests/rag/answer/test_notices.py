"""What is said of a Document's standing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.model import Status
from rag import Assistant
from rag.answer.notices import validity_notices


@pytest.mark.parametrize(
    ("status", "reason", "chinese", "english"),
    [
        (
            Status.AMENDED,
            "2021年12月3日 云澜市人大常委会第三十次会议《关于修改",
            "是2021年12月3日修改后的文本，之后是否又有修改，请核对。",
            "is the text as amended on 2021-12-03; check whether it was amended again.",
        ),
        (
            Status.AMENDED,
            "效力状态: 已于2022年1月1日被修改",
            "已被修改(效力状态: 已于2022年1月1日被修改)，请核对最新文本。",
            "has been amended(效力状态: 已于2022年1月1日被修改); check the latest text.",
        ),
        (
            Status.AMENDED,
            None,
            "已被修改，请核对最新文本。",
            "has been amended; check the latest text.",
        ),
        (Status.REPEALED, None, "已废止。", "has been repealed."),
    ],
)
def test_a_text_that_tells_of_its_own_amendment_is_the_amended_one(
    assistant: Assistant, status: Status, reason: str | None, chinese: str, english: str
) -> None:
    document = replace(
        assistant.documents()[0], title="湿地条例", number=None, status=status, status_reason=reason
    )
    assert validity_notices([document], "zh") == (f"《湿地条例》{chinese}",)
    assert validity_notices([document], "en") == (f"《湿地条例》 {english}",)
