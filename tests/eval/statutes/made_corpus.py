"""A made-up corpus in the shape of STARD: a few laws of Yunlan and questions about them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from eval.statutes.stard_files import Statute
from index.train.sources import Question

__all__ = ["QUESTIONS", "STATUTES", "write_files"]

STATUTES = [
    Statute(10, "云澜市养犬条例", "第一条", ("第一章 总则",), "养犬人应当办理养犬登记。"),
    Statute(11, "云澜市养犬条例", "第二条", ("第一章 总则",), "遛狗应当使用狗绳。"),
    Statute(
        12,
        "云澜市养犬条例",
        "第三条",
        ("第二章 罚则",),
        "有下列情形之一的，处二百元罚款：\n（一）不办理登记的；\n（二）在学校遛狗的。",
    ),
    Statute(13, "云澜市供水条例", "第一条", (), "用户应当按时缴纳水费。"),
    Statute(14, "云澜市停车条例", "第一条", (), "停车收费应当公示。"),
]
QUESTIONS = [
    Question(1, "遛狗要用狗绳吗", ((11,),)),
    Question(2, "水费什么时候缴纳", ((13, 14),)),
    Question(3, "在学校遛狗要罚多少钱", ((12,),)),
]


def write_files(folder: Path) -> tuple[Path, Path]:
    """Write the corpus and the questions under STARD's names."""
    articles = [
        {"id": s.id, "title": s.title, "article": s.label, "path": list(s.path), "text": s.text}
        for s in STATUTES
    ]
    questions = [
        {"qid": q.qid, "question": q.text, "relevant": [list(entry) for entry in q.relevant]}
        for q in QUESTIONS
    ]
    corpus, asked = folder / "corpus.jsonl.gz", folder / "train.jsonl"
    lines = "\n".join(json.dumps(article, ensure_ascii=False) for article in articles)
    corpus.write_bytes(gzip.compress(lines.encode()))
    asked.write_text("\n".join(map(json.dumps, questions)) + "\n", encoding="utf-8")
    return corpus, asked
