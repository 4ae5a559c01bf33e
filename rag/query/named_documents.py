"""Documents that a question names without 《》: by most of what their titles say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from corpus.normalize import comparable, to_simplified
from corpus.text.document_numbers import number_key
from corpus.text.places import short_name
from index.model import StoredDocument

__all__ = [
    "bare_title",
    "is_short_number",
    "named_documents",
    "numbers_from_memory",
    "title_core",
]

# Share of the subject of a title that a question must hold to name the Document.
_MOST_OF = 0.6
# So much when the question does not name the Document's place: it may mean another's.
_ALL_BUT = 0.8
# A shorter subject (养犬) says too little by itself: the kind of document must be named, too.
_SHORT = 4
_MANY = 3
# What many titles hold and tells no Document from another.
_COMMON = re.compile(
    r"关于|印发|转发|贯彻|落实|进一步|加强|做好|推进|推动|开展|组织|工作|有关|若干|试行|暂行|实施|管理|"
    r"人民政府|办公厅|办公室|办法|规定|细则|条例|意见|方案|通知|计划|措施|公告|通告|决定|全[市省县区国]|本市|"
    r"\b(?:measures|regulations?|rules|notice|of|on|the|for|and|in|city|province|county)\b"
)
# 75号文, 2018年75号文件: a document number with its sign left out.
_SHORT_NUMBER = re.compile(r"(?:((?:19|20)\d{2})年?)?第?(?<!\d)(\d{1,4})号文")
# 县政府令第12号, 国务院令第706号, 41号令.
_ORDER = re.compile(r"([\u4e00-\u9fff]{0,12}?)令第?(\d{1,4})号|(?<!\d)(\d{1,4})号令")
_OFFICE = re.compile(
    r"[省市县区州部委]?(?:人民)?政府$|国务院$|[\u4e00-\u9fff]{2,6}(?:部|委|局|总局|署)$"
)
# A notice's title before and behind what it issues.
_ISSUING = re.compile(r"^.{0,60}?(?:关于)?(?:印发|转发|批转|发布|公布)(?:.{0,20}?关于)?《?")
_NOTICE = re.compile(r"》?的(?:通知|公告|决定|通告|命令)$")
_ISSUER = re.compile(r"^[^《》]{2,60}?关于(?=.{4,})")
_WORD = re.compile(r"[a-z]{2,}|[\u3400-\u9fff]{2,}|\d+")


def named_documents(plain: str, documents: Sequence[StoredDocument]) -> tuple[StoredDocument, ...]:
    """Return the Documents whose titles a question names from memory, nearest first.

    :param plain: the question in comparable form.
    :param documents: those whose titles hold the question's words best.
    """
    shares = [(_share(plain, d.title or "", d.region or ""), d) for d in documents]
    named = [(share, d) for share, d in shares if share >= _needed(plain, d.region or "")]
    named.sort(key=lambda pair: -pair[0])
    return tuple(document for _, document in named[:_MANY])


def is_short_number(plain: str) -> bool:
    """Return whether a question names a document by a part of its number: 75号文, 27号令.

    :param plain: the question in comparable form.
    """
    return bool(_SHORT_NUMBER.search(plain) or _ORDER.search(plain))


def numbers_from_memory(plain: str, documents: Iterable[StoredDocument]) -> tuple[str, ...]:
    """Return the document numbers that a question names by a part of them: 75号文, 县政府令第12号.

    :param plain: the question in comparable form.

    Where many Documents have such a number, those of the place the question names; when that
    leaves many, too, none is named.
    """
    named = _of_number(plain, documents)
    own = [d for d in named if d.region and comparable(short_name(d.region)) in plain]
    numbers = tuple(dict.fromkeys(d.number for d in own or named if d.number))
    return numbers if len(numbers) <= _MANY else ()


def _of_number(plain: str, documents: Iterable[StoredDocument]) -> list[StoredDocument]:
    """Return the Documents whose numbers end as the one a question names."""
    found, order = _SHORT_NUMBER.search(plain), _ORDER.search(plain)
    if found is not None:
        year, serial = found.groups()
        ending = f"〔{year}〕{serial}号" if year else f"〕{serial}号"
        return [d for d in documents if d.number and number_key(d.number).endswith(ending)]
    if order is None:
        return []
    ending = f"令第{order[2] or order[3]}号"
    office = _OFFICE.search(order[1] or "")
    sign = office[0] if office else ""
    having = [d for d in documents if d.number and number_key(d.number).endswith(ending)]
    return [d for d in having if _signs(sign, number_key(d.number or "").removesuffix(ending))]


def _signs(said: str, sign: str) -> bool:
    """Return whether an office as people say it is the one of a number: 县政府, 国务院."""
    rest = iter(sign)
    return all(character in rest for character in said)


def _needed(plain: str, region: str) -> float:
    """Return the share of a title that names a Document of a place."""
    return _MOST_OF if comparable(short_name(region)) in plain else _ALL_BUT


@lru_cache(maxsize=4096)
def title_core(title: str, region: str) -> tuple[str, ...]:
    """Return the runs of a title that tell it from others, in comparable form."""
    bare = _without_place(title, region).lower()
    return tuple(comparable(run) for run in _WORD.findall(_COMMON.sub(" ", bare)))


@lru_cache(maxsize=4096)
def bare_title(title: str) -> str:
    """Return what a Document is about: its title without issuer, 关于印发 and 的通知."""
    text = to_simplified(title).strip()
    if _NOTICE.search(text):
        text = _NOTICE.sub("", _ISSUING.sub("", text, count=1))
    if "》" not in text[:-1]:
        text = text.strip("《》")
    return text.strip() or title


def _share(plain: str, title: str, region: str) -> float:
    """Return how much of a title's subject stands in a question."""
    core = title_core(title, region)
    if sum(map(len, core)) < _SHORT:
        whole = comparable(_without_place(title, region))
        return float(bool(core) and len(whole) >= _SHORT and whole in plain)
    pieces = [piece for run in core for piece in _pieces(run)]
    return sum(piece in plain for piece in pieces) / len(pieces)


def _without_place(title: str, region: str) -> str:
    bare = _ISSUER.sub("", bare_title(title))
    return bare.replace(to_simplified(region), " ") if region else bare


def _pieces(run: str) -> list[str]:
    """Return an English word or a figure whole, Chinese as pairs of characters."""
    return [run] if run.isascii() else [a + b for a, b in pairwise(run)]
