"""How much is looked at for a question, by the size and kind of the Store."""

from __future__ import annotations

from index.encoders.encoder import load_encoder
from rag import Assistant
from rag.pipeline import Pipeline
from rag.query.as_of_date import Moment
from rag.query.question import analyse
from rag.retrieval.search_budget import (
    FEW_CLAUSES,
    Effort,
    Scale,
    effort_for,
    for_part,
    for_passages,
    scale_of,
)


def test_size_and_kind_decide_the_scale() -> None:
    def never() -> float:
        raise AssertionError("not asked for")

    assert scale_of(FEW_CLAUSES + 1, never) is Scale.MANY
    assert scale_of(100, never) is Scale.FEW
    assert scale_of(10_000, lambda: 0.9) is Scale.MANY
    assert scale_of(10_000, lambda: 0.5) is Scale.FEW
    few, many = effort_for(Scale.FEW), effort_for(Scale.MANY)
    assert isinstance(few, Effort)
    assert few.read > many.read


def test_who_wants_more_passages_has_more_read(assistant: Assistant, scale: Scale) -> None:
    usual = effort_for(scale)
    assert for_passages(usual, 10) == usual
    assert for_passages(usual, 50).read >= 100
    assert for_passages(usual, 10**6).read < 1_000
    pipeline = Pipeline(assistant.snapshot, load_encoder())
    hits = pipeline.retrieve(analyse("停水要提前多久告诉我们？"), 40, moment=Moment("2026-01-01"))
    assert len(hits) == 40


def test_a_part_of_a_question_has_half_as_much_read() -> None:
    assert for_part(Effort(100, 100, 40, 28)) == Effort(100, 100, 20, 14)
