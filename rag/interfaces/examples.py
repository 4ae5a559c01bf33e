"""The demo documents that travel with the project, and questions they answer."""

from __future__ import annotations

from pathlib import Path

__all__ = ["example_questions", "sample_folder"]


def example_questions() -> tuple[str, ...]:
    """Return questions the demo documents answer, for a first look."""
    from corpus.samples import EXAMPLE_QUESTIONS

    return tuple(EXAMPLE_QUESTIONS)


def sample_folder() -> Path:
    """Return the folder of the demo documents."""
    from corpus.samples import sample_folder as folder

    return folder()
