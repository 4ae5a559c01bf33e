"""A Store that may only be read is searched, checked and listed; changing it is refused."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import StoreError
from index.ingest.verify import verify
from index.store import Store
from tests.doubles import HashEncoder
from tests.index.documents import make_document


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """Yield a Store in a folder that may not be written to."""
    folder = tmp_path / "store"
    with Store.create(folder, HashEncoder()) as store:
        store.add_documents("one", [make_document("停车收费办法", ["每小时收费五元。"])])
    if os.geteuid():
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        yield folder
        return
    for options in (["--bind", str(folder)], ["-o", "remount,ro,bind"]):  # root may write anywhere
        if not shutil.which("mount") or subprocess.run(["mount", *options, folder]).returncode:
            pytest.skip("needs the right to mount a folder read-only")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_it_is_searched_and_listed(read_only: Path) -> None:
    with Store.open(read_only, HashEncoder()) as store:
        snapshot = store.snapshot()
        assert [d.title for d in snapshot.documents()] == ["停车收费办法"]
        assert snapshot.search_text("每小时收费", 3)


def test_it_is_checked(read_only: Path) -> None:
    assert verify(read_only).whole


def test_a_change_is_refused_by_name_and_nothing_is_called_damaged(read_only: Path) -> None:
    with Store.open(read_only, HashEncoder()) as store:
        with pytest.raises(StoreError, match="cannot be written to"):
            store.add_documents("two", [make_document("停水公告", ["停水。"])])
        assert len(store.snapshot().documents()) == 1
