"""The demo documents: made up, about a city that does not exist (docs/demo-documents.md)."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

__all__ = ["EXAMPLE_QUESTIONS", "sample_folder"]

EXAMPLE_QUESTIONS: tuple[str, ...] = (
    "在云澜市的三甲医院住院，居民医保能报多少？",
    "刚毕业没房子，想申请云澜的公租房要什么条件？",
    "公租房转租给别人会怎么罚？现在的规定和2015年的有什么不一样？",
    "旧的电瓶车电池换新的能补多少钱？",
    "《云澜市养犬管理办法》第十条规定了什么？",
    "望川县2025年的优良天数要达到多少？",
    "帶徒弟的傳統工藝師傅每年能拿多少補助？",
    "How much housing allowance can a Category A foreign professional get in Yunlan?",
)


def sample_folder() -> Path:
    """Return the folder that holds the demo documents, installed or not."""
    return Path(str(files(__name__)))
