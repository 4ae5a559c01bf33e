"""Where one Document ends and the next begins in a file that holds many.

One pass over the paragraphs. A Document opens with a head (title, number, salutation), with
第N篇, at a title of the table of contents, or, where titles were stripped, at an opening
sentence (为……,制定本方案。) or where 一、 starts again after a finished series. A title that the
notice in force issues belongs to it; its second one is a Document of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from corpus.clean import Paragraph
from corpus.roles import Role, roles_of
from corpus.titles import (
    ISSUING,
    is_opening,
    is_strong_title,
    issued_names,
    kind_of,
    part_title,
    title_key,
)
from corpus.toc import Contents, find_contents

__all__ = ["Segment", "separate"]

_HEADISH = {
    Role.TITLE,
    Role.BODY_NAME,
    Role.NAME,
    Role.NUMBER,
    Role.META,
    Role.NOTE,
    Role.PAREN_DATE,
}
_LIST_KINDS = {
    "表",
    "一览表",
    "名单",
    "清单",
    "目录",
    "书",
    "流程",
    "说明",
    "标准",
    "名录",
    "法",
    "分工",
}
_SHELL_TITLE = re.compile(r"小编.{0,14}?(?:的|推荐|分享|整理了?)《?([^，,。《》]{4,50}?)》?[，,。]")
_MAX_HEAD = 14
_MASKED = re.compile(r"[xX×*]")
_SUBSTANCE = 160  # characters under numbers before a Document can have ended


@dataclass(slots=True)
class Segment:
    """One Document's stretch of paragraphs.

    first, last: paragraph indexes, both inclusive. titles: indexes of its title lines.
    issued: indexes of the lines that title what a notice issues. parent: index of the Segment
    whose notice issues this one. hint: a title found outside, in a page's lead-in.
    """

    first: int
    last: int
    titles: list[int] = field(default_factory=list)
    issued: list[int] = field(default_factory=list)
    parent: int | None = None
    contents: bool = False
    hint: str | None = None


@dataclass(slots=True)
class _Open:
    """What is known of the Document being read."""

    segment: Segment
    body: bool = False
    labelled: bool = False
    signed: bool = False
    annex: bool = False
    higher: bool = False
    top: int = 0
    weight: int = 0
    issues: list[str] = field(default_factory=list)
    issued: set[str] = field(default_factory=set)
    annexes: list[str] = field(default_factory=list)
    title: str = ""


@dataclass(slots=True)
class _Head:
    """A run of lines that may head a Document."""

    first: int
    end: int
    titles: list[int]
    title: str
    official: bool
    numbered: bool
    dated: bool


def separate(paragraphs: list[Paragraph]) -> tuple[list[Role], list[Segment]]:
    """Return each paragraph's role, and the Documents of a file as Segments, in order.

    Noise may stand between Segments; paragraphs found to be noise here are marked so.
    """
    separator = _Separator(paragraphs)
    return separator.roles, separator.run()


class _Separator:
    def __init__(self, paragraphs: list[Paragraph]) -> None:
        self.paragraphs = paragraphs
        self.roles = roles_of(paragraphs)
        self.contents: Contents | None = find_contents(paragraphs, self.roles)
        self.segments: list[Segment] = []
        self.current: _Open | None = None
        self.shell: str | None = None
        self.compiled = self._is_compilation()

    def run(self) -> list[Segment]:
        position = self._skip_shell()
        if self.contents:
            last = self.contents.last
            self.segments.append(Segment(0, last, titles=self.contents.titles, contents=True))
            position = last + 1
        while position < len(self.paragraphs):
            position = self._step(position)
        self._close(len(self.paragraphs) - 1)
        return [s for s in self.segments if s.last >= s.first]

    def _is_compilation(self) -> bool:
        parts = sum(role is Role.PART for role in self.roles)
        shells = sum(role is Role.SHELL for role in self.roles)
        return parts >= 2 or shells >= 1

    def _skip_shell(self) -> int:
        """A web page's own title and lead-in, above the first Document, are no Document."""
        for i, role in enumerate(self.roles[:8]):
            if role is Role.SHELL:
                self._mark_noise(0, i)
                return i + 1
        return 0

    def _mark_noise(self, first: int, end: int) -> None:
        for i in range(first, end):
            self.paragraphs[i] = self.paragraphs[i]._replace(noise=True, label=None)

    def _step(self, i: int) -> int:
        role = self.roles[i]
        if role is Role.SHELL:
            self.shell = self.paragraphs[i].text
            return i + 1
        if role is Role.NOISE:
            return i + 1
        if role is Role.MASTHEAD:
            self._mark_noise(i, i + 1)
            return i + 1
        if self.shell is not None:
            self._after_shell(i)
        if role is Role.PART:
            self._open(i, titles=[i] if part_title(self.paragraphs[i].text) else [])
            return i + 1
        signature = self._signature_end(i)
        if signature:
            if self.current:
                self.current.signed = self.current.body = True
            return signature
        if role in _HEADISH:
            return self._head(i)
        self._body(i, role)
        return i + 1

    # -- heads -----------------------------------------------------------------------------

    def _head(self, i: int) -> int:
        current = self.current
        if self.roles[i] is Role.NOTE and current is not None and current.body:
            return i + 1  # a remark on publication closes what stands above it
        head = self._read_head(i)
        if current is None or self._starts(head, current):
            self._open(i, titles=head.titles)
        elif not current.body and not current.segment.contents:
            current.segment.titles += head.titles
        current = self.current
        assert current is not None
        if not current.body:
            current.title = self._title_of(current.segment)
        elif head.official and not current.annex and current.segment.first != i:
            current.labelled = False
        return head.end

    def _read_head(self, i: int) -> _Head:
        titles: list[int] = []
        official = numbered = dated = False
        end = i
        while end < len(self.roles) and end - i < _MAX_HEAD:
            role = self.roles[end]
            if role is Role.SALUTATION:
                official, end = True, end + 1
                break
            if role not in _HEADISH and role is not Role.NOISE:
                break
            if end > i and self._signature_end(end):
                break
            numbered |= role is Role.NUMBER and not _MASKED.search(self.paragraphs[end].text)
            official |= role is Role.NUMBER
            dated |= role is Role.PAREN_DATE
            if role in (Role.TITLE, Role.BODY_NAME, Role.NAME):
                titles.append(end)
            end += 1
        title = "".join(self.paragraphs[t].text for t in titles)
        return _Head(
            i, max(end, i + 1), self._name_dropped(titles), title, official, numbered, dated
        )

    def _name_dropped(self, titles: list[int]) -> list[int]:
        """A speaker's name under the title is not part of it; 意见 broken off a title is."""
        kept: list[int] = []
        for t in titles:
            whole = "".join(self.paragraphs[k].text for k in kept)
            if self.roles[t] is Role.BODY_NAME and kind_of(whole):
                continue
            if self.roles[t] is Role.NAME and (
                kind_of(whole) or not kind_of(self.paragraphs[t].text)
            ):
                continue
            kept.append(t)
        return kept

    def _starts(self, head: _Head, current: _Open) -> bool:
        """Decide whether a head opens a new Document, given the one being read."""
        if not current.body and not current.segment.contents:
            return False
        if current.segment.contents:
            return True
        key = title_key("".join(self.paragraphs[t].text for t in head.titles))
        if key and key == title_key(current.title) and not head.official:
            self._begin_issued(head, current)  # a decision prints the amended text below
            return False
        issued = self._issued_match(key, current)
        if issued is not None:
            return self._issue(head, issued, current)
        if self.contents and self._listed(key):
            return True
        if any(_alike(key, name) for name in current.annexes):
            current.annex = True
            return False
        if current.annex and not head.numbered:
            return False
        if head.official:
            return bool(head.titles) or current.signed or not current.labelled
        return self._starts_plainly(head, current)

    def _starts_plainly(self, head: _Head, current: _Open) -> bool:
        """A head without number or salutation."""
        title = self._joined(head.titles)
        strong = is_strong_title(title)
        opens = self._opens_after(head.end, current)
        if current.signed:
            if current.issues and not current.issued:
                current.issued.add(current.issues[0])
                self._begin_issued(head, current)
                return False
            return strong or (opens and bool(head.titles))
        kind = kind_of(title)
        if not strong or not current.labelled or (len(title) < 7 and kind != "大事记"):
            return False
        if kind in ("大事记", "解读", "讲话"):
            return True
        return (opens or head.dated) and kind not in _LIST_KINDS

    def _listed(self, key: str) -> bool:
        assert self.contents is not None
        return any(key == e or (len(key) >= 10 and _alike(key, e)) for e in self.contents.entries)

    def _issued_match(self, key: str, current: _Open) -> str | None:
        for name in current.issues:
            if name not in current.issued and _alike(key, name):
                return name
        return None

    def _issue(self, head: _Head, name: str, current: _Open) -> bool:
        """Enter what a notice issues: the first stays with it, a second is a Document."""
        first = not current.issued
        current.issued.add(name)
        if first:
            self._begin_issued(head, current)
            return False
        issues, issued = current.issues, current.issued
        parent = self.segments.index(current.segment)
        if current.segment.parent is not None:
            parent = current.segment.parent
        self._open(head.first, titles=head.titles)
        assert self.current is not None
        self.current.segment.parent = parent
        self.current.segment.issued = head.titles
        self.current.issues, self.current.issued = issues, issued
        self.current.body = True
        return False

    def _begin_issued(self, head: _Head, current: _Open) -> None:
        if not current.segment.issued:
            current.segment.issued = head.titles
        current.signed = current.labelled = current.higher = current.annex = False
        current.top = current.weight = 0

    def _opens_after(self, i: int, current: _Open) -> bool:
        """Tell whether a body begins at ``i``: an opening sentence, or a first number.

        Among chapters and articles only a first chapter or article counts.
        """
        while i < len(self.roles) and self.roles[i] in (Role.NOISE, Role.NOTE, Role.META):
            i += 1
        if i >= len(self.paragraphs):
            return False
        p = self.paragraphs[i]
        if p.label:
            first = (
                ("条", "章", "编") if current.higher else ("条", "章", "编", "一、", "(一)", "1.")
            )
            return p.label.number == 1 and p.label.unit in first
        return is_opening(p.text)

    # -- bodies ----------------------------------------------------------------------------

    def _body(self, i: int, role: Role) -> None:
        p = self.paragraphs[i]
        current = self.current
        if current is None:
            current = self._open(i, titles=[])
        elif role is Role.LABEL and self._restarts(p, current):
            current = self._open(self._walk_back(i), titles=[])
        elif role is Role.TEXT and self._reopens(i, current):
            current = self._open(self._with_lead(i), titles=[])
        if role is Role.ANNEX:
            self._annex(p, current)
            return
        if role is not Role.LABEL and not current.body:
            self._learn_issues(p, current)
        current.body = True
        if p.label:
            self._count(p, current)
        elif current.labelled:
            current.weight += len(p.text)

    def _learn_issues(self, p: Paragraph, current: _Open) -> None:
        if not current.issues:
            current.issues = [title_key(n) for n in issued_names(current.title, p.text)]

    def _count(self, p: Paragraph, current: _Open) -> None:
        assert p.label is not None
        current.labelled = True
        current.weight += len(p.text) if len(p.text) > 40 else 0
        if p.label.unit in ("条", "章", "节", "编", "分编", "部分"):
            current.higher = True
        if p.label.unit == "一、":
            current.top = (
                p.label.number if p.label.number == 1 else max(current.top, p.label.number)
            )
        if current.annexes and p.label.unit == "1.":
            current.annexes.append(title_key(p.text[p.label.end :]))

    def _annex(self, p: Paragraph, current: _Open) -> None:
        """附件1 on its own opens an annex; 附件:1.… lists what is annexed."""
        listed = re.split(r"[:：]", p.text, maxsplit=1)
        if len(listed) == 2 and len(listed[1].strip()) > 3:
            current.annexes.append(title_key(re.sub(r"^\s*\d{1,2}[.．、]", "", listed[1])))
        elif current.body:
            current.annex = True
        current.body = True

    def _restarts(self, p: Paragraph, current: _Open) -> bool:
        """一、 again, after a series that ran to 三、 or further, under no higher heading."""
        label = p.label
        if label is None or label.unit != "一、" or label.number != 1:
            return False
        if current.annex or current.higher or current.weight < _SUBSTANCE:
            return False
        return current.top >= (3 if self.compiled or current.signed else 4)

    def _reopens(self, i: int, current: _Open) -> bool:
        """An opening sentence, after a numbered body, before a first number."""
        if current.annex or current.higher or current.weight < _SUBSTANCE:
            return False
        text = self.paragraphs[i].text
        if len(text) < 20 or not is_opening(text):
            return False
        label = self._next_label(i)
        if label is None or label.number != 1 and not is_opening(text, strict=True):
            return False
        if label.unit == "一、":
            return current.top == 0 or current.top >= 2
        return is_opening(text, strict=True)

    def _next_label(self, i: int):  # type: ignore[no-untyped-def]
        for p in self.paragraphs[i + 1 : i + 9]:
            if p.label:
                return p.label
        return None

    def _walk_back(self, i: int) -> int:
        """From a restarted 一、 back to the unnumbered paragraphs that introduce it."""
        assert self.current is not None
        k = i
        while k - 1 > self.current.segment.first and self.roles[k - 1] not in (
            Role.LABEL,
            Role.ROW,
        ):
            k -= 1
        heading = self.paragraphs[k - 1]
        if heading.label and _is_bare(heading):
            k += 1  # a bare heading keeps the first paragraph below it
        for j in range(k, i):
            if (
                self.roles[j] in _HEADISH
                or is_opening(self.paragraphs[j].text)
                or _introduces(self.paragraphs[j].text)
            ):
                return j
        return min(i, k) if k < i and not (heading.label and _is_bare(heading)) else i

    def _with_lead(self, i: int) -> int:
        """Take in a bracketed date or remark, or a title, that stands right above an opening."""
        assert self.current is not None
        k = i
        while k - 1 > self.current.segment.first:
            text, role = self.paragraphs[k - 1].text, self.roles[k - 1]
            bracketed = (
                text[0] in "(（"
                and text.rstrip("。.")[-1] in ")）"
                and not self.paragraphs[k - 1].label
            )
            if role not in _HEADISH and not bracketed:
                break
            k -= 1
        return k

    def _after_shell(self, i: int) -> None:
        """A site's lead-in (下面是小编…) stands before a Document of a compilation."""
        shell, self.shell = self.shell or "", None
        current = self.current
        label = self.paragraphs[i].label or self._next_label(i)
        if current is not None and current.body and (label is None or label.number == 1):
            self._open(i, titles=[])
        elif current is None:
            self._open(i, titles=[])
        assert self.current is not None
        m = _SHELL_TITLE.search(shell + "。")
        if m and kind_of(m[1]):
            self.current.segment.hint = m[1]

    # -- signatures, opening and closing -----------------------------------------------------

    def _signature_end(self, i: int) -> int:
        """Return the index after a signature (issuers, then a date) that starts at ``i``, or 0."""
        k = i
        while k < len(self.roles) and self.roles[k] is Role.BODY_NAME and k - i < 12:
            k += 1
        if k >= len(self.roles) or self.roles[k] is not Role.DATE:
            return 0
        if k > i:
            return k + 1
        following = self.roles[k + 1] if k + 1 < len(self.roles) else Role.NOISE
        loose = self.current is not None and self.current.body
        return k + 1 if loose and following not in (Role.LABEL, Role.TEXT, Role.ROW) else 0

    def _open(self, i: int, *, titles: list[int]) -> _Open:
        self._close(i - 1)
        segment = Segment(i, i, titles=list(titles))
        self.segments.append(segment)
        self.current = _Open(segment, title=self._title_of(segment))
        return self.current

    def _close(self, last: int) -> None:
        if not self.segments or self.segments[-1].contents:
            return
        segment = self.segments[-1]
        while last > segment.first and self.paragraphs[last].noise:
            last -= 1
        segment.last = last
        segment.titles = [t for t in segment.titles if t <= last]

    def _title_of(self, segment: Segment) -> str:
        texts = [
            part_title(self.paragraphs[t].text) or self.paragraphs[t].text for t in segment.titles
        ]
        return "".join(texts)

    def _joined(self, titles: list[int]) -> str:
        return "".join(self.paragraphs[t].text for t in titles)


def _alike(key: str, name: str) -> bool:
    """Tell whether two title keys name the same document, slips of the pen allowed."""
    if not key or not name:
        return False
    if key == name:
        return True
    short, long = sorted((key, name), key=len)
    if len(short) < 6 or len(short) < 0.6 * len(long):
        return False
    return short in long or SequenceMatcher(None, key[:120], name[:120]).ratio() >= 0.86


def _is_bare(heading: Paragraph) -> bool:
    """Tell whether a numbered paragraph is a heading without a body on its own line."""
    assert heading.label is not None
    rest = heading.text[heading.label.end :].strip()
    return len(rest) <= 50 and "。" not in rest.rstrip("。") and not rest.endswith((";", "；"))


def _introduces(text: str) -> bool:
    return bool(
        re.match(
            r"为|根据|按照|近年来|当前|目前|随着|[12]\d{3}年|[\u4e00-\u9fff]{2,8}[省市县区]", text
        )
    )
