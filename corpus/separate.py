"""Where one Document ends and the next begins in a file that holds many.

One pass over the paragraphs. A Document opens with a head (title, number, salutation), with
第N篇, at a title of the table of contents, or, where titles were stripped, at an opening
sentence (为……,制定本方案。) or where 一、 starts again after a finished series. A title that the
notice in force issues belongs to it; its second one is a Document of its own.
"""

from __future__ import annotations

import re

from corpus.clean import Paragraph
from corpus.cohesion import subject_break
from corpus.heads import HEADISH, Head, is_masked, read_head, signature_end
from corpus.normalize import to_simplified
from corpus.restarts import is_bracketed, lead_of, next_label, reopens, restarts, start_of_series
from corpus.roles import Role, roles_of
from corpus.segments import Draft, Segment, alike
from corpus.titles import (
    is_opening,
    is_strong_title,
    issued_names,
    kind_of,
    part_title,
    title_key,
)
from corpus.toc import find_contents

__all__ = ["separate"]

# Titles of these kinds head a list or a form inside a Document more often than a Document.
_LIST_KINDS = frozenset("表 一览表 名单 清单 目录 书 流程 说明 标准 名录 法 分工".split())  # noqa: SIM905
# Titles of these kinds need neither number nor salutation nor numbered text above them.
_FREE_KINDS = frozenset(("大事记", "解读", "讲话"))
_SHELL_TITLE = re.compile(r"小编.{0,14}?(?:的|推荐|分享|整理了?)《?([^，,。《》]{4,50}?)》?[，,。]")
_MOST_TITLES = 24  # title lines of one Document; a longer run is no title
_FIRST_UNITS = ("条", "章", "编", "一、", "(一)", "1.")


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
        self.contents = find_contents(paragraphs, self.roles)
        self.segments: list[Segment] = []
        self.current: Draft | None = None
        self.shell: str | None = None
        parts, shells = self.roles.count(Role.PART), self.roles.count(Role.SHELL)
        self.compiled = parts >= 2 or shells >= 1

    def run(self) -> list[Segment]:
        position = self._skip_shell()
        if self.contents:
            last = self.contents.last
            first = next(i for i in range(last + 1) if not self.paragraphs[i].noise)
            self.segments.append(Segment(first, last, titles=self.contents.titles, contents=True))
            position = last + 1
        while position < len(self.paragraphs):
            position = self._step(position)
        self._close(len(self.paragraphs) - 1)
        if self.compiled or len(self.segments) >= 3:
            self._split_by_subject()
        return [s for s in self.segments if s.last >= s.first]

    def _step(self, i: int) -> int:
        role = self.roles[i]
        if role is Role.SHELL:
            self.shell = self.paragraphs[i].text
            return i + 1
        if role is Role.MASTHEAD:
            self._mark_noise(i, i + 1)
        if role is Role.MASTHEAD or role is Role.NOISE:
            return i + 1
        if self.shell is not None:
            self._after_shell(i, self.shell)
            self.shell = None
        if role is Role.PART:
            self._open(i, [i] if part_title(self.paragraphs[i].text) else [])
            return i + 1
        signature = signature_end(self.roles, i, loose=bool(self.current and self.current.body))
        if signature:
            if self.current:
                self.current.signed = self.current.body = True
            return signature
        if role in HEADISH:
            return self._head(i)
        self._body(i, role)
        return i + 1

    # -- heads -----------------------------------------------------------------------------

    def _head(self, i: int) -> int:
        draft = self.current
        if self.roles[i] is Role.NOTE and draft is not None and draft.body:
            return i + 1  # a remark on publication closes what stands above it
        head = read_head(self.paragraphs, self.roles, i)
        if draft is None or self._starts(head, draft):
            self._open(head.first if draft else i, head.titles)
        elif not draft.body and len(draft.segment.titles) < _MOST_TITLES:
            draft.segment.titles += head.titles
            draft.title = self._title_of(draft.segment)
        elif head.official and not draft.annex and draft is self.current:
            draft.labelled = False
        return head.end

    def _starts(self, head: Head, draft: Draft) -> bool:
        """Decide whether a head opens a new Document, given the one being read."""
        if not draft.body or self._captions(head.first):
            return False
        key = title_key(head.title)
        if key and key == title_key(draft.title) and not head.official:
            draft.begin_issued(head.titles)  # a decision prints the amended text below
            return False
        issued = next((n for n in draft.issues if n not in draft.issued and alike(key, n)), None)
        if issued is not None:
            self._issue(head, issued, draft)
            return False
        if self.contents and any(_listed(key, e) for e in self.contents.entries):
            return True
        if any(alike(key, name) for name in draft.annexes):
            draft.annex = True
            return False
        if draft.annex and not head.numbered and not self._stands_alone(head, draft):
            return False
        if head.official:
            return bool(head.titles) or draft.signed or not draft.labelled
        return self._starts_plainly(head, draft)

    def _captions(self, i: int) -> bool:
        """Tell whether a line is the caption of a chapter whose number stands alone above it."""
        label = self.paragraphs[i - 1].label if i else None
        bare = label is not None and label.end >= len(self.paragraphs[i - 1].text.rstrip())
        return bare and label is not None and label.unit in ("章", "编", "节", "条")

    def _stands_alone(self, head: Head, draft: Draft) -> bool:
        """Tell whether a head without a number is too full to be the title of an annex."""
        if head.title.isascii() and not draft.title.isascii():
            return is_strong_title(head.title)  # another language
        if kind_of(head.title) in _FREE_KINDS:
            return is_strong_title(head.title)
        if head.passed and kind_of(head.title) not in _LIST_KINDS:
            return is_strong_title(head.title)
        about = "关于" in to_simplified(head.title) and not is_masked(head.title)
        return head.official and about and is_strong_title(head.title)

    def _starts_plainly(self, head: Head, draft: Draft) -> bool:
        """Decide the same for a head without number or salutation."""
        strong, kind = is_strong_title(head.title), kind_of(head.title)
        opens = self._opens_after(head.end, draft)
        if draft.signed:
            if draft.issues and not draft.issued:
                draft.issued.add(draft.issues[0])
                draft.begin_issued(head.titles)
                return False
            return strong or (opens and bool(head.titles))
        if not strong or (len(head.title) < 7 and kind != "大事记"):
            return False
        if kind in _FREE_KINDS:
            return True
        return draft.labelled and (opens or head.dated) and kind not in _LIST_KINDS

    def _issue(self, head: Head, name: str, draft: Draft) -> None:
        """Enter what a notice issues: the first stays with it, a second is a Document."""
        first = not draft.issued
        draft.issued.add(name)
        if first:
            draft.begin_issued(head.titles)
            return
        parent = draft.segment.parent
        if parent is None:
            parent = self.segments.index(draft.segment)
        opened = self._open(head.first, head.titles)
        opened.segment.parent, opened.segment.issued = parent, head.titles
        opened.issues, opened.issued, opened.body = draft.issues, draft.issued, True

    def _opens_after(self, i: int, draft: Draft) -> bool:
        """Tell whether a body begins at ``i``: an opening sentence, or a first number.

        Among chapters and articles only a first chapter or article counts.
        """
        passed_over = (Role.NOISE, Role.NOTE, Role.META)
        while i < len(self.roles) and (
            self.roles[i] in passed_over or is_bracketed(self.paragraphs[i])
        ):
            i += 1
        if i >= len(self.paragraphs):
            return False
        label = self.paragraphs[i].label
        if label:
            units = _FIRST_UNITS[:3] if draft.higher else _FIRST_UNITS
            return label.number == 1 and label.unit in units
        return is_opening(self.paragraphs[i].text)

    # -- bodies ----------------------------------------------------------------------------

    def _body(self, i: int, role: Role) -> None:
        p = self.paragraphs[i]
        draft = self.current or self._open(i, [])
        whole, first = (self.paragraphs, self.roles), draft.segment.first
        if role is Role.LABEL and restarts(*whole, i, draft, compiled=self.compiled):
            draft = self._untitled(start_of_series(*whole, i, first), i)
        elif role is Role.TEXT and reopens(self.paragraphs, i, draft):
            draft = self._untitled(lead_of(*whole, i, first), i)
        if role is Role.ANNEX:
            self._annex(p, draft)
            return
        if role is not Role.LABEL and not draft.body and not draft.issues:
            draft.issues = [title_key(n) for n in issued_names(draft.title, p.text)]
        if draft.annexes and p.label and p.label.unit == "1.":
            draft.annexes.append(title_key(p.text[p.label.end :]))
        draft.count(p)

    def _untitled(self, first: int, i: int) -> Draft:
        """Open a Document whose title was stripped, or stands above as a plain line."""
        self.compiled = True
        above = [t for t in range(first, i) if self.roles[t] in (Role.TITLE, Role.BODY_NAME)]
        strong = is_strong_title("".join(self.paragraphs[t].text for t in above))
        return self._open(first, above if strong else [])

    def _annex(self, p: Paragraph, draft: Draft) -> None:
        """Enter an annex: 附件1 on its own opens one, 附件:1.… lists what is annexed."""
        listed = re.split(r"[:：]", p.text, maxsplit=1)
        if len(listed) == 2 and len(listed[1].strip()) > 3:
            draft.annexes.append(title_key(re.sub(r"^\s*\d{1,2}[.．、]", "", listed[1])))
        elif draft.body:
            draft.annex = True
        draft.body = True

    # -- a site's shell around a compilation -------------------------------------------------

    def _skip_shell(self) -> int:
        """Leave out a web page's own title and lead-in above the first Document."""
        for i, role in enumerate(self.roles[:8]):
            if role is Role.SHELL:
                self._mark_noise(0, i)
                return i + 1
            if role in (Role.LABEL, Role.PART, Role.SALUTATION):
                break
        return 0

    def _after_shell(self, i: int, shell: str) -> None:
        """Open a Document after a site's lead-in (下面是小编…), with the title it names."""
        draft = self.current
        label = self.paragraphs[i].label or next_label(self.paragraphs, i)
        fresh = label is None or label.number == 1
        if draft is None or (draft.body and fresh):
            draft = self._open(i, [])
        m = _SHELL_TITLE.search(shell + "。")
        if m and kind_of(m[1]):
            draft.segment.hint = m[1]

    def _split_by_subject(self) -> None:
        if any(s.parent is not None for s in self.segments):
            return
        whole, self.segments = self.segments, []
        for segment in whole:
            self.segments.append(segment)
            if segment.titles or segment.contents:
                continue
            at = subject_break(self.paragraphs, self.roles, segment.first, segment.last)
            if at is not None:
                self.segments.append(Segment(at, segment.last))
                segment.last = at - 1

    # -- opening and closing -----------------------------------------------------------------

    def _open(self, i: int, titles: list[int]) -> Draft:
        self._close(i - 1)
        segment = Segment(i, i, titles=list(titles))
        self.segments.append(segment)
        self.current = Draft(segment, title=self._title_of(segment))
        return self.current

    def _close(self, last: int) -> None:
        if not self.segments or self.segments[-1].contents:
            return
        segment = self.segments[-1]
        while last > segment.first and (self.paragraphs[last].noise or self._is_stub(last)):
            self._mark_noise(last, last + 1)
            last -= 1
        segment.last = last
        segment.titles = [t for t in segment.titles if t <= last]

    def _is_stub(self, i: int) -> bool:
        """Tell the trace of a list that the page did not keep: 附件: with nothing after it."""
        return self.roles[i] is Role.ANNEX and len(self.paragraphs[i].text) <= 4

    def _mark_noise(self, first: int, end: int) -> None:
        for i in range(first, end):
            self.paragraphs[i] = self.paragraphs[i]._replace(noise=True, label=None)

    def _title_of(self, segment: Segment) -> str:
        texts = (self.paragraphs[t].text for t in segment.titles)
        return "".join(part_title(text) or text for text in texts)


def _listed(key: str, entry: str) -> bool:
    return key == entry or (len(key) >= 10 and alike(key, entry))
