"""Every change a Store makes to its folder outside SQLite: whole, durable, and testable.

A file is written aside, fsynced and renamed into place, and its folder is fsynced after it, so
that after a crash or a power cut it is either the old one or the new one. Each step passes
``step``, where the crash tests stop the process.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

__all__ = [
    "link_or_copy",
    "remove_tree",
    "rename",
    "replace_file",
    "set_step_hook",
    "sha256_bytes",
    "sha256_file",
    "step",
    "sync_folder",
    "sync_tree",
]

_hook: Callable[[str], None] | None = None


def set_step_hook(hook: Callable[[str], None] | None) -> None:
    """Call ``hook`` with a name before every step; for tests that crash or fail there."""
    global _hook
    _hook = hook


def step(name: str) -> None:
    """Mark a point at which the folder changes."""
    if _hook is not None:
        _hook(name)


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable. Windows has no such call and needs none."""
    if os.name == "nt":
        return
    step(f"sync {path.name}/")
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_file(path: Path) -> None:
    step(f"sync {path.name}")
    # Windows can only flush a file that was opened for writing.
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Make every file below ``folder``, and every name in it, durable."""
    for parent, _, names in os.walk(folder, topdown=False):
        for name in sorted(names):
            _sync_file(Path(parent, name))
        sync_folder(Path(parent))


def rename(source: Path, target: Path) -> None:
    """Give a finished folder or file its name, durably."""
    step(f"rename {target.name}")
    source.rename(target)
    sync_folder(target.parent)


def replace_file(path: Path, data: bytes) -> None:
    """Replace a file's content in one step, durably."""
    aside = path.with_name(path.name + ".new")
    step(f"write {aside.name}")
    aside.write_bytes(data)
    _sync_file(aside)
    step(f"replace {path.name}")
    os.replace(aside, path)
    sync_folder(path.parent)


def link_or_copy(source: Path, target: Path) -> None:
    """Give an unchanging file a second name; copy it where the file system has no links."""
    step(f"link {target.name}")
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def remove_tree(folder: Path) -> bool:
    """Remove a folder nobody needs any more; return whether it is gone.

    A file that another process still holds open may refuse (Windows); it is tried again the next
    time search files are published.
    """
    step(f"remove {folder.name}/")
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def sha256_bytes(data: bytes) -> str:
    """Return the SHA-256 of bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
