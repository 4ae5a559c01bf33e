"""Errors that a user of policyqa can meet, from the base of the family up.

- PolicyQAError
  - UnreadableDocument(path, reason): a file cannot be read as an official document
    - DocumentTooLarge: it is over one of the reading limits

Every message is one line: what was seen, what was expected, what to do.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["DocumentTooLarge", "PolicyQAError", "UnreadableDocument"]


class PolicyQAError(Exception):
    """Anything that policyqa refuses; its text is one line, fit to show to a user."""


class UnreadableDocument(PolicyQAError):
    """A file that cannot be read as an official document.

    :param path: the file.
    :param reason: what was seen, what was expected, what to do; no line breaks.
    """

    def __init__(self, path: str | Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = Path(path)
        self.reason = reason

    def __reduce__(self) -> tuple[type[UnreadableDocument], tuple[str, str]]:
        # Crosses the border of the child process that reads risky formats.
        return type(self), (str(self.path), self.reason)


class DocumentTooLarge(UnreadableDocument):
    """A file over one of the reading limits (bytes, unpacked bytes, pages, seconds, memory)."""
