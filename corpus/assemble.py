"""One Segment of a file becomes one Document: its parts laid out, its fields read, its id made."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from corpus.articles import Part, build_articles
from corpus.clean import Paragraph
from corpus.heads import signature_end
from corpus.identify import Identity, identify
from corpus.model import ClauseKind, Document
from corpus.roles import Role
from corpus.segments import Segment
from corpus.toc import chapter_list

__all__ = ["assemble"]

_HEAD = {
    Role.NUMBER: ClauseKind.FRONT,
    Role.META: ClauseKind.FRONT,
    Role.SALUTATION: ClauseKind.FRONT,
    Role.NOTE: ClauseKind.NOTE,
    Role.PAREN_DATE: ClauseKind.FRONT,
    Role.DATE: ClauseKind.FRONT,
    Role.NAME: ClauseKind.FRONT,
    Role.MASTHEAD: ClauseKind.FRONT,
    Role.PART: ClauseKind.TITLE,
    Role.TITLE: ClauseKind.TITLE,
    Role.BODY_NAME: ClauseKind.TITLE,
}


def assemble(
    source: str, text: str, paragraphs: list[Paragraph], roles: list[Role], segments: list[Segment]
) -> list[Document]:
    """Return the Documents of a file.

    :param source: name of the file. :param text: its decoded text, which Clauses cut from.
    """
    documents: list[Document] = []
    identities: list[Identity] = []
    parents = {s.parent for s in segments if s.parent is not None}
    for n, segment in enumerate(segments):
        span = slice(segment.first, segment.last + 1)
        kept, kinds = paragraphs[span], roles[span]
        parent = identities[segment.parent] if segment.parent is not None else None
        layout = lay_out(segment, kept, kinds)
        identity = identify(segment, kept, kinds, parent=parent, shared=n in parents)
        identities.append(identity)
        documents.append(_document(source, text, kept, layout, identity))
    return documents


def _document(
    source: str, text: str, kept: list[Paragraph], layout: list[Part], identity: Identity
) -> Document:
    base, end = kept[0].start, kept[-1].end
    own = text[base:end]
    key = hashlib.sha256(f"{identity.title or ''}\0{own}".encode(errors="surrogatepass"))
    document_id = key.hexdigest()[:16]
    return Document(
        id=document_id,
        title=identity.title,
        number=identity.number,
        issuer=identity.issuer,
        written=identity.written,
        published=identity.published,
        effective=identity.effective,
        expires=identity.expires,
        trial=identity.trial,
        status=identity.status,
        status_reason=identity.status_reason,
        region=identity.region,
        level=identity.level,
        kind=identity.kind,
        source=source,
        first_line=kept[0].first,
        last_line=kept[-1].last,
        text=own,
        articles=build_articles(document_id, base, layout),
        repeals=identity.repeals,
        warnings=identity.warnings,
    )


@dataclass(slots=True)
class _Layout:
    parts: list[Part]
    body: list[Paragraph]
    annex: int | None = None
    path: tuple[str, ...] = ()

    def flush(self) -> None:
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


def lay_out(segment: Segment, kept: list[Paragraph], roles: list[Role]) -> list[Part]:
    """Cut a Segment into head lines, bodies, signatures, notes and annexes, in order."""
    layout = _Layout([], [])
    titles = {t - segment.first for t in segment.titles}
    issued = {t - segment.first for t in segment.issued}
    head = True
    titling = False  # among the title lines of an annex
    signature = 0
    chapters = range(0) if segment.contents else chapter_list(kept, roles)
    for i, (p, role) in enumerate(zip(kept, roles, strict=True)):
        if p.noise or role in (Role.NOISE, Role.SHELL):
            continue
        if segment.contents:
            layout.flat(ClauseKind.TITLE if i in titles else ClauseKind.FRONT, p)
            continue
        if i in chapters or (role is Role.CONTENTS and i + 1 in chapters):
            layout.flat(ClauseKind.FRONT, p)
            continue
        titling = titling and role in (Role.TITLE, Role.NAME, Role.BODY_NAME)
        if i in titles or i in issued or titling:
            layout.flat(ClauseKind.TITLE, p)
            head = True
        elif head and role in _HEAD and not (role is Role.SALUTATION and _glued(p)):
            layout.flat(_HEAD[role] if role is not Role.TITLE else ClauseKind.FRONT, p)
        elif i < signature or (signature := signature_end(roles, i, loose=True)):
            layout.flat(ClauseKind.SIGNATURE, p)
            head = False
        elif role is Role.ANNEX and len(p.text) <= 12:
            layout.flush()
            layout.annex, layout.path = (p.label.number if p.label else 0), (p.text,)
            layout.flat(ClauseKind.HEADING, p)
            titling = head = True
        else:
            head = False
            if role is Role.NOTE and not _goes_on(roles, i + 1):
                layout.flat(ClauseKind.NOTE, p)
            else:
                layout.body.append(p)
    layout.flush()
    return layout.parts


def _goes_on(roles: list[Role], i: int) -> bool:
    """Tell whether the body goes on at ``i``, so that a remark before it must not end it."""
    return i < len(roles) and roles[i] in (Role.LABEL, Role.TEXT, Role.ROW)


def _glued(p: Paragraph) -> bool:
    return not p.text.rstrip().endswith((":", "：", ",", "，", "!", "！"))
