"""Draw look-ups over a collection of laws, whose truth is read out of the files."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.text.numerals import write
from eval.laws.law_files import LawFile, Number

__all__ = ["KINDS", "LookUp", "draw", "draw_missing", "read_abbreviations"]

KINDS = ("name", "abbreviation", "code", "dated", "undated", "missing")
"""The kinds of look-up: what the law is named by, and which of its editions is asked for."""
_SEED = 20260601
_BARE = ("{name}第{n}条", "《{name}》第{n}条", "{name}第{n}条是什么", "《{name}》第{d}条规定了什么")
_FACT = ("{name}第{n}条，{words}怎么规定的", "{name}第{d}条关于{words}是怎么规定的")
_CODES = ("民法典", "刑法")
# An article shorter than this says nothing that tells it from another law's.
_SHORTEST = 24


@dataclass(frozen=True, slots=True)
class LookUp:
    """A question, and where its answer stands.

    :param sources: names of the files that hold the answer; empty where none does.
    :param words: the article's, without white space.
    :param as_of: the date to ask at, "" for today.
    :param name: the law's name as asked.
    """

    kind: str
    question: str
    sources: frozenset[str]
    number: Number
    words: str
    as_of: str = ""
    name: str = ""


def read_abbreviations(path: Path) -> list[tuple[str, str]]:
    """Return the pairs of a file: what people call a law, and its name, a tab between them."""
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if "\t" in line]
    return [(pair[0].strip(), pair[1].strip()) for pair in pairs]


def draw(
    laws: Sequence[LawFile], abbreviations: Sequence[tuple[str, str]], most: int
) -> list[LookUp]:
    """Return look-ups of every kind but ``missing``, at most so many of each.

    :param laws: of the collection.
    """
    chance = random.Random(_SEED)  # noqa: S311 - a fixed draw, nothing secret
    editions: dict[str, list[LawFile]] = defaultdict(list)
    for law in laws:
        editions[law.short].append(law)
    single = [name for name, files in editions.items() if len(files) == 1]
    named = [editions[n][0] for n in chance.sample(single, min(most, len(single)))]
    found = [_asked("name", law.short, law, chance) for law in named]
    known = [(a, editions[full][-1]) for a, full in abbreviations if len(editions[full]) == 1]
    found += [_asked("abbreviation", a, law, chance) for a, law in _sampled(known, most, chance)]
    codes = [(name, law) for name in _CODES for law in editions[name] for _ in range(12)]
    found += [_asked("code", name, law, chance) for name, law in _sampled(codes, most, chance)]
    pairs = [files for files in editions.values() if _are_editions(files)]
    found += _editions(chance.sample(pairs, min(most, len(pairs))), chance)
    return [one for one in found if one is not None]


def draw_missing(laws: Sequence[LawFile], most: int) -> tuple[list[LookUp], frozenset[str]]:
    """Return look-ups of laws that are to be taken out, and the names of their files."""
    chance = random.Random(_SEED + 1)  # noqa: S311 - a fixed draw, nothing secret
    national = [x for x in laws if x.title != x.short or x.short.endswith(("条例", "法"))]
    taken = chance.sample(sorted({law.short for law in national}), most)
    files = [law for law in laws if law.short in set(taken)]
    asked = [_asked("missing", law.short, law, chance) for law in files]
    first = {one.name: one for one in asked if one is not None}
    return list(first.values()), frozenset(law.name for law in files)


def _sampled(
    known: Sequence[tuple[str, LawFile]], most: int, chance: random.Random
) -> list[tuple[str, LawFile]]:
    return chance.sample(known, most) if len(known) > most else list(known)


def _asked(kind: str, name: str, law: LawFile, chance: random.Random) -> LookUp | None:
    """Return a look-up of one of a law's articles, bare or with a fact asked, half and half."""
    long = [n for n, words in law.articles.items() if len(words) >= _SHORTEST]
    if not long:
        return None
    number = chance.choice(sorted(long))
    words = law.articles[number]
    patterns = _BARE if chance.random() < 0.5 else _FACT
    question = _filled(chance.choice(patterns), name, number, words)
    return LookUp(kind, question, frozenset({law.name}), number, words, "", name)


def _filled(pattern: str, name: str, number: Number, words: str) -> str:
    main, sub = number
    suffix = f"之{write(sub)}" if sub else ""
    pattern = pattern.replace("{n}条", "{n}条" + suffix).replace("{d}条", "{d}条" + suffix)
    body = words.split("条", 1)[1].removeprefix(suffix)
    subject = body.replace("、", "，").replace("；", "，").replace("。", "，").split("，")[0][:14]
    return pattern.format(name=name, n=write(main), d=main, words=subject)


def _are_editions(files: Sequence[LawFile]) -> bool:
    """Return whether files are two editions of one law, told apart by date."""
    dates = {law.edition for law in files}
    return len(files) == 2 and len(dates) == 2 and "" not in dates


def _editions(pairs: Sequence[Sequence[LawFile]], chance: random.Random) -> Iterator[LookUp | None]:
    for pair in pairs:
        old, new = sorted(pair, key=lambda law: law.edition)
        both = old.articles.keys() & new.articles.keys()
        changed = sorted(n for n in both if old.articles[n] != new.articles[n])
        changed = [n for n in changed if len(new.articles[n]) >= _SHORTEST]
        if not changed:
            continue
        number = chance.choice(changed)
        ask = _filled(chance.choice(_BARE), new.short, number, new.articles[number])
        then = _day_before(new.edition)
        name = new.short
        yield LookUp("undated", ask, frozenset({new.name}), number, new.articles[number], "", name)
        was = frozenset({old.name})
        yield LookUp("dated", ask, was, number, old.articles[number], then, name)


def _day_before(day: str) -> str:
    import datetime

    return (datetime.date.fromisoformat(day) - datetime.timedelta(days=1)).isoformat()
