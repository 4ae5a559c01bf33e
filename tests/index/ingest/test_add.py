"""Adding files: skipped, replaced, refused, synchronised, interrupted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import PolicyQAError
from index import Store
from index.errors import StoreError
from index.ingest import add as ingest
from index.ingest.add import add_paths
from index.model import Progress
from tests.doubles import HashEncoder


def write(path: Path, title: str, *articles: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    body = "\n".join(
        f"第{n}条 {text}" for n, text in zip("一二三四五六七八九", articles, strict=False)
    )
    path.write_text(f"{title}\n{body}\n", encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(
        tmp_path / "docs/bikes.txt",
        "云澜市共享单车停放管理办法",
        "停放应当有序。",
        "违者罚款二十元。",
    )
    write(tmp_path / "docs/deep/library.md", "云澜市公共图书馆开放办法", "每周开放五十六小时。")
    return tmp_path / "docs"


def titles(store: Store) -> list[str]:
    return sorted(d.title or "" for d in store.snapshot().documents())


def test_a_folder_is_searched_for_known_kinds(store: Store, folder: Path) -> None:
    (folder / "figures.dat").write_bytes(b"\xff\xd8")
    write(folder / ".hidden/secret.txt", "云澜市不该读到的办法", "内容。")
    report = add_paths(store, [folder])
    assert (report.added, report.unchanged, report.failed) == (2, 0, ())
    assert [Path(skipped.path).name for skipped in report.skipped] == ["figures.dat"]
    assert titles(store) == ["云澜市公共图书馆开放办法", "云澜市共享单车停放管理办法"]
    assert len(report.documents) == 2


def test_unchanged_files_are_not_read_again(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_paths(store, [folder])
    generation = store.snapshot().generation

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("an unchanged file was read")

    monkeypatch.setattr(ingest, "prepare_file", fail)
    report = add_paths(store, [folder])
    assert (report.added, report.replaced, report.unchanged) == (0, 0, 2)
    assert store.snapshot().generation == generation


def test_a_changed_file_replaces_its_documents(store: Store, folder: Path) -> None:
    add_paths(store, [folder])
    write(folder / "bikes.txt", "云澜市共享单车停放管理办法", "停放应当有序。", "违者罚款五十元。")
    report = add_paths(store, [folder])
    assert (report.added, report.replaced, report.unchanged) == (0, 1, 1)
    snapshot = store.snapshot()
    found = snapshot.clauses([m.key for m in snapshot.search_text("罚款", 9)])
    assert [("五十" in c.text, "二十" in c.text) for c in found] == [(True, False)]
    assert len(titles(store)) == 2


def test_a_document_in_two_files_is_stored_once_and_kept_while_one_remains(
    store: Store, folder: Path
) -> None:
    copy = folder / "copy.txt"
    copy.write_bytes((folder / "bikes.txt").read_bytes())
    add_paths(store, [folder])
    assert len(titles(store)) == 2
    copy.unlink()
    report = add_paths(store, [folder], sync=True)
    assert report.removed == (str(copy),)
    assert len(titles(store)) == 2


def test_an_unreadable_file_is_reported_and_the_rest_goes_on(store: Store, folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing more")
    report = add_paths(store, [folder])
    assert report.added == 2
    assert [Path(f.path).name for f in report.failed] == ["broken.pdf"]
    assert report.failed[0].reason
    assert "\n" not in report.failed[0].reason


def test_a_file_that_became_unreadable_keeps_what_it_gave(store: Store, folder: Path) -> None:
    add_paths(store, [folder])
    (folder / "bikes.txt").write_bytes(b"")
    report = add_paths(store, [folder])
    assert len(report.failed) == 1
    assert len(titles(store)) == 2


@pytest.mark.parametrize("missing", ["none.txt", "empty"])
def test_a_missing_path_or_an_empty_folder_is_refused(
    store: Store, tmp_path: Path, missing: str
) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(PolicyQAError, match=missing):
        add_paths(store, [tmp_path / missing])


def test_sync_adds_replaces_and_removes(store: Store, folder: Path) -> None:
    add_paths(store, [folder])
    (folder / "bikes.txt").unlink()
    write(folder / "deep/library.md", "云澜市公共图书馆开放办法", "每周开放六十小时。")
    write(folder / "ferry.txt", "青屿县渡口管理规定", "渡船不得超载。")
    plan = add_paths(store, [folder], sync=True, dry_run=True)
    assert (plan.added, plan.replaced, plan.removed) == (1, 1, (str(folder / "bikes.txt"),))
    assert plan.dry_run
    assert len(titles(store)) == 2
    report = add_paths(store, [folder], sync=True)
    assert (report.added, report.replaced, report.removed) == (1, 1, plan.removed)
    assert titles(store) == ["云澜市公共图书馆开放办法", "青屿县渡口管理规定"]


def test_sync_of_an_emptied_folder_removes_everything(store: Store, folder: Path) -> None:
    add_paths(store, [folder])
    for path in (folder / "bikes.txt", folder / "deep/library.md"):
        path.unlink()
    assert len(add_paths(store, [folder], sync=True).removed) == 2
    assert titles(store) == []


def test_sync_leaves_files_of_other_folders_alone(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    other = write(tmp_path / "other/ferry.txt", "青屿县渡口管理规定", "渡船不得超载。")
    add_paths(store, [folder, other])
    add_paths(store, [folder], sync=True)
    assert "青屿县渡口管理规定" in titles(store)


def test_a_removed_document_comes_back_when_its_file_is_added_again(
    store: Store, folder: Path
) -> None:
    add_paths(store, [folder])
    bikes = next(d for d in store.snapshot().documents() if "单车" in (d.title or ""))
    store.remove([bikes.id])
    assert len(titles(store)) == 1
    report = add_paths(store, [folder])
    assert (report.replaced, report.unchanged) == (1, 1)
    assert len(titles(store)) == 2


def test_progress_counts_files_and_tells_the_time_left(store: Store, folder: Path) -> None:
    seen: list[Progress] = []
    add_paths(store, [folder], progress=seen.append)
    read = [p for p in seen if p.stage == "read"]
    assert (read[-1].done, read[-1].total) == (2, 2)
    assert read[-1].rate > 0
    assert {p.stage for p in seen} == {"read", "publish"}


class _Interrupting(HashEncoder):
    """Presses Ctrl-C while the second group is encoded."""

    calls = 0

    def encode_documents(self, texts: Sequence[str]) -> object:  # type: ignore[override]
        self.calls += 1
        if self.calls == 2:
            raise KeyboardInterrupt
        return super().encode_documents(texts)


def test_ctrl_c_keeps_what_was_committed_and_says_how_much(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "_TEXTS_AT_ONCE", 1)
    encoder = _Interrupting()
    with Store.create(tmp_path / "store", encoder) as store:
        encoder.calls = 0
        report = add_paths(store, [folder])
        assert report.interrupted
        assert report.added == 1
        assert len(titles(store)) == 1
        again = add_paths(store, [folder])
        assert (again.added, again.unchanged) == (1, 1)


def test_a_failure_loses_nothing_stored_before(
    store: Store, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_paths(store, [folder])

    def full(*_: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr("index.ingest.batch_writer.link_file", full)
    new = write(tmp_path / "new.txt", "云澜市新办法", "内容。")
    with pytest.raises(StoreError, match="full"):
        add_paths(store, [new])
    assert len(titles(store)) == 2


def test_adding_needs_an_encoder(store: Store, folder: Path) -> None:
    with Store.open(store.path) as reader, pytest.raises(StoreError, match="encoder"):
        add_paths(reader, [folder])


def test_processes_give_the_same_store_as_one(tmp_path: Path, encoder: HashEncoder) -> None:
    for n in range(12):
        write(tmp_path / f"docs/{n:02}.txt", f"云澜市第{n}号办法", f"内容{n}。", "其他内容。")
    answers = []
    for workers in (1, 2):
        with Store.create(tmp_path / f"store{workers}", encoder) as store:
            assert add_paths(store, [tmp_path / "docs"], workers=workers).added == 12
            snapshot = store.snapshot()
            answers.append(snapshot.clauses([m.key for m in snapshot.search_text("内容", 50)]))
    assert answers[0] == answers[1]


def test_a_file_that_exhausts_memory_is_refused_and_the_others_are_kept(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encode = HashEncoder.encode_documents

    def exhausted(self: HashEncoder, texts: Sequence[str]) -> Any:
        if any("图书馆" in text for text in texts):
            raise MemoryError
        return encode(self, texts)

    monkeypatch.setattr(HashEncoder, "encode_documents", exhausted)
    report = add_paths(store, [folder], workers=1)
    assert [(Path(f.path).name, f.reason) for f in report.failed] == [
        ("library.md", "needs more memory than there is; split it")
    ]
    assert titles(store) == ["云澜市共享单车停放管理办法"]
