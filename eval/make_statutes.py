"""``python -m eval.make_statutes STARD OUT``: STARD as documents and gold questions.

STARD (Su et al. 2024; see ``eval.stard``) is a list of articles and of questions. Here its articles
become a text file a law, as a person would hold it, and its questions gold files, one for each part
of ``index.train.sources.is_held_out``: so what finds articles there can be measured by ``python -m
eval`` as everything else is, and learned from by ``eval.fit``. With ``--folds`` it makes Stores
besides, with embedding models that have not seen the questions of two parts
(``eval.fit.statutes``).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.errors import PolicyQAError
from corpus.text.numerals import parse_whole
from eval.fit.statutes_folds import HALVES
from eval.stard import records
from index import Store
from index.encoders.builtin import BuiltinEncoder
from index.ingest.add import add_paths
from index.train.sources import is_held_out

__all__ = ["law_text", "main", "write_gold", "write_laws"]

_NUMBER = re.compile(r"第([〇零一二三四五六七八九十百千]+)条(?:之([一二三四五六七八九十]+))?")
_FIRST = (1, 0)

Records = Sequence[Mapping[str, Any]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.make_statutes", description=__doc__)
    parser.add_argument("stard", type=Path, help="folder of corpus.jsonl.gz and train.jsonl")
    parser.add_argument("out", type=Path, help="new folder for laws/, part-N.jsonl and the Stores")
    parser.add_argument("--folds", type=Path, help="the folds' models; makes a Store with each")
    options = parser.parse_args(arguments)
    try:
        articles = list(records(options.stard / "corpus.jsonl.gz"))
        questions = list(records(options.stard / "train.jsonl"))
        write_laws(articles, options.out / "laws")
        write_gold(articles, questions, options.out)
        if options.folds:
            _make_stores(options.out, options.folds)
    except (PolicyQAError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def write_laws(articles: Records, folder: Path) -> None:
    """Write a text file a law.

    :raises OSError: the folder is there already, or cannot be written.
    """
    folder.mkdir(parents=True)
    laws: dict[str, list[Mapping[str, Any]]] = {}
    for article in articles:
        laws.setdefault(article["title"], []).append(article)
    for place, (title, inside) in enumerate(laws.items()):
        path = folder / f"{place:04}.txt"
        path.write_text(law_text(title, inside), encoding="utf-8")


def law_text(title: str, articles: Records) -> str:
    """Return a law as text: its title, and its articles below their headings.

    One whose first article stands elsewhere (STARD's Civil Code) is put in order.
    """
    numbers = [_number(article) for article in articles]
    if numbers[0] not in (None, _FIRST) and _FIRST in numbers:
        articles = sorted(articles, key=lambda article: _number(article) or _FIRST)
    return "\n".join((title, "", *_lines(articles), ""))


def write_gold(articles: Records, questions: Records, folder: Path) -> None:
    """Write the questions, in a gold file for each part; evidence is an article with its number."""
    texts = {article["id"]: _labelled(article) for article in articles}
    for part in range(5):
        held = [q for q in questions if is_held_out(q["qid"], part)]
        lines = [json.dumps(_gold(q, texts), ensure_ascii=False) + "\n" for q in held]
        (folder / f"part-{part}.jsonl").write_text("".join(lines), encoding="utf-8")


def _make_stores(folder: Path, folds: Path) -> None:
    for half in HALVES:
        name = f"without-{half[0]}-{half[1]}"
        with Store.open_or_create(folder / name, BuiltinEncoder(folds / name)) as store:
            add_paths(store, [folder / "laws"])


def _number(article: Mapping[str, Any]) -> tuple[int, int] | None:
    """Return an article's number, and the one after 之."""
    found = _NUMBER.fullmatch(article.get("article") or "")
    if found is None:
        return None
    return parse_whole(found[1]) or 0, parse_whole(found[2] or "") or 0


def _lines(articles: Records) -> Iterator[str]:
    above: Sequence[str] = ()
    for article in articles:
        path = article.get("path") or ()
        for level, heading in enumerate(path):
            if list(above[: level + 1]) != list(path[: level + 1]):
                yield heading
        above = path
        yield _labelled(article)


def _labelled(article: Mapping[str, Any]) -> str:
    return f"{article.get('article') or ''}　{article['text']}".strip()


def _gold(question: Mapping[str, Any], texts: Mapping[int, str]) -> dict[str, Any]:
    """Return a gold question; of articles that say the same, the first is its evidence."""
    return {
        "id": f"stard-{question['qid']}",
        "question": question["question"],
        "type": "statute",
        "answerable": True,
        "answer": "",
        "key_facts": [],
        "evidence": [texts[entry[0]] for entry in question["relevant"]],
    }


if __name__ == "__main__":
    sys.exit(main())
