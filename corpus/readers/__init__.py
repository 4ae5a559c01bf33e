"""Files to text: one reader a format, told by content and not by suffix."""

from corpus.readers.dispatch import read_file

__all__ = ["read_file"]
