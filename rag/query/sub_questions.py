"""The parts of a question that asks more than one thing, so that each is searched for."""

from __future__ import annotations

import re
import unicodedata

from corpus.normalize import to_simplified
from index.tokens import tokens

__all__ = ["parts_of", "sides_of", "steps_of"]

# Not corpus.text.sentences: people type ? and ; between two questions without a space behind them.
_STOP = re.compile(r"[?？。；;！!]+\s*")
# A shorter piece leaves its subject out (要收费吗): alone it finds what it does not mean.
_SHORTEST = 8
# One between commas does so up to this length.
_SHORTEST_CLAUSE = 12
# A subject of fewer characters says too little of what is asked.
_SHORTEST_SUBJECT = 3
_FEW_WORDS = 2
_ROW = 3  # clauses between commas, from which on each may be a question
_ASKS = re.compile(
    r"多少|几|哪|谁|什么|怎|如何|吗|是否|何时|多久|多[大高长远快重]|[是能会有要行可]不[是能会行可]|有没有|是不是|"
    r"\b(?:what|how|when|who|which|where|is|are|can|does|do|must|may)\b",
    re.IGNORECASE,
)
_COMMA = re.compile(
    r"[,，、]\s*(?=(?:另外|还有|以及|同时|那么?|又|又该|分别|具体|要不要|该|由谁|归谁|谁|多少|几|怎么|如何|什么时候|有没有|是否|and\b))"
)
_CLAUSES = re.compile(r"[,，、]\s*")
_OF_EACH = re.compile(r"各|分别|都|一?共")
_BORDER_OF_CLAUSES = re.compile(r"[,，、?？。；;！!]+\s*")
# Asking for itself, not inside a name or a condition: 那几片, 怎么给谈不拢.
_WANTS = re.compile(
    r"多少|(?<![那这好前后头近十])几(?!乎|经)|谁|什么|怎[么样]|如何|吗$|是否|何时|多久|多[大高长远]|哪[些里儿天年月家一几]?"
    r"|([能会要收用])不\1|有没有|是不是"
)
# Where the words of the first question end that a second one leaves out.
_QUERY = re.compile(
    r"(?:分别|各|是|有|要|得|按|到|给|由|在)*(?:多少|几|谁|什么|怎|如何|何时|多久|哪).*$"
    r"|(?:要|收|能|可以|需要|有|是|会|得)[^,，]{0,4}吗$|吗$"
)
# What is compared: two names joined by 和, 与 ... and what is asked of both.
_JOINED = re.compile(r"[和与跟同]|以及|\bvs\.?\b|\band\b")
_BORDER = re.compile(r"[,，、:：?？]|(?<=.)里面?(?=.)|^在")
_TAIL = re.compile(r"[,，?？]|各自?|分别|相比|比起来|哪个|谁|有(?:什么|何|多)|都|一?共|差")
_MOST = 3
_SIDE = 26


def parts_of(question: str, *, compares: bool) -> tuple[str, ...]:
    """Return what a question asks one after another, or the sides it compares; else nothing.

    :param compares: whether it asks for a comparison.
    """
    return steps_of(question) or (sides_of(question) if compares else ())


def steps_of(question: str) -> tuple[str, ...]:
    """Return the questions a text puts one after another; empty when it is one question.

    One that leaves its subject out (要收费吗) is returned behind the subject of the first.
    """
    pieces = [p.strip() for p in _STOP.split(question) if p.strip()]
    if len(pieces) == 1:
        pieces = [p.strip() for p in _COMMA.split(pieces[0])]
    asked = [p for p in pieces if len(p) >= _SHORTEST and _ASKS.search(_plain(p))]
    whole = tuple(asked[:_MOST]) if len(asked) > 1 else ()
    if whole and not any(2 < len(p) < _SHORTEST and _ASKS.search(_plain(p)) for p in pieces):
        return whole
    return _short_steps(question) or whole or _leaning_steps(question)


def _short_steps(question: str) -> tuple[str, ...]:
    """Return short questions that stand one after another (养犬登记要钱吗？登记证管多久？)."""
    pieces = [p.strip() for p in _STOP.split(question) if len(p.strip()) > 2]
    if len(pieces) == 1:
        pieces = [p.strip() for p in _CLAUSES.split(pieces[0]) if len(p.strip()) > 2]
        if len(pieces) < _ROW or any(_OF_EACH.match(piece) for piece in pieces):
            return ()
    if len(pieces) < 2 or not all(_WANTS.search(_plain(p).rstrip("呢啊呀")) for p in pieces):
        return ()
    subject = _without_last_word(_subject_of(pieces[0]))
    if len(subject) < _SHORTEST_SUBJECT or max(map(len, pieces)) > 2 * _SHORTEST_CLAUSE:
        return ()
    return (pieces[0], *(p if len(p) >= _SHORTEST else f"{subject}，{p}" for p in pieces[1:]))[
        :_MOST
    ]


def _without_last_word(subject: str) -> str:
    """Return a subject without what the first question asks of it: 公租房租金 is of 公租房."""
    words = tokens(subject)
    of = subject.removesuffix(words[-1]) if len(words) > _FEW_WORDS else subject
    return of if len(of) >= _SHORTEST_SUBJECT else subject


def _subject_of(first: str) -> str:
    """Return what stands before the words that ask."""
    query = _QUERY.search(to_simplified(first))
    return first[: query.start() if query else len(first)].rstrip(",，、 ")


def _leaning_steps(question: str) -> tuple[str, ...]:
    """Return a question and those behind it that leave its subject out; empty if there are none."""
    first, *others = _asking_clauses(question)
    if not others or any(len(p) > 2 * _SHORTEST_CLAUSE for p in others[:-1]):
        return ()
    subject = _subject_of(first)
    steps = [p if len(p) >= _SHORTEST_CLAUSE else f"{subject}，{p}" for p in others]
    return (first, *steps)[:_MOST] if len(subject) >= _SHORTEST else ()


def _asking_clauses(question: str) -> list[str]:
    """Return a text cut before each clause that asks, but for the first of them."""
    found: list[str] = []
    start = asked = 0
    for end in (*(m.start() for m in _BORDER_OF_CLAUSES.finditer(question)), len(question)):
        clause = question[start:end]
        start = end
        if found and (not asked or not _WANTS.search(_plain(clause).rstrip("呢啊呀"))):
            found[-1] += clause
        else:
            found.append(clause)
        asked += bool(_WANTS.search(_plain(clause).rstrip("呢啊呀")))
    return [piece.strip(",，、?？。；;！! \n") for piece in found]


def sides_of(question: str) -> tuple[str, ...]:
    """Return a comparison once for each side, or nothing when its sides cannot be told apart."""
    text = question.strip()
    for joint in _JOINED.finditer(text):
        start = max((m.end() for m in _BORDER.finditer(text, 0, joint.start())), default=0)
        stop = _TAIL.search(text, joint.end())
        end = stop.start() if stop else len(text)
        a, b = text[start : joint.start()], text[joint.end() : end]
        if not (2 <= len(a) <= _SIDE and 2 <= len(b) <= _SIDE):
            continue
        if "的" in a and "的" not in b:  # 云南的甲和乙: what stands before 的 is of both
            start += a.rindex("的") + 1
        elif "的" in b and "的" not in a:  # 甲和乙的丙: so is what stands after it
            end = joint.end() + b.rindex("的")
        return text[: joint.start()] + text[end:], text[:start] + text[joint.end() :]
    return ()


def _plain(text: str) -> str:
    return to_simplified(unicodedata.normalize("NFKC", text))
