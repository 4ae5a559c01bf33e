"""Find the files to add, and hash them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import PolicyQAError

__all__ = ["SUFFIXES", "FoundFiles", "find_files"]

# What a folder is searched for; a file that is named itself is read whatever its suffix.
SUFFIXES = frozenset((
    ".txt", ".text", ".md", ".csv", ".htm", ".html", ".xhtml", ".mht", ".mhtml", ".docx", ".docm",
    ".doc", ".wps", ".rtf", ".pdf", ".ofd", ".xlsx", ".xlsm", ".xls", ".et", ".png", ".jpg",
    ".jpeg", ".tif", ".tiff", ".bmp",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """The files to add, absolute and in order, and the folders they were found in.

    :param skipped: files of the folders whose names say that they are no documents.
    :param named: the files that were named themselves.
    """

    files: tuple[Path, ...]
    folders: tuple[Path, ...]
    skipped: tuple[Path, ...] = ()
    named: frozenset[Path] = frozenset()


def find_files(paths: Iterable[str | Path], *, empty_folders: bool = False) -> FoundFiles:
    """Return the files below ``paths``. Hidden files and folders are passed over.

    :param empty_folders: whether a folder without documents is accepted.
    :raises PolicyQAError: a path is missing, or a folder holds no file of a known kind.
    """
    files: dict[Path, None] = {}
    folders: list[Path] = []
    skipped: dict[Path, None] = {}
    named: set[Path] = set()
    for path in map(Path, paths):
        whole = path.expanduser().absolute()
        if whole.is_dir():
            below = sorted(_files_below(whole))
            inside = [p for p in below if p.suffix.lower() in SUFFIXES]
            skipped.update(dict.fromkeys(p for p in below if p.suffix.lower() not in SUFFIXES))
            if not inside and not empty_folders:
                kinds = " ".join(sorted(SUFFIXES))
                raise PolicyQAError(f"{path}: no documents in this folder; known kinds: {kinds}")
            folders.append(whole)
            files.update(dict.fromkeys(inside))
        elif whole.is_file():
            files[whole] = None
            named.add(whole)
        else:
            raise PolicyQAError(f"{path}: no such file or folder; check the path")
    if not files and not folders:
        raise PolicyQAError("nothing to add: name a file or a folder")
    passed = tuple(path for path in skipped if path not in files)
    return FoundFiles(tuple(files), tuple(folders), passed, frozenset(named))


def _files_below(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith((".", "~$", "__")) for part in path.relative_to(folder).parts)
        if not hidden and path.is_file():
            yield path
