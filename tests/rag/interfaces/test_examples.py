"""The demo documents and their questions travel with the project."""

from __future__ import annotations

from rag.interfaces.examples import EXAMPLE_QUESTIONS, sample_folder


def test_there_are_questions_and_documents_to_try() -> None:
    questions = EXAMPLE_QUESTIONS
    assert len(questions) == len(set(questions)) >= 5
    assert any(question.isascii() for question in questions)
    assert any(sample_folder().iterdir())
