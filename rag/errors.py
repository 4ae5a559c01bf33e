"""Errors of asking. Together with those of a Store they form the ``PolicyQAError`` family.

- PolicyQAError (corpus.errors)
  - InvalidQuestion: an empty or over-long question
  - InvalidSettings: a setting has a value that cannot be used
  - ModelUnavailable: the chat model cannot be reached or answers unusably
"""

from __future__ import annotations

from corpus.errors import PolicyQAError

__all__ = ["InvalidQuestion", "InvalidSettings", "ModelUnavailable"]


class InvalidQuestion(PolicyQAError):
    """A question that is empty or longer than the limit."""


class InvalidSettings(PolicyQAError):
    """A setting with a value that cannot be used."""


class ModelUnavailable(PolicyQAError):
    """The chat model cannot be reached, or what it says cannot be used."""
