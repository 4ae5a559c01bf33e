"""Generations: immutable, checksummed search files, and which one is current.

```
store/  store.db                the truth
        CURRENT                 {"generation": 7, "manifest": "<sha256 of its manifest.json>"}
        gen-7/  manifest.json   what the files are, each with its SHA-256 and size
                lexical/        tantivy
                base.faiss      vectors; delta.faiss: those added since base.faiss was made
                base.words.txt  every clause's words by number, with three more files
                                (see index.searchfiles.token_index)
                base.named.txt  the titles each document names
                                (see index.searchfiles.citation_counts);
                                delta.*: what was added since
```

A generation is written as ``gen-7.new``, fsynced, renamed, and then named in CURRENT, which is
replaced in one step. A reader that opened an older one keeps it.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from index import durable
from index.errors import StoreCorrupt

__all__ = [
    "CURRENT",
    "LEXICAL",
    "MANIFEST",
    "SEGMENTS",
    "FileDigest",
    "Manifest",
    "OtherFormat",
    "check_files",
    "current",
    "digest_files",
    "folder_of",
    "last_number",
    "publish",
    "read_manifest",
    "remove_stale",
    "remove_unfinished",
    "token_files",
    "token_segments",
    "unfinished",
    "unusable",
]

LEXICAL = "lexical"  # the folder of the lexical files
SEGMENTS = ("base", "delta")  # the segments of the forward index
CURRENT = "CURRENT"
MANIFEST = "manifest.json"
FORMAT = 1
_FOLDER = re.compile(r"gen-(\d+)(\.new)?")


class OtherFormat(StoreCorrupt):
    """Search files that are whole, but of another version: they are made anew."""


@dataclass(frozen=True, slots=True)
class FileDigest:
    """What a file must be: its SHA-256 in hex and its size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds.

    :param commit: the database's commit it was made of.
    :param words: version of the tokenizer and the fields.
    :param base_last_key: the last key that base.faiss holds; later ones are in delta.faiss.
    :param dead: ranges (first key, count) of removed clauses that are still in base.faiss or
        delta.faiss; the lexical files hold none.
    :param dead_words: removed clauses that still count in the statistics of the lexical files,
        which therefore rank a little differently from files made anew.
    :param dense: files of vectors, base first.
    :param files: every file but the manifest, by path relative to the generation's folder.
    """

    format: int
    generation: int
    commit: int
    encoder: str
    dim: int
    words: str
    documents: int
    clauses: int
    base_last_key: int
    last_key: int
    dense: tuple[str, ...]
    dense_kind: str
    dead: tuple[tuple[int, int], ...]
    dead_words: int
    made_at: str
    made_by: str
    files: dict[str, FileDigest] = field(repr=False)

    def to_json(self) -> bytes:
        """Return the manifest as JSON, always the same bytes for the same values."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Manifest:
        """Read a manifest.

        :raises ValueError: it is no manifest of this version.
        """
        values: dict[str, Any] = json.loads(data)
        if not isinstance(values, dict) or values.get("format") != FORMAT:
            raise ValueError("unknown format")
        values["files"] = {name: FileDigest(**digest) for name, digest in values["files"].items()}
        values["dense"] = tuple(values["dense"])
        values["dead"] = tuple((first, count) for first, count in values["dead"])
        try:
            return cls(**values)
        except TypeError as error:
            raise ValueError(str(error)) from error


def token_files(segment: str) -> list[str]:
    """Return the names of the files of a segment of ``index.searchfiles.token_index``."""
    return [f"{segment}.{name}" for name in ("words.txt", "words.npy", "starts.npy", "clauses.npy")]


def token_segments(manifest: Manifest) -> list[str]:
    """Return the segments of the forward index that a generation has, the base first.

    None where a version made it that had no forward index.
    """
    return [name for name in SEGMENTS if token_files(name)[0] in manifest.files]


def folder_of(store: Path, generation: int) -> Path:
    """Return a generation's folder."""
    return store / f"gen-{generation}"


def current(store: Path) -> bytes | None:
    """Return what CURRENT says, as it stands, or ``None`` where there is none."""
    try:
        return (store / CURRENT).read_bytes()
    except FileNotFoundError:
        return None


