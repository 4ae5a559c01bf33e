"""A small, made-up data folder in the shape that training reads."""

from __future__ import annotations

import gzip
import json
import random
import tarfile
from pathlib import Path
from typing import Any

import pytest

TOPICS = {
    "供水": ("水管", "水表", "用水", "停水", "水费"),
    "犬只": ("养狗", "犬证", "遛狗", "狗绳", "狂犬疫苗"),
    "停车": ("车位", "泊车", "停车费", "占道", "地锁"),
    "图书": ("借书", "还书", "阅览室", "书证", "逾期"),
}
ENGLISH = {
    "供水": "water pipe",
    "犬只": "dog licence",
    "停车": "parking space",
    "图书": "library book",
}


def write_lines(path: Path, records: list[dict[str, Any]]) -> None:
    lines = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(lines.encode()))
    else:
        path.write_text(lines, encoding="utf-8")


def _text(topic: str, number: int) -> str:
    words = TOPICS[topic]
    chosen = [words[(number + step) % len(words)] for step in range(3)]
    return f"云澜市的{chosen[0]}由管理单位办理。涉及{chosen[1]}的，应当登记;{chosen[2]}另行规定。"


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with 4 laws of 25 articles, 60 questions and 4 sources of pairs."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "stard").mkdir()
    (folder / "pairs").mkdir()
    chooser = random.Random(3)
    articles = [
        {
            "id": place * 25 + number,
            "title": f"云澜市{topic}管理条例",
            "article": f"第{'一二三四五六七八九十'[number % 10]}条",
            "path": ["第一章 总则"],
            "text": _text(topic, number),
        }
        for place, topic in enumerate(TOPICS)
        for number in range(25)
    ]
    write_lines(folder / "stard" / "corpus.jsonl.gz", articles)
    questions = []
    for qid in range(60):
        article = chooser.choice(articles)
        topic = list(TOPICS)[article["id"] // 25]
        text = f"{chooser.choice(TOPICS[topic])}怎么办理{qid}"
        questions.append({"qid": qid, "question": text, "relevant": [[article["id"]]]})
    write_lines(folder / "stard" / "train.jsonl", questions)
    _pairs(folder / "pairs")
    _laws(folder)
    return folder


def _pairs(folder: Path) -> None:
    sources = {
        "twlaw_zh_en_articles": ("law", _bilingual()),
        "lawbench_consult_qa": ("mixed", _answers()),
        "csts_para": ("nc", _answers()),
    }
    manifest = []
    for name, (licence, pairs) in sources.items():
        write_lines(folder / f"{name}.jsonl.gz", pairs)
        manifest.append(
            {
                "file": f"{name}.jsonl.gz",
                "source": f"made-up {name}",
                "licence": "made up",
                "licence_class": licence,
                "pairs_here": len(pairs),
            }
        )
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def _bilingual() -> list[dict[str, Any]]:
    return [
        {"a": f"{_text(topic, n)}{n}", "b": f"The {ENGLISH[topic]} rule {n}.", "kind": "parallel"}
        for topic in TOPICS
        for n in range(30)
    ]


def _answers() -> list[dict[str, Any]]:
    return [
        {
            "a": f"{word}的问题找谁",
            "b": f"根据《云澜市{topic}管理条例》第三条规定，{word}应当登记。",
            "kind": "qa",
        }
        for topic, words in TOPICS.items()
        for word in words
    ]


def _laws(folder: Path) -> None:
    source = folder / "law.md"
    source.write_text(
        "# 云澜市集市管理办法\n\n<!-- INFO END -->\n\n## 第一章 总则\n\n第一条 摊位应当登记。\n\n"
        "(一)食品；\n\n第二条 摊主应当守法;收费应当公示。\n",
        encoding="utf-8",
    )
    with tarfile.open(folder / "laws.tar.xz", "w:xz") as archive:
        archive.add(source, "laws/其他/集市.md")
