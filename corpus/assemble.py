"""One Segment of a file becomes one Document: its parts laid out, its fields read, its id made."""

from __future__ import annotations

import hashlib

from corpus.articles import Part, build_articles
from corpus.clean import Paragraph
from corpus.heads import signature_end
from corpus.identify import Identity, Stated, identify
from corpus.model import ClauseKind, Document
from corpus.pages import Pages
from corpus.roles import Role
from corpus.segments import Segment
from corpus.titles import kind_of
from corpus.toc import chapter_list

__all__ = ["assemble"]

_HEAD: dict[Role, ClauseKind] = {
    Role.NUMBER: ClauseKind.FRONT,
    Role.META: ClauseKind.FRONT,
    Role.SALUTATION: ClauseKind.FRONT,
    Role.NOTE: ClauseKind.NOTE,
    Role.PAREN_DATE: ClauseKind.FRONT,
    Role.DATE: ClauseKind.FRONT,
    Role.NAME: ClauseKind.FRONT,
    Role.MASTHEAD: ClauseKind.FRONT,
    Role.PART: ClauseKind.TITLE,
    Role.TITLE: ClauseKind.FRONT,
    Role.BODY_NAME: ClauseKind.FRONT,
}
# Below the title of what a notice issues, or of an annex.
_SUBHEAD: dict[Role, ClauseKind] = {
    r: k for r, k in _HEAD.items() if r in (Role.NUMBER, Role.META, Role.PAREN_DATE)
}


def assemble(
    source: str,
    text: str,
    paragraphs: list[Paragraph],
    roles: list[Role],
    segments: list[Segment],
    stated: Stated | None = None,
    pages: Pages | None = None,
) -> list[Document]:
    """Return the Documents of a file.

    :param source: name of the file. :param text: its decoded text, which Clauses cut from.
    :param stated: what the file states about itself; used where it holds one Document.
    :param pages: the pages that the text stands on.
    """
    documents: list[Document] = []
    identities: list[Identity] = []
    alone = stated if stated is not None and len(segments) == 1 else Stated()
    parents = {s.parent for s in segments if s.parent is not None}
    for n, segment in enumerate(segments):
        span = slice(segment.first, segment.last + 1)
        kept, kinds = paragraphs[span], roles[span]
        parent = identities[segment.parent] if segment.parent is not None else None
        layout = lay_out(segment, kept, kinds)
        identity = identify(segment, kept, kinds, parent=parent, shared=n in parents, stated=alone)
        identities.append(identity)
        documents.append(_document(source, text, kept, layout, identity, pages))
    return documents


def _document(
    source: str,
    text: str,
    kept: list[Paragraph],
    layout: list[Part],
    identity: Identity,
    pages: Pages | None,
) -> Document:
    base, end = kept[0].start, kept[-1].end
    own = text[base:end]
    key = hashlib.sha256(f"{identity.title or ''}\0{own}".encode(errors="surrogatepass"))
    document_id = key.hexdigest()[:16]
    return Document(
        id=document_id,
        source=source,
        first_line=kept[0].first,
        last_line=kept[-1].last,
        text=own,
        articles=build_articles(document_id, base, layout),
        pages=pages.within(base, end) if pages else None,
        **vars(identity),
    )


def lay_out(segment: Segment, kept: list[Paragraph], roles: list[Role]) -> list[Part]:
    """Cut a Segment into head lines, bodies, signatures, notes and annexes, in order."""
    layout = _Layout(segment, kept, roles)
    for i, (p, role) in enumerate(zip(kept, roles, strict=True)):
        if not p.noise and role not in (Role.NOISE, Role.SHELL):
            layout.place(i, p, role)
    layout.flush()
    return layout.parts


class _Layout:
    def __init__(self, segment: Segment, kept: list[Paragraph], roles: list[Role]) -> None:
        self.parts: list[Part] = []
        self.body: list[Paragraph] = []
        self.annex: int | None = None
        self.path: tuple[str, ...] = ()
        self.roles = roles
        self.contents = segment.contents
        self.titles = {t - segment.first for t in (*segment.titles, *segment.issued)}
        self.chapters = range(0) if segment.contents else chapter_list(kept, roles)
        self.head = _HEAD
        self.annexed: list[str] | None = None  # title lines of the annex at hand
        self.signature = 0

    def place(self, i: int, p: Paragraph, role: Role) -> None:
        """Put the next paragraph where it belongs."""
        listed = i in self.chapters or (role is Role.CONTENTS and i + 1 in self.chapters)
        if i in self.titles or self._titles_annex(p, role):
            self.flat(ClauseKind.TITLE, p)
            if not self.contents and self.parts and len(self.parts) > 1:
                self.head = _SUBHEAD
        elif self.contents or listed:
            self.flat(ClauseKind.FRONT, p)
        elif role in self.head and not (role is Role.SALUTATION and _glued(p)):
            self.flat(self.head[role], p)
        elif role is Role.ANNEX and len(p.text) <= 12:
            self._open_annex(p)
        else:
            self._place_body(i, p, role)

    def _place_body(self, i: int, p: Paragraph, role: Role) -> None:
        self.head = {}
        if i < self.signature or (end := signature_end(self.roles, i, loose=True)):
            self.signature = self.signature if i < self.signature else end
            self.flat(ClauseKind.SIGNATURE, p)
        elif role is Role.NOTE and not _goes_on(self.roles, i + 1):
            self.flat(ClauseKind.NOTE, p)
        else:
            self.body.append(p)

    def _open_annex(self, p: Paragraph) -> None:
        self.flush()
        self.annex, self.path = (p.label.number if p.label else 0), (p.text,)
        self.flat(ClauseKind.HEADING, p)
        self.head, self.annexed = _SUBHEAD, []

    def _titles_annex(self, p: Paragraph, role: Role) -> bool:
        """Tell whether a line still belongs to the title of the annex at hand."""
        if self.annexed is None:
            return False
        words = p.text.split()
        plain = role in (Role.TITLE, Role.NAME, Role.BODY_NAME) and len(words) < 3
        if not plain or words[0].isdecimal() or kind_of("".join(self.annexed)):
            self.annexed = None
            return False
        self.annexed.append(p.text)
        self.path = (self.path[0], "".join(self.annexed))
        return True

    def flush(self) -> None:
        """Close the body at hand."""
        if self.body:
            self.parts.append(Part(self.body, None, self.annex, self.path))
            self.body = []

    def flat(self, kind: ClauseKind, paragraph: Paragraph) -> None:
        """Add one line outside the body; neighbouring lines of one kind share a Part."""
        self.flush()
        last = self.parts[-1] if self.parts else None
        if last and last.kind is kind and last.annex == self.annex and last.path == self.path:
            last.paragraphs.append(paragraph)
        else:
            self.parts.append(Part([paragraph], kind, self.annex, self.path))


def _goes_on(roles: list[Role], i: int) -> bool:
    """Tell whether the body goes on at ``i``, so that a remark before it must not end it."""
    return i < len(roles) and roles[i] in (Role.LABEL, Role.TEXT, Role.ROW)


def _glued(p: Paragraph) -> bool:
    return not p.text.rstrip().endswith((":", "：", ",", "，", "!", "！"))
