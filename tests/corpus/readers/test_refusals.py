"""Why a reader refuses an Office package."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from corpus.limits import Limits
from corpus.readers.refusals import TooLarge, Unreadable, check_package


def _package(folder: Path, *sizes: int) -> Path:
    path = folder / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for number, size in enumerate(sizes):
            package.writestr(f"{number}.xml", b" " * size)
    return path


def test_what_all_parts_unpack_to_together_is_limited(tmp_path: Path) -> None:
    path = _package(tmp_path, 600, 400)
    check_package(path, Limits(max_unpacked=1000))
    with pytest.raises(TooLarge, match=r"1,000 bytes, the limit is 999"):
        check_package(path, Limits(max_unpacked=999))


def test_a_package_of_very_many_parts_is_refused(tmp_path: Path) -> None:
    path = _package(tmp_path, *[0] * 10_001)
    with pytest.raises(TooLarge, match="10,001 parts"):
        check_package(path, Limits())


def test_a_package_under_a_password_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = _package(tmp_path, 10)
    data = bytearray(path.read_bytes())
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1  # the flag of an encrypted entry
    path.write_bytes(data)
    with pytest.raises(Unreadable, match="password"):
        check_package(path, Limits())
