"""The prompts, one file each: ``load("answer.zh")`` reads ``answer.zh.md``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from string import Template

__all__ = ["Prompt", "load"]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt's text with the hash that an Answer's trace records.

    :param name: file name without ``.md``.
    :param sha256: of the file's bytes, in hex.
    """

    name: str
    text: str
    sha256: str

    def fill(self, **values: str) -> str:
        """Return the text with each ``$name`` replaced; braces in values mean nothing.

        :raises KeyError: a name in the text has no value.
        """
        return Template(self.text).substitute(values)


@cache
def load(name: str) -> Prompt:
    """Return a prompt by name.

    :raises FileNotFoundError: there is none of that name.
    """
    data = (files(__name__) / f"{name}.md").read_bytes()
    return Prompt(name, data.decode("utf-8"), sha256(data).hexdigest())