def read_manifest(store: Path, named: bytes) -> Manifest:
    """Return the manifest that CURRENT names, checked against the hash it gives.

    :param named: what ``current`` returned.
    :raises StoreCorrupt: either is damaged, or the generation is missing.
    :raises OtherFormat: it is whole, but of another version.
    """
    try:
        values = json.loads(named)
        generation, expected = int(values["generation"]), str(values["manifest"])
    except (ValueError, KeyError, TypeError) as error:
        raise unusable(store / CURRENT, "is damaged") from error
    path = folder_of(store, generation) / MANIFEST
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unusable(path, "is missing") from error
    if durable.sha256_bytes(data) != expected:
        raise unusable(path, "differs from its checksum")
    try:
        manifest = Manifest.from_json(data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OtherFormat(
            f"{path}: search files of another version ({error}); make them anew with: "
            "policyqa verify --rebuild"
        ) from error
    if manifest.generation != generation:
        raise unusable(path, f"is that of generation {manifest.generation}")
    return manifest


def check_files(store: Path, manifest: Manifest) -> None:
    """Compare every file of a generation with its hash.

    :raises StoreCorrupt: one is damaged or missing, or there is one too many.
    """
    folder = folder_of(store, manifest.generation)
    found = {path.relative_to(folder).as_posix() for path in _files(folder)}
    if missing := sorted(manifest.files.keys() - found):
        raise unusable(folder / missing[0], "is missing")
    if surplus := sorted(found - manifest.files.keys()):
        raise unusable(folder / surplus[0], "does not belong there")
    names = sorted(manifest.files, key=lambda name: -manifest.files[name].size)
    if sum(digest.size for digest in manifest.files.values()) < 8_000_000:
        digests = [_digest(folder / name) for name in names]
    else:
        from concurrent.futures import ThreadPoolExecutor

        # hashing large files lets go of the interpreter, so two threads are twice as fast
        with ThreadPoolExecutor(4) as pool:
            digests = list(pool.map(lambda name: _digest(folder / name), names))
    for name, digest in zip(names, digests, strict=True):
        if digest != manifest.files[name]:
            raise unusable(folder / name, "differs from its checksum")


def digest_files(folder: Path, known: dict[str, FileDigest] | None = None) -> dict[str, FileDigest]:
    """Return the hash and size of every file in a folder, but the manifest.

    :param known: digests of files that were linked from a checked generation; not read again.
    """
    known = known or {}
    return {
        name: known.get(name) or _digest(folder / name)
        for name in sorted(path.relative_to(folder).as_posix() for path in _files(folder))
    }


def publish(store: Path, aside: Path, manifest: Manifest) -> None:
    """Make a finished folder of search files the current generation, durably."""
    data = manifest.to_json()
    durable.step("write manifest")
    (aside / MANIFEST).write_bytes(data)
    durable.sync_tree(aside)
    durable.rename(aside, folder_of(store, manifest.generation))
    named = {"generation": manifest.generation, "manifest": durable.sha256_bytes(data)}
    durable.replace_file(store / CURRENT, json.dumps(named).encode())


def last_number(store: Path) -> int:
    """Return the highest number among the generations' folders, 0 when there is none."""
    named = (_FOLDER.fullmatch(path.name) for path in store.glob("gen-*"))
    return max((int(found[1]) for found in named if found), default=0)


def unfinished(store: Path) -> list[Path]:
    """Return what a writer left that ended before its search files were named by CURRENT."""
    named = _named_number(store)
    later = [
        path
        for path in store.glob("gen-*")
        if (found := _FOLDER.fullmatch(path.name)) and (found[2] or int(found[1]) > named)
    ]
    return sorted([*later, *store.glob(f"{CURRENT}.new")])


def _named_number(store: Path) -> float:
    """Return the number of the generation that CURRENT names; infinite where it names none."""
    try:
        return int(json.loads(current(store) or b"")["generation"])
    except (ValueError, KeyError, TypeError):
        return math.inf


def remove_unfinished(store: Path) -> None:
    """Remove what such writers left behind. The writer lock is held."""
    for path in unfinished(store):
        if path.is_dir():
            durable.remove_tree(path)
        else:
            path.unlink(missing_ok=True)


def remove_stale(store: Path, keep: set[int]) -> None:
    """Remove search files that no reader can be about to open, and unfinished ones."""
    for path in sorted(store.glob("gen-*")):
        named = _FOLDER.fullmatch(path.name)
        if named and (named[2] or int(named[1]) not in keep):
            durable.remove_tree(path)


def _files(folder: Path) -> list[Path]:
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST and not path.name.endswith(".lock")
    ]


def _digest(path: Path) -> FileDigest:
    try:
        return FileDigest(durable.sha256_file(path), path.stat().st_size)
    except OSError as error:
        raise unusable(path, f"cannot be read ({error.strerror})") from error


def unusable(path: Path, what: str = "cannot be read as the manifest describes it") -> StoreCorrupt:
    """Return the error for search files that cannot be used, and what to do."""
    return StoreCorrupt(
        f"{path}: {what}; make the search files anew with: policyqa verify --rebuild"
    )
