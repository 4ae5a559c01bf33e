"""Find the files to add, and hash them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import PolicyQAError

__all__ = ["SUFFIXES", "FoundFiles", "find_files"]

# What a folder is searched for; a file that is named itself is read whatever its suffix.
SUFFIXES = frozenset({".txt", ".text", ".md", ".htm", ".html", ".xhtml", ".docx", ".pdf", ".xlsx"})


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """The files to add, absolute and in order, and the folders they were found in."""

    files: tuple[Path, ...]
    folders: tuple[Path, ...]


def find_files(paths: Iterable[str | Path], *, empty_folders: bool = False) -> FoundFiles:
    """Return the files below ``paths``. Hidden files and folders are passed over.

    :param empty_folders: whether a folder without documents is accepted.
    :raises PolicyQAError: a path is missing, or a folder holds no file of a known kind.
    """
    files: dict[Path, None] = {}
    folders: list[Path] = []
    for path in map(Path, paths):
        whole = path.expanduser().absolute()
        if whole.is_dir():
            inside = sorted(_documents_below(whole))
            if not inside and not empty_folders:
                kinds = " ".join(sorted(SUFFIXES))
                raise PolicyQAError(f"{path}: no documents in this folder; known kinds: {kinds}")
            folders.append(whole)
            files.update(dict.fromkeys(inside))
        elif whole.is_file():
            files[whole] = None
        else:
            raise PolicyQAError(f"{path}: no such file or folder; check the path")
    if not files and not folders:
        raise PolicyQAError("nothing to add: name a file or a folder")
    return FoundFiles(tuple(files), tuple(folders))


def _documents_below(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        if not hidden and path.suffix.lower() in SUFFIXES and path.is_file():
            yield path
