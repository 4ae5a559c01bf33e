"""A table of characters in the form that the ``Precompiled`` normalizer of tokenizers reads.

The form is sentencepiece's: a double-array trie (Aoe 1989, as darts-clone lays it out) over the
UTF-8 bytes of what is replaced, then what replaces it, each ended by a zero byte.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.normalize import simplified_table

if TYPE_CHECKING:
    from tokenizers.normalizers import Normalizer

__all__ = ["charsmap", "normalizer"]

_BLOCK = 256
_HAS_LEAF, _IS_LEAF = 1 << 8, 1 << 31


@dataclass(slots=True)
class _Node:
    children: dict[int, _Node] = field(default_factory=dict)
    value: int | None = None


def normalizer() -> Normalizer:
    """Return ``corpus.normalize.normalize`` for programs that have only the tokenizer's file.

    It differs in some characters that a newer version of Unicode has, or has otherwise.
    """
    from tokenizers.normalizers import NFKC, Lowercase, Precompiled, Sequence

    simplified = {chr(code): character for code, character in simplified_table().items()}
    return Sequence([NFKC(), Precompiled(charsmap(simplified)), Lowercase()])


def charsmap(table: Mapping[str, str]) -> bytes:
    """Return a table of replacements as ``tokenizers.normalizers.Precompiled`` takes it.

    :param table: no key begins with another; neither keys nor values hold U+0000.
    """
    root, replacements = _Node(), bytearray()
    for text in sorted(table):
        node = root
        for byte in text.encode():
            node = node.children.setdefault(byte, _Node())
        node.value = len(replacements)
        replacements += table[text].encode() + b"\0"
    units = _DoubleArray().of(root)
    trie = struct.pack(f"<{len(units)}I", *units)
    return struct.pack("<I", len(trie)) + trie + bytes(replacements)


class _DoubleArray:
    """Lays a trie out in an array, each node's children at its base XOR their bytes."""

    def __init__(self) -> None:
        self._units: list[int] = [0] * _BLOCK
        self._taken = {0}
        self._bases: set[int] = set()
        # Where looking for a base begins, for one child and for more: behind the last one found.
        self._found = {True: 0, False: 0}

    def of(self, root: _Node) -> list[int]:
        """Return the array; its length is a multiple of 256, so that no byte leads out of it."""
        self._place(root, 0)
        return self._units

    def _place(self, node: _Node, at: int) -> None:
        leaf = [] if node.value is None else [0]
        base = self._base([*leaf, *node.children])
        self._units[at] |= (at ^ base) << 10
        if node.value is not None:
            self._units[at] |= _HAS_LEAF
            self._units[base] = node.value | _IS_LEAF
        for byte, child in node.children.items():
            self._units[base ^ byte] = byte
            self._place(child, base ^ byte)

    def _base(self, labels: list[int]) -> int:
        """Return a base that nobody has, at which all labels are free, and take their places."""
        alone = len(labels) == 1
        base = self._found[alone] + 1
        while base in self._bases or any(base ^ label in self._taken for label in labels):
            base += 1
        self._found[alone] = base
        self._bases.add(base)
        self._taken.update(base ^ label for label in labels)
        while len(self._units) <= base | (_BLOCK - 1):
            self._units += [0] * _BLOCK
        return base
