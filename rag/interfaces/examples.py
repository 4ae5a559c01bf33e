"""The demo documents that travel with the project, and questions they answer."""

from corpus.samples import EXAMPLE_QUESTIONS, sample_folder

__all__ = ["EXAMPLE_QUESTIONS", "sample_folder"]
