"""What changed between the editions of a law in a Store."""

from __future__ import annotations

from pathlib import Path

from rag.passages.edition_changes import changes_of
from rag.passages.edition_diff import Change
from rag.passages.versions import Timeline
from tests.rag.laws import opened


def test_an_edition_is_compared_with_the_newest_and_that_with_the_one_before(
    tmp_path: Path,
) -> None:
    assistant = opened(tmp_path)
    by_source = {d.source: d for d in assistant.documents()}
    timeline = Timeline(assistant.snapshot)
    for name in ("v1.txt", "v2.txt"):
        found = changes_of(assistant.snapshot, timeline, by_source[name].id)
        assert found is not None
        assert (found.old.source, found.new.source) == ("v1.txt", "v2.txt")
        assert (found.old.edition, found.new.edition) == ("2015年文本", "2018年修正文本")
        changed = [c for c in found.changes if c.change is Change.CHANGED]
        assert [c.new for c in changed] == ["第三条"]
        assert assistant.changes(by_source[name].id) == found


def test_a_document_alone_has_nothing_to_be_compared_with(tmp_path: Path) -> None:
    assistant = opened(tmp_path)
    law = next(d for d in assistant.documents() if d.source == "law.txt")
    assert assistant.changes(law.id) is None
